import { Injectable } from '@nestjs/common';
import { IsNull, Not, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import type { Customer } from '../customers/index.js';
import { ChargeableMethods } from '../payment-methods/index.js';
import { CardCaps } from './card-caps.service.js';
import { newAttempt, newPayment, type PaymentWish } from './charge-rows.js';
import { Invoice } from './invoice.entity.js';
import { PaymentAttempt, type AttemptRefusal } from './payment-attempt.entity.js';
import { Payment } from './payment.entity.js';

/** What a new attempt is made of. */
export interface AttemptWish {
  readonly attemptId: string;
  readonly methodId: string;
  readonly offSession: boolean;
  readonly isAtCap?: boolean;
}

/** An attempt that has been written and whose call is now to be made by whoever holds the lease. */
export interface ChargeIntent {
  readonly attemptId: string;
  readonly lease: string;
  readonly refusal: AttemptRefusal | null;
}

/** Intents: a payment and its attempt as rows, written before any vendor is called. Called under the customer's lock. */
@Injectable()
export class ChargeIntents {
  constructor(
    private readonly clock: Clock,
    private readonly methods: ChargeableMethods,
    readonly caps: CardCaps,
  ) {}

  /** A new payment, not yet tried. */
  async open(tx: EntityManager, wish: PaymentWish): Promise<Payment> {
    const payment = tx.create(Payment, { ...newPayment(wish, this.clock.now()) });
    await tx.insert(Payment, payment);
    return payment;
  }

  /** The next attempt of a payment, with a lease for its call. */
  async begin(
    tx: EntityManager,
    payment: Payment,
    customer: Customer,
    wish: AttemptWish,
  ): Promise<ChargeIntent> {
    const chargeable = await this.methods.get(tx, customer, wish.methodId);
    const isKnownExpired = chargeable.expired && (await wasTriedExpired(tx, payment, wish.methodId));
    const attemptNo = (await lastAttemptNo(tx, payment.id)) + 1;
    const refusal = isKnownExpired ? 'expired_card' : wish.isAtCap === true ? 'network_cap' : null;
    const now = this.clock.now();
    const lease = uuidv7();
    await tx.insert(
      PaymentAttempt,
      newAttempt(payment, {
        ...chargeable,
        attemptId: wish.attemptId,
        attemptNo,
        offSession: wish.offSession,
        refusal,
        lease,
        now,
        real: this.clock.real(),
      }),
    );
    await tx.update(Payment, { id: payment.id }, { state: 'pending', updatedAt: now });
    // Whatever comes of it, the invoice is not charged by itself beside it.
    if (payment.invoiceId !== null)
      await tx.update(Invoice, { id: payment.invoiceId, collectAt: Not(IsNull()) }, { collectAt: null });
    return { attemptId: wish.attemptId, lease, refusal };
  }
}

async function lastAttemptNo(tx: EntityManager, paymentId: string): Promise<number> {
  const rows: { last: number }[] = await tx.query(
    'SELECT coalesce(max(attempt_no), 0) AS last FROM payment_attempts WHERE payment_id = $1',
    [paymentId],
  );
  return rows[0]?.last ?? 0;
}

/** Whether the vendor was asked for this method, already run out, for the same invoice or payment. */
async function wasTriedExpired(tx: EntityManager, payment: Payment, methodId: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `SELECT 1 FROM payment_attempts a JOIN payments p ON p.id = a.payment_id
     WHERE (p.id = $1 OR p.invoice_id = $2) AND a.payment_method_id = $3 AND a.method_expired AND a.sent LIMIT 1`,
    [payment.id, payment.invoiceId, methodId],
  );
  return rows.length > 0;
}
