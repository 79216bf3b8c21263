import { Injectable } from '@nestjs/common';
import { In, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { Events } from '../events/index.js';
import type { Decline } from '../vendors/index.js';
import type { CheckoutState } from './billing-vocabulary.js';
import { nextAsk } from './checkout-cadence.js';
import { checkoutAfter, checkoutMayBecome, isUnderWay } from './checkout-states.js';
import { toCheckoutView } from './checkout-view.js';
import { Checkout } from './checkout.entity.js';
import type { Payment } from './payment.entity.js';

/** The states of checkouts, always changed under the locks of customer, payment and checkout, and told of in the same transaction. */
@Injectable()
export class CheckoutBook {
  constructor(
    private readonly clock: Clock,
    private readonly events: Events,
  ) {}

  /** Checkouts go where their payments have gone, whoever moved them. */
  async follow(tx: EntityManager, payments: readonly Payment[]): Promise<void> {
    const states = new Map(payments.flatMap((one) => (one.checkoutId ? [[one.checkoutId, one.state]] : [])));
    if (states.size === 0) return;
    const checkouts = await tx.find(Checkout, {
      where: { id: In([...states.keys()]) },
      order: { id: 'ASC' },
      lock: { mode: 'for_no_key_update' },
    });
    for (const checkout of checkouts) {
      const payment = states.get(checkout.id);
      const next = payment ? checkoutAfter(checkout.state, payment) : null;
      if (next) await this.move(tx, checkout, next, true);
    }
  }

  /** Ends one that nobody has paid; false when it stands elsewhere by now. */
  async end(tx: EntityManager, checkout: Checkout, how: CheckoutState): Promise<boolean> {
    if (!checkoutMayBecome(checkout.state, how)) return false;
    await this.move(tx, checkout, how, false);
    return true;
  }

  /** Keeps why the bank refused, before the checkout follows its payment. */
  async noteFailure(tx: EntityManager, { id }: Checkout, failure: Decline): Promise<void> {
    await tx.update(Checkout, { id }, { failure });
  }

  private async move(
    tx: EntityManager,
    checkout: Checkout,
    state: CheckoutState,
    hasPayment: boolean,
  ): Promise<void> {
    const now = this.clock.now();
    Object.assign(checkout, {
      state,
      checks: 0,
      settledAt: isUnderWay(state) ? null : now,
      isCurrent: await this.counts(tx, checkout, state),
    });
    checkout.nextCheckAt = nextAsk(checkout, now);
    const { checks, settledAt, isCurrent, nextCheckAt } = checkout;
    await tx.update(Checkout, { id: checkout.id }, { state, checks, settledAt, isCurrent, nextCheckAt });
    if (state === 'succeeded') await this.tell(tx, checkout, 'checkout.succeeded', hasPayment);
    else if (!isUnderWay(state)) await this.tell(tx, checkout, 'checkout.failed', hasPayment);
  }

  /** One that comes to money after another took its place counts only if that one is gone too. */
  private async counts(
    tx: EntityManager,
    { id, orderRef, isCurrent }: Checkout,
    state: CheckoutState,
  ): Promise<boolean> {
    if (state !== 'succeeded' && state !== 'processing') return false;
    if (isCurrent || orderRef === null) return true;
    const others: unknown[] = await tx.query(
      'SELECT 1 FROM checkouts WHERE order_ref = $1 AND is_current AND id <> $2 LIMIT 1',
      [orderRef, id],
    );
    return others.length === 0;
  }

  private tell(
    tx: EntityManager,
    checkout: Checkout,
    type: 'checkout.succeeded' | 'checkout.failed',
    hasPayment: boolean,
  ): Promise<void> {
    return this.events.publish(tx, {
      type,
      subjectId: checkout.id,
      customerId: checkout.customerId,
      payload: { checkout: toCheckoutView(checkout, { hasPayment }) },
      occurredAt: this.clock.now(),
    });
  }
}
