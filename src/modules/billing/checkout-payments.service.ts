import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { CustomersService } from '../customers/index.js';
import type { ChargeOutcome, Decline, MethodDetails } from '../vendors/index.js';
import { isOpen } from './attempt-states.js';
import { nextCheck } from './charge-cadence.js';
import { ChargeOutcomes } from './charge-outcomes.service.js';
import { CheckoutBook } from './checkout-book.service.js';
import { Checkout } from './checkout.entity.js';
import { Invoice } from './invoice.entity.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { Payment } from './payment.entity.js';

/** A checkout with its payment, where there is one, both locked; and their customer. */
export interface LockedCheckout {
  readonly checkout: Checkout;
  readonly payment: Payment | null;
}

/** What a page that ended without being paid is to a payment that waited for it. */
const ENDED: Decline = {
  bucket: 'canceled',
  hint: 'canceled_by_you',
  code: 'checkout_ended',
  adviceCode: null,
  networkAdviceCode: null,
  networkDeclineCode: null,
  retryable: false,
};

/** The payments of checkouts: written once under their planned id, and moved as all payments are. */
@Injectable()
export class CheckoutPayments {
  constructor(
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly outcomes: ChargeOutcomes,
    private readonly book: CheckoutBook,
  ) {}

  /** In the order that everybody keeps; null when a payment appeared meanwhile, so that the transaction has to begin anew. */
  async lock(tx: EntityManager, seen: Checkout): Promise<LockedCheckout | null> {
    if (seen.customerId !== null) await this.customers.lock(tx, seen.customerId);
    const lock = { mode: 'for_no_key_update' } as const;
    const payment = await tx.findOne(Payment, { where: { id: seen.paymentId }, lock });
    // Those of one order are decided one after the other.
    await tx.query('SELECT 1 FROM checkouts WHERE id = $1 OR order_ref = $2 ORDER BY id FOR NO KEY UPDATE', [
      seen.id,
      seen.orderRef,
    ]);
    if (!payment && (await tx.existsBy(Payment, { id: seen.paymentId }))) return null;
    return { checkout: await tx.findOneByOrFail(Checkout, { id: seen.id }), payment };
  }

  /** Writes payment and attempt before money is taken, or finds that this was done; false when taking it has come to an end. */
  async intend(tx: EntityManager, { checkout, payment }: LockedCheckout): Promise<boolean> {
    if (payment) {
      const { state } = await this.attemptOf(tx, payment.id);
      return isOpen(state);
    }
    await this.write(tx, checkout, null);
    await this.follow(tx, checkout);
    return true;
  }

  /** Applies what the vendor says of the payment on its page. */
  async bring(
    tx: EntityManager,
    { checkout, payment }: LockedCheckout,
    outcome: ChargeOutcome,
    method: MethodDetails | null,
  ): Promise<void> {
    if (outcome.status === 'declined') await this.book.noteFailure(tx, checkout, outcome.decline);
    const attempt = payment ? await this.attemptOf(tx, payment.id) : await this.write(tx, checkout, method);
    await this.outcomes.applyIn(tx, attempt.id, outcome, { lease: null, isReading: true });
    await this.follow(tx, checkout);
  }

  /** The page ended: so does what was to be taken by it. */
  async giveUp(
    tx: EntityManager,
    { checkout, payment }: LockedCheckout,
    how: 'expired' | 'canceled',
  ): Promise<void> {
    const attempt = payment && (await this.attemptOf(tx, payment.id));
    if (!attempt) await this.book.end(tx, checkout, how);
    else if (isOpen(attempt.state)) {
      const outcome = { status: 'declined', vendorChargeId: null, decline: ENDED } as const;
      await this.outcomes.applyIn(tx, attempt.id, outcome, { lease: null });
    }
  }

  /** Follows here too, since an outcome that leaves the payment where it was written moves nothing. */
  private async follow(tx: EntityManager, { paymentId }: Checkout): Promise<void> {
    await this.book.follow(tx, [await tx.findOneByOrFail(Payment, { id: paymentId })]);
  }

  private attemptOf(tx: EntityManager, paymentId: string): Promise<PaymentAttempt> {
    return tx.findOneByOrFail(PaymentAttempt, { paymentId, attemptNo: 1 });
  }

  private async write(
    tx: EntityManager,
    checkout: Checkout,
    method: MethodDetails | null,
  ): Promise<PaymentAttempt> {
    const now = this.clock.now();
    const { id: checkoutId, paymentId, customerId, invoiceId, amount, currency } = checkout;
    await tx.insert(Payment, {
      id: paymentId,
      customerId,
      invoiceId,
      checkoutId,
      subscriptionId: await subscriptionOf(tx, invoiceId),
      purpose: invoiceId === null ? 'order' : 'invoice',
      amount,
      currency,
      state: 'pending',
      disputed: 'none',
      refundedAmount: 0,
      refundingAmount: 0,
      createdAt: now,
      updatedAt: now,
    });
    const attempt = tx.create(PaymentAttempt, {
      id: uuidv7(),
      paymentId,
      attemptNo: 1,
      paymentMethodId: null,
      vendor: checkout.vendor,
      vendorAccount: checkout.vendorAccount,
      vendorPaymentMethodId: null,
      vendorCustomerId: checkout.vendorCustomerId,
      paymentType: checkout.paymentType,
      brand: method?.brand ?? null,
      last4: method?.last4 ?? null,
      expMonth: method?.expMonth ?? null,
      expYear: method?.expYear ?? null,
      methodExpired: false,
      offSession: false,
      usage: 'one_off',
      idempotencyKey: `checkout-${checkoutId}`,
      state: 'started',
      sent: true,
      nextCheckAt: nextCheck('started', 0, now),
      checks: 0,
      startedAt: now,
    });
    await tx.insert(PaymentAttempt, attempt);
    return attempt;
  }
}

async function subscriptionOf(tx: EntityManager, invoiceId: string | null): Promise<string | null> {
  if (invoiceId === null) return null;
  return (await tx.findOneByOrFail(Invoice, { id: invoiceId })).subscriptionId;
}
