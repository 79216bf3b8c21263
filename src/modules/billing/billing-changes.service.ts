import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Locale } from '../../common/i18n/locale.js';
import { Clock } from '../../common/clock/clock.js';
import { CustomersService } from '../customers/index.js';
import type { ChangeEffect } from '../payment-methods/index.js';
import { VendorGateways, type DisputeState, type Vendor, type VendorChange } from '../vendors/index.js';
import { isOpen } from './attempt-states.js';
import { BillingJournal } from './billing-journal.service.js';
import { ChargeCalls } from './charge-calls.service.js';
import type { PaymentState } from './billing-vocabulary.js';
import { ChargeOutcomes } from './charge-outcomes.service.js';
import { ChargeRuns } from './charge-runs.service.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { PaymentEffects } from './payment-effects.service.js';
import { paymentFacts } from './payment-view.js';
import { Payment } from './payment.entity.js';
import { RefundRuns } from './refund-runs.service.js';

type Change<K extends VendorChange['kind']> = Extract<VendorChange, { kind: K }>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a change is read and written through. */
@Injectable()
export class BillingChangeParts {
  constructor(
    readonly calls: ChargeCalls,
    readonly outcomes: ChargeOutcomes,
    readonly runs: ChargeRuns,
    readonly refunds: RefundRuns,
    readonly effects: PaymentEffects,
    readonly journal: BillingJournal,
  ) {}
}

/**
 * Brings charges, refunds and disputes to what a vendor says of the thing that an event names. The event is a hint of where to look: the
 * vendor is read each time, so that late, repeated and reordered events end alike.
 */
@Injectable()
export class BillingChanges {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly customers: CustomersService,
    private readonly parts: BillingChangeParts,
  ) {}

  /** A charge was captured, refused, canceled or refunded. */
  async chargeChanged(
    vendor: Vendor,
    { vendorChargeId, paymentId }: Change<'charge_changed'>,
  ): Promise<ChangeEffect> {
    const known = await this.attemptOf(vendor, vendorChargeId);
    if (known) return this.reread(known, vendorChargeId);
    if (paymentId === null || !UUID.test(paymentId)) return 'ignored';
    const attempts = await this.db.manager.find(PaymentAttempt, {
      where: { paymentId, vendor },
      order: { attemptNo: 'DESC' },
    });
    const open = attempts.find(({ state }) => isOpen(state));
    if (open && open.vendorChargeId !== null) return this.reread(open, open.vendorChargeId);
    // With one that has no name yet, the event brings its name; of several, the vendor tells which is which.
    const nameless = attempts.filter((attempt) => attempt.vendorChargeId === null);
    for (const attempt of nameless) await this.reread(attempt, nameless.length === 1 ? vendorChargeId : null);
    return nameless.length > 0 ? 'applied' : 'ignored';
  }

  /** A refund came to something, or was made in the vendor's pages. */
  async refundChanged(vendor: Vendor, change: Change<'refund_changed'>): Promise<ChangeEffect> {
    const { vendorRefundId, vendorChargeId } = change;
    const refundId = change.refundId !== null && UUID.test(change.refundId) ? change.refundId : null;
    const rows: { id: string }[] = await this.db.query(
      'SELECT id FROM refunds WHERE vendor = $1 AND (id = $2 OR vendor_refund_id = $3) LIMIT 1',
      [vendor, refundId, vendorRefundId],
    );
    const [refund] = rows;
    if (refund) {
      await this.parts.refunds.reread(refund.id);
      return 'applied';
    }
    const attempt = vendorChargeId === null ? null : await this.attemptOf(vendor, vendorChargeId);
    return attempt ? this.reread(attempt, vendorChargeId) : 'ignored';
  }

  /** A customer disputes a charge at his bank, or the bank has decided. */
  async disputeChanged(
    vendor: Vendor,
    { vendorDisputeId }: Change<'dispute_changed'>,
  ): Promise<ChangeEffect> {
    const dispute = await this.gateways.get(vendor).readDispute(vendorDisputeId);
    if (!dispute?.vendorChargeId) return 'ignored';
    const attempt = await this.attemptOf(vendor, dispute.vendorChargeId);
    if (!attempt) return 'ignored';
    await this.noteDispute(attempt, dispute);
    return 'applied';
  }

  /** The state of a payment that was tried at this vendor; null for any other. */
  async stateOf(vendor: Vendor, paymentId: string): Promise<PaymentState | null> {
    const rows: { state: PaymentState }[] = await this.db.query(
      `SELECT p.state FROM payments p
       WHERE p.id = $1 AND EXISTS (SELECT FROM payment_attempts a WHERE a.payment_id = p.id AND a.vendor = $2)`,
      [paymentId, vendor],
    );
    return rows[0]?.state ?? null;
  }

  /** How the payment that a customer was asked to confirm stands, and his language; null for none, and for one of somebody who was erased. */
  async askedOf(
    paymentId: string,
  ): Promise<{ readonly state: PaymentState; readonly locale: Locale | null } | null> {
    const rows: { state: PaymentState; locale: Locale | null }[] = await this.db.query(
      `SELECT p.state, c.locale FROM payments p LEFT JOIN customers c ON c.id = p.customer_id
       WHERE p.id = $1 AND c.erased_at IS NULL`,
      [paymentId],
    );
    return rows[0] ?? null;
  }

  /** Where a customer confirms a payment that waits for him, read from the vendor; null for a page when it waits no more, or for none. */
  async confirmation(
    paymentId: string,
  ): Promise<{ readonly state: PaymentState; readonly url: string | null } | null> {
    const payment = await this.db.manager.findOneBy(Payment, { id: paymentId });
    if (!payment) return null;
    const waiting = await this.db.manager.findOneBy(PaymentAttempt, { paymentId, state: 'requires_action' });
    const action = waiting && (await this.parts.runs.askNow(waiting.id));
    const { state } = await this.db.manager.findOneByOrFail(Payment, { id: paymentId });
    return { state, url: action?.type === 'redirect' ? action.url : null };
  }

  /** The browser of a customer who had to confirm a payment came back: a hint to ask the vendor, and nothing more. */
  async returned(vendor: Vendor, paymentId: string): Promise<void> {
    const attempts = await this.db.manager.find(PaymentAttempt, { where: { paymentId, vendor } });
    const open = attempts.find(({ state }) => isOpen(state));
    if (open) await this.parts.runs.askNow(open.id);
  }

  private async reread(attempt: PaymentAttempt, vendorChargeId: string | null): Promise<ChangeEffect> {
    const found = await this.parts.calls.lookUp({ attempt }, vendorChargeId);
    if (found.status === 'not_found') return 'ignored';
    await this.parts.outcomes.apply(attempt.id, found, { lease: null, isReading: true });
    return 'applied';
  }

  private async noteDispute(attempt: PaymentAttempt, dispute: DisputeState): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { customerId } = await tx.findOneByOrFail(Payment, { id: attempt.paymentId });
      if (customerId !== null) await this.customers.lock(tx, customerId);
      const payment = await tx.findOneOrFail(Payment, {
        where: { id: attempt.paymentId },
        lock: { mode: 'for_no_key_update' },
      });
      if (payment.disputed === dispute.status) return;
      const change = { disputed: dispute.status, updatedAt: this.clock.now() };
      await tx.update(Payment, { id: payment.id }, change);
      Object.assign(payment, change);
      await this.parts.effects.disputed(tx, payment, dispute.amount);
      await this.parts.journal.publishPayment(tx, payment, 'payment.disputed', {
        payment: paymentFacts(payment),
        disputed_money: dispute.amount,
      });
    });
  }

  private async attemptOf(vendor: Vendor, vendorChargeId: string): Promise<PaymentAttempt | null> {
    const vendorAccount = await this.gateways.get(vendor).account();
    return this.db.manager.findOneBy(PaymentAttempt, { vendor, vendorAccount, vendorChargeId });
  }
}
