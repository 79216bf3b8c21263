import type { Money } from '../../common/money.js';
import type { DunningCase } from './dunning-case.entity.js';
import type { DunningStage } from './dunning-vocabulary.js';

export interface CaseFactsView {
  readonly id: string;
  readonly customer_id: string;
  readonly subscription_id: string | null;
  readonly invoice_id: string | null;
  readonly state: DunningCase['state'];
  readonly stage: DunningStage;
  readonly day_one: string;
  readonly policy: { readonly name: string; readonly version: number };
  readonly next_due_at: string | null;
  readonly opened_at: string;
  readonly closed_at: string | null;
}

export interface CaseInvoiceView {
  readonly id: string;
  readonly number: string | null;
  readonly state: string;
  readonly money: Money;
  readonly due_on: string;
}

export interface TimelineEntryView {
  readonly at: string;
  readonly kind: string;
  readonly actor: { readonly kind: string; readonly name: string };
  readonly details: Readonly<Record<string, unknown>>;
}

export interface CaseView extends CaseFactsView {
  /** What is still unpaid. */
  readonly owed: Money;
  readonly invoices: readonly CaseInvoiceView[];
}

export interface CaseDetailView extends CaseView {
  readonly timeline: readonly TimelineEntryView[];
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
