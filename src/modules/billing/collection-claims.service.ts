import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { insertRows } from '../../common/database/bulk.js';
import { uuidv7 } from '../../common/database/ids.js';
import { runKept } from '../../common/database/statements.js';
import { systemActor } from '../../common/http/principal.js';
import { CustomersService } from '../customers/index.js';
import { ChargeableMethods, type ChargedMethod, type StandingMethod } from '../payment-methods/index.js';
import type { Vendor } from '../vendors/index.js';
import { BillingJournal } from './billing-journal.service.js';
import { CLAIM_INVOICES, DUE_INVOICES, PUT_OFF } from './billing-queries.js';
import type { InvoiceState } from './billing-vocabulary.js';
import { invoiceDescription, type ChargeOrder } from './charge-calls.service.js';
import { ChargeIntents, type ChargeIntent } from './charge-intents.service.js';
import { newAttempt, newPayment, type PaymentWish } from './charge-rows.js';
import type { Reach } from './collection-lanes.js';
import { collectionStep, isLate, READ_MS, WAIT_MS, type CollectionStep } from './collection-rules.js';
import type { AttemptRefusal } from './payment-attempt.entity.js';

/** The actor of all that is charged by itself. */
export const COLLECTOR = systemActor('collection');

/** A charge whose intent is written and whose call is to be made by the holder of its lease. */
export interface CollectedCharge {
  readonly order: ChargeOrder;
  readonly lease: string;
}

/** An invoice whose method has to be read at its vendor before it can be charged. */
export interface UnreadInvoice {
  readonly invoiceId: string;
  readonly customerId: string;
  readonly named: string | null;
  readonly vendor: Vendor;
}

/** What a claim has taken. */
export interface Claimed {
  /** How many invoices were due and looked at. */
  readonly count: number;
  readonly charges: readonly CollectedCharge[];
  readonly unread: readonly UnreadInvoice[];
  /** Vendors for which some were put off because they are full. */
  readonly full: readonly Vendor[];
}

interface DueRow {
  readonly id: string;
  readonly customerId: string;
  readonly subscriptionId: string | null;
  readonly number: number | null;
  readonly totalAmount: number;
  readonly currency: string;
  readonly state: InvoiceState;
  readonly dueOn: string;
  readonly issuedAt: Date | null;
  readonly timeZone: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly autoPay: boolean;
  readonly isErased: boolean;
  readonly named: string | null;
  readonly hasOpenPayment: boolean;
}

interface Decided {
  readonly due: DueRow;
  readonly step: CollectionStep;
  readonly method: ChargedMethod | null;
  readonly isFull: boolean;
}

type Intended = CollectedCharge & { readonly due: DueRow };

/** Whether a vendor can be called for one more than are meant for it already. */
type ReachOf = (vendor: Vendor, meant: number) => Reach;

/** Claims invoices that are due to be charged by themselves, and writes the intents of a whole batch in one transaction. */
@Injectable()
export class CollectionClaims {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly methods: ChargeableMethods,
    private readonly intents: ChargeIntents,
    private readonly journal: BillingJournal,
  ) {}

  /** Takes up to so many. */
  claim(now: Date, limit: number, reachOf: ReachOf): Promise<Claimed> {
    return this.db.transaction(async (tx) => {
      const taken: { id: string }[] = await runKept(tx, CLAIM_INVOICES, [now, limit]);
      if (taken.length === 0) return { count: 0, charges: [], unread: [], full: [] };
      const due: DueRow[] = await runKept(tx, DUE_INVOICES, [taken.map(({ id }) => id)]);
      const meant = decide(due, await this.methodsOf(tx, due), reachOf, now);
      const tries = await this.intents.caps.tries(
        tx,
        meant.flatMap(({ step, method }) => (step === 'charge' && method ? [method.id] : [])),
      );
      const charges: Intended[] = [];
      const decided = meant.map((one) => {
        const { due: invoice, step, method } = one;
        if (step !== 'charge' || !method) return one;
        if (tries.isInSuspense(method.id, 'by_itself', now)) return { ...one, step: 'wait' as const };
        const isAtCap = tries.ask(method.id, 'by_itself', now) !== null;
        charges.push(this.chargeOf(invoice, method, isAtCap ? 'network_cap' : null));
        return one;
      });
      await this.write(tx, charges, decided);
      const unread = decided.flatMap(({ due: { id, customerId, named }, step, method }) =>
        step === 'read' && method ? [{ invoiceId: id, customerId, named, vendor: method.vendor }] : [],
      );
      const full = decided.flatMap(({ method, isFull }) => (isFull && method ? [method.vendor] : []));
      return { count: taken.length, charges, unread, full: [...new Set(full)] };
    });
  }

  /** The intent of one invoice with the method that was read for it; null when it is not to be charged any more. */
  begin({ invoiceId, customerId }: UnreadInvoice, methodId: string | null): Promise<BegunCollection | null> {
    return this.db.transaction(async (tx) => {
      const customer = await this.customers.lock(tx, customerId);
      const [due]: DueRow[] = await runKept(tx, DUE_INVOICES, [[invoiceId]]);
      if (!due) return null;
      await tx.query('UPDATE invoices SET collect_at = NULL WHERE id = $1', [invoiceId]);
      const method = methodId === null ? null : { needsReading: false, reach: 'free' as const };
      if (methodId === null || collectionStep({ ...due, method, isLate: false }) !== 'charge') return null;
      const tries = await this.intents.caps.tries(tx, [methodId]);
      const now = this.clock.now();
      if (tries.isInSuspense(methodId, 'by_itself', now)) {
        await runKept(tx, PUT_OFF, [[invoiceId], [new Date(now.getTime() + WAIT_MS)]]);
        return null;
      }
      const payment = await this.intents.open(tx, paymentFor(due));
      await this.journal.notePayment(tx, payment, notedFor(due, methodId));
      const intent = await this.intents.begin(tx, payment, customer, {
        attemptId: uuidv7(),
        methodId,
        offSession: true,
        isAtCap: tries.ask(methodId, 'by_itself', now) !== null,
      });
      return { paymentId: payment.id, intent };
    });
  }

  /** When the next invoice becomes due. */
  async nextDueAt(after: Date): Promise<Date | null> {
    const rows: { next: Date | null }[] = await this.db.query(
      'SELECT min(collect_at) AS next FROM invoices WHERE collect_at > $1',
      [after],
    );
    return rows[0]?.next ?? null;
  }

  private async methodsOf(
    tx: EntityManager,
    due: readonly DueRow[],
  ): Promise<ReadonlyMap<string, StandingMethod>> {
    const standing = await this.methods.standing(
      tx,
      due.map(({ id, customerId, named }) => ({ subjectId: id, customerId, named })),
    );
    return new Map(standing.map((one) => [one.subjectId, one]));
  }

  private chargeOf(due: DueRow, method: ChargedMethod, refusal: AttemptRefusal | null): Intended {
    const now = this.clock.now();
    const lease = uuidv7();
    const payment = newPayment(paymentFor(due), now);
    const attempt = newAttempt(payment, {
      method,
      expired: false,
      attemptId: uuidv7(),
      attemptNo: 1,
      offSession: true,
      refusal,
      lease,
      now,
      real: this.clock.real(),
    });
    const { customerId: id, name, email, phone } = due;
    const description = invoiceDescription(due.number);
    return { due, lease, order: { attempt, payment, customer: { id, name, email, phone }, description } };
  }

  private async write(
    tx: EntityManager,
    charges: readonly Intended[],
    decided: readonly Decided[],
  ): Promise<void> {
    await insertRows(
      tx,
      'payments',
      charges.map(({ order }) => order.payment),
    );
    await insertRows(
      tx,
      'payment_attempts',
      charges.map(({ order }) => order.attempt),
    );
    await this.journal.notePayments(
      tx,
      charges.map(({ due, order: { payment, attempt } }) => ({
        of: { id: payment.id, customerId: due.customerId },
        ...notedFor(due, attempt.paymentMethodId),
      })),
    );
    const later = new Map<CollectionStep, Date>([
      ['wait', new Date(this.clock.now().getTime() + WAIT_MS)],
      ['read', new Date(this.clock.now().getTime() + READ_MS)],
    ]);
    await runKept(tx, PUT_OFF, [
      decided.map(({ due: { id } }) => id),
      decided.map(({ step }) => later.get(step) ?? null),
    ]);
  }
}

/** An intent of its own. */
export interface BegunCollection {
  readonly paymentId: string;
  readonly intent: ChargeIntent;
}

function decide(
  due: readonly DueRow[],
  methods: ReadonlyMap<string, StandingMethod>,
  reachOf: ReachOf,
  now: Date,
): Decided[] {
  const meant = new Map<Vendor, number>();
  return due.map((invoice) => {
    const standing = methods.get(invoice.id);
    if (!standing) {
      const step = collectionStep({ ...invoice, method: null, isLate: false });
      return { due: invoice, step, method: null, isFull: false };
    }
    const { method, needsReading } = standing;
    const count = meant.get(method.vendor) ?? 0;
    const reach = reachOf(method.vendor, count);
    const late = reach === 'away' && isLate(invoice, now);
    const step = collectionStep({ ...invoice, method: { needsReading, reach }, isLate: late });
    if (step === 'charge' || step === 'read') meant.set(method.vendor, count + 1);
    return { due: invoice, step, method, isFull: step === 'wait' && reach === 'full' };
  });
}

function paymentFor({ id, customerId, subscriptionId, totalAmount, currency }: DueRow): PaymentWish {
  return {
    id: uuidv7(),
    customerId,
    invoiceId: id,
    subscriptionId,
    purpose: 'invoice',
    amount: totalAmount,
    currency,
  };
}

function notedFor({ id }: DueRow, methodId: string | null) {
  return {
    actor: COLLECTOR,
    action: 'payment.requested' as const,
    details: { payment_method_id: methodId, invoice_id: id },
  };
}
