import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { uuidv7 } from '../../common/database/ids.js';
import { CustomersService } from '../customers/index.js';
import type { ChargeOutcome } from '../vendors/index.js';
import { ChargeIntents, type ChargeIntent } from './charge-intents.service.js';
import { ChargeRuns } from './charge-runs.service.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { Payment } from './payment.entity.js';

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
      if (payment.state !== 'declined') return null;
      return this.intents.begin(tx, payment, customer, {
        attemptId: uuidv7(),
        methodId: paymentMethodId,
        offSession: false,
      });
    });
  }
}
