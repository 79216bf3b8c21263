import { runningSince } from '../../common/billing-period.js';

/** The days that a subscription's periods are counted from and invoiced on. */
export interface BillingDays {
  readonly anchorOn: string;
  /** Null: not billed. */
  readonly nextInvoiceOn: string | null;
}

/**
 * The billing days of a service that begins on a day: nothing is billed for the time that it waited, so what would have begun earlier
 * begins then, and so does the count of its periods unless it was to be counted from another day.
 */
export function billingDaysFrom({ anchorOn, nextInvoiceOn }: BillingDays, beginsOn: string): BillingDays {
  if (nextInvoiceOn === null || nextInvoiceOn >= beginsOn) return { anchorOn, nextInvoiceOn };
  return { anchorOn: anchorOn === nextInvoiceOn ? beginsOn : anchorOn, nextInvoiceOn: beginsOn };
}

/** The first day on which a subscription may be invoiced next: that of the period which runs today, for those before it are history. */
export function earliestInvoice(
  { anchorOn, period }: { readonly anchorOn: string; readonly period: string },
  today: string,
): string {
  return runningSince(anchorOn, period, today) ?? today;
}
