import type { Money } from '../../common/money.js';
import { invoiceNumber } from '../billing/index.js';
import type { CaseInvoice } from './case-dossier.js';
import type { DunningCase } from './dunning-case.entity.js';
import type { CaseOverview, CaseRecord } from './dunning-cases.service.js';

export interface CaseFactsView {
  readonly id: string;
  readonly customer_id: string;
  readonly subscription_id: string | null;
  readonly invoice_id: string | null;
  readonly state: DunningCase['state'];
  readonly stage: DunningCase['stage'];
  readonly day_one: string;
  readonly policy: { readonly name: string; readonly version: number };
  readonly next_due_at: string | null;
  readonly opened_at: string;
  readonly closed_at: string | null;
}

export interface CaseView extends CaseFactsView {
  /** What is still unpaid. */
  readonly owed: Money;
  readonly invoices: readonly {
    readonly id: string;
    readonly number: string | null;
    readonly state: CaseInvoice['state'];
    readonly money: Money;
    readonly due_on: string;
  }[];
}

export interface CaseDetailView extends CaseView {
  readonly attempts: readonly {
    readonly id: string;
    readonly payment_id: string;
    readonly invoice_id: string;
    readonly cause: string;
    readonly vendor: string;
    readonly brand: string | null;
    readonly last4: string | null;
    readonly state: string;
    readonly bucket: string | null;
    readonly started_at: string;
  }[];
  readonly timeline: readonly {
    readonly at: string;
    readonly kind: string;
    readonly actor: { readonly kind: string; readonly name: string };
    readonly details: Readonly<Record<string, unknown>>;
  }[];
}

/** The case alone, as events tell of it. */
export function caseFacts(of: DunningCase): CaseFactsView {
  return {
    id: of.id,
    customer_id: of.customerId,
    subscription_id: of.subscriptionId,
    invoice_id: of.invoiceId,
    state: of.state,
    stage: of.stage,
    day_one: of.dayOne,
    policy: { name: of.policyName, version: of.policyVersion },
    next_due_at: of.nextDueAt?.toISOString() ?? null,
    opened_at: of.openedAt.toISOString(),
    closed_at: of.closedAt?.toISOString() ?? null,
  };
}

/** The case with its invoices. */
export function toCaseView({ case: of, invoices }: CaseOverview): CaseView {
  const unpaid = invoices.filter(({ state }) => state === 'open');
  return {
    ...caseFacts(of),
    owed: { amount: unpaid.reduce((sum, { totalAmount }) => sum + totalAmount, 0), currency: of.currency },
    invoices: invoices.map(({ id, number, state, totalAmount, currency, dueOn }) => ({
      id,
      number: number === null ? null : invoiceNumber(number),
      state,
      money: { amount: totalAmount, currency },
      due_on: dueOn,
    })),
  };
}

/** The case with everything that happened in it. */
export function toCaseDetailView(record: CaseRecord): CaseDetailView {
  return {
    ...toCaseView(record),
    attempts: record.attempts.map((attempt) => ({
      id: attempt.id,
      payment_id: attempt.paymentId,
      invoice_id: attempt.invoiceId,
      cause: attempt.cause,
      vendor: attempt.vendor,
      brand: attempt.brand,
      last4: attempt.last4,
      state: attempt.state,
      bucket: attempt.declineBucket,
      started_at: attempt.startedAt.toISOString(),
    })),
    timeline: record.timeline.map(({ at, kind, actorKind, actorName, details }) => ({
      at: at.toISOString(),
      kind,
      actor: { kind: actorKind, name: actorName },
      details,
    })),
  };
}
