import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { uuidv7 } from '../../common/database/ids.js';
import { Conflict } from '../../common/errors/domain-error.js';
import { CustomersService } from '../customers/index.js';
import type { ChargeOutcome } from '../vendors/index.js';
import { openPaymentOf } from './billing-queries.js';
import { ChargeIntents, type ChargeIntent } from './charge-intents.service.js';
import { ChargeRuns } from './charge-runs.service.js';
import { refusePaidOrder } from './checkout-queries.js';
import { Invoice } from './invoice.entity.js';
import { mayBecome } from './invoice-states.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { Payment } from './payment.entity.js';
import { refuseUncreditable } from './top-up-queries.js';

/** Charges that the bank wants the customer for. */
@Injectable()
export class ChargeConfirmations {
  constructor(
    private readonly db: DataSource,
    private readonly customers: CustomersService,
    private readonly intents: ChargeIntents,
    private readonly runs: ChargeRuns,
  ) {}

  /** Asks the bank once more with the customer there, when it wants him, so that he gets a page to confirm on; else the same outcome. */
  async follow(attemptId: string, outcome: ChargeOutcome): Promise<ChargeOutcome> {
    if (outcome.status !== 'declined' || outcome.decline.bucket !== 'authentication') return outcome;
    const intent = await this.withCustomer(attemptId);
    return intent ? this.runs.carryOut(intent) : outcome;
  }

  private withCustomer(attemptId: string): Promise<ChargeIntent | null> {
    return this.db.transaction(async (tx) => {
      const { paymentId, paymentMethodId } = await tx.findOneByOrFail(PaymentAttempt, { id: attemptId });
      const { customerId } = await tx.findOneByOrFail(Payment, { id: paymentId });
      if (customerId === null || paymentMethodId === null) return null;
      const customer = await this.customers.lock(tx, customerId);
      const payment = await tx.findOneOrFail(Payment, {
        where: { id: paymentId },
        lock: { mode: 'for_no_key_update' },
      });
      if (payment.state !== 'declined' || !(await isWanted(tx, payment))) return null;
      // He is there to confirm what was asked for already.
      if ((await this.intents.caps.freeFrom(tx, paymentMethodId, 'decided')) !== null) return null;
      return this.intents.begin(tx, payment, customer, {
        attemptId: uuidv7(),
        methodId: paymentMethodId,
        offSession: false,
      });
    });
  }
}

/** Whether the payment is still asked for: somebody may have paid or taken back what it is for since it was declined. */
async function isWanted(tx: EntityManager, payment: Payment): Promise<boolean> {
  if (payment.invoiceId !== null) {
    const { state } = await tx.findOneByOrFail(Invoice, { id: payment.invoiceId });
    return mayBecome(state, 'paid') && (await openPaymentOf(tx, payment.invoiceId)) === null;
  }
  try {
    await refuseUncreditable(tx, payment);
    await refusePaidOrder(tx, payment);
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}
