import type { Actor } from '../src/common/http/principal.js';
import type { KeyedWish } from './panel-billing.js';
import type { ListSource, MoneyView, PanelLocale } from './panel-lists.js';

/** What the panel needs of dunning, beside the rest of `panel-services.ts`; shaped like the JSON of the REST routes. */
export const CASE_STATES = [
  'open',
  'paused',
  'awaiting_approval',
  'recovered',
  'written_off',
  'closed',
] as const;
export type CaseState = (typeof CASE_STATES)[number];
export const STAGES = ['grace', 'warning', 'suspended', 'terminated'] as const;
export type Stage = (typeof STAGES)[number];

/** How soon something falls due: by the end of the business's day, or within so many days. */
export const DUE_WITHIN = ['today', '3', '7'] as const;

export interface CaseFilter {
  readonly customer_id?: string | undefined;
  readonly stage?: Stage | undefined;
  /** Whatever is not over unless told; `any` for all. */
  readonly state?: CaseState | 'any' | undefined;
  readonly due?: (typeof DUE_WITHIN)[number] | undefined;
}

export interface StepView {
  readonly at: string;
  readonly does: string;
  readonly detail: string | null;
  readonly payment_method_id: string | null;
  readonly cause: string | null;
}

export interface OutlookView {
  readonly day: number | null;
  readonly waits_for: string | null;
  readonly no_charge: string | null;
  readonly next: readonly StepView[];
  /** All that comes if each charge is refused as the last one was. */
  readonly entries: readonly StepView[];
}

export interface CaseRow extends Omit<OutlookView, 'entries'> {
  readonly id: string;
  readonly customer_id: string;
  readonly customer: {
    readonly name: string;
    readonly phone: string | null;
    readonly locale: PanelLocale;
    readonly time_zone: string;
  };
  readonly subscription_id: string | null;
  readonly service: {
    readonly name: string;
    readonly type: string | null;
    readonly state: string | null;
  } | null;
  readonly state: CaseState;
  readonly stage: Stage;
  readonly day_one: string;
  readonly policy: { readonly name: string; readonly version: number };
  readonly next_due_at: string | null;
  readonly opened_at: string;
  readonly closed_at: string | null;
  readonly owed: MoneyView;
  readonly invoices: readonly {
    readonly id: string;
    readonly number: string | null;
    readonly state: 'draft' | 'open' | 'paid' | 'void' | 'uncollectible';
    readonly money: MoneyView;
    readonly due_on: string;
  }[];
  readonly last_decline: {
    readonly bucket: string;
    readonly code: string;
    readonly hint: string;
    readonly at: string;
    readonly payment_method_id: string;
  } | null;
}

/** How much one card may still be asked, by what its network allows. */
export interface CardCaps {
  readonly payment_method_id: string;
  readonly network: 'visa' | 'mastercard' | 'other';
  readonly used: { readonly in_24h: number; readonly in_30d: number };
  readonly most: {
    readonly in_24h: number | null;
    readonly in_30d: number;
    readonly by_hand_in_30d: number;
  };
  readonly free_at: string | null;
  readonly by_hand_free_at: string | null;
}

export interface CaseAttempt {
  readonly id: string;
  readonly payment_id: string;
  readonly cause: string;
  readonly vendor: string;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly state: string;
  readonly bucket: string | null;
  readonly started_at: string;
}

export interface TimelineEntry {
  readonly at: string;
  readonly kind: string;
  readonly actor: { readonly kind: string; readonly name: string };
  readonly details: Readonly<Record<string, unknown>>;
}

export interface CaseDetail extends Omit<CaseRow, 'policy'> {
  readonly policy: { readonly name: string; readonly version: number; readonly document: PolicyDocument };
  readonly attempts: readonly CaseAttempt[];
  readonly timeline: readonly TimelineEntry[];
  readonly caps: readonly CardCaps[];
  readonly outlook: OutlookView;
}

export interface ExemptionView {
  readonly reason: string;
  readonly from: string;
  readonly until: string | null;
}

/** What there is to read of a customer's dunning. */
export interface CustomerDunning {
  readonly cases: readonly CaseRow[];
  readonly exemption: ExemptionView | null;
}

export const CALL_STEPS = ['identity', 'card', 'default', 'remove', 'retry'] as const;

/** How a call with a customer went, step by step. */
export interface CallNote {
  readonly customer_id: string;
  readonly case_id?: string | undefined;
  readonly steps: Readonly<Partial<Record<(typeof CALL_STEPS)[number], string>>>;
}

export interface DunningPort {
  readonly cases: ListSource<CaseRow, CaseFilter> & {
    readonly get: (id: string, actor: Actor) => Promise<CaseDetail>;
  };
  ofCustomer(customerId: string, actor: Actor): Promise<CustomerDunning>;
  pause(id: string, wish: { readonly until: string; readonly reason: string }, actor: Actor): Promise<void>;
  resume(id: string, actor: Actor): Promise<void>;
  /** A decline is an answer here: the last of the attempts says how it ended. */
  retry(
    wish: KeyedWish & { readonly id: string; readonly payment_method_id?: string | undefined },
    actor: Actor,
  ): Promise<CaseDetail>;
  approve(id: string, actor: Actor): Promise<void>;
  writeOff(id: string, reason: string, actor: Actor): Promise<void>;
  close(id: string, reason: string, actor: Actor): Promise<void>;
  exempt(
    customerId: string,
    wish: { readonly until?: string | undefined; readonly reason: string },
    actor: Actor,
  ): Promise<void>;
  endExemption(customerId: string, actor: Actor): Promise<void>;
  /** Writes down what was done in a call. */
  noteCall(note: CallNote, actor: Actor): Promise<void>;
}

export const CALL_DUE = ['open', 'today', 'overdue', 'done', 'canceled'] as const;
export const CALL_OUTCOMES = ['reached', 'no_answer', 'promised', 'refused', 'wrong_number'] as const;

export interface CallFilter {
  readonly due?: (typeof CALL_DUE)[number] | undefined;
  readonly kind?: 'call' | 'approval' | undefined;
}

/** Something that a person has to do, with what they need for it. */
export interface CallRow {
  readonly id: string;
  readonly kind: 'call' | 'approval';
  readonly acts: readonly string[];
  readonly state: 'open' | 'done' | 'canceled';
  readonly overdue: boolean;
  readonly outcome: string | null;
  readonly note: string | null;
  readonly created_at: string;
  readonly done_at: string | null;
  readonly done_by: string | null;
  readonly case: CaseRow;
  /** The card or account that was refused last. */
  readonly method: {
    readonly payment_type: 'card' | 'paypal';
    readonly brand: string | null;
    readonly last4: string | null;
  } | null;
}

export interface CallsPort extends ListSource<CallRow, CallFilter> {
  done(
    id: string,
    wish: { readonly outcome: (typeof CALL_OUTCOMES)[number]; readonly note?: string | undefined },
    actor: Actor,
  ): Promise<void>;
}

export interface PolicyDocument {
  readonly segments: readonly {
    readonly customer_type?: string | undefined;
    readonly service_type?: string | undefined;
    readonly billing_mode?: string | undefined;
  }[];
  readonly stages: Readonly<Record<Stage, number | null>>;
  readonly retry_days: readonly number[];
  readonly steps: readonly {
    readonly day: number;
    readonly mail: string | null;
    readonly warns_of: string | null;
    readonly do: readonly string[];
  }[];
  readonly warn_days_before: number;
  readonly retry_at: string;
  readonly pay_days: readonly number[];
  readonly technical_retry_hours: readonly number[];
  readonly issuer_retries: number;
  readonly new_card_attempts_per_day: number;
  readonly backup: string;
  readonly approval: readonly string[];
  readonly caps: Readonly<
    Record<
      'visa' | 'mastercard' | 'other',
      { readonly per_24h: number | null; readonly per_30d: number; readonly by_hand_per_30d: number }
    >
  >;
}

export interface PolicyView {
  readonly name: string;
  readonly version: number;
  readonly source: 'configuration' | 'api';
  readonly created_by: string;
  readonly created_at: string;
  readonly policy: PolicyDocument;
}

/** A policy that somebody wrote, read: or what is wrong with it, each with where it stands. */
export type PolicyCheck =
  | {
      readonly policy: PolicyDocument;
      /** As people write it. */
      readonly yaml: string;
      readonly faults: null;
    }
  | {
      readonly policy: null;
      readonly yaml: null;
      readonly faults: readonly {
        readonly path: string;
        readonly message: string;
        /** Null where only the English is known. */
        readonly message_ar: string | null;
      }[];
    };

export interface PoliciesPort {
  list(actor: Actor): Promise<readonly PolicyView[]>;
  versions(name: string, actor: Actor): Promise<readonly (PolicyView & { readonly yaml: string })[]>;
  /** Says what a text would be; changes nothing. */
  check(yaml: string, actor: Actor): Promise<PolicyCheck>;
  /** A new version, unless the text has faults. */
  save(name: string, yaml: string, actor: Actor): Promise<PolicyCheck & { readonly version: number | null }>;
  whatIf(
    wish: { readonly case_id: string; readonly name: string; readonly version: number },
    actor: Actor,
  ): Promise<{ readonly now: OutlookView; readonly then: OutlookView }>;
}
