import { dayBounds } from '../../common/calendar.js';
import { periodFrom, type BillingPeriod } from '../../common/billing-period.js';

/** What of a subscription that is due says what becomes of it. */
export interface DueFacts {
  readonly anchorOn: string;
  readonly period: string;
  readonly nextInvoiceOn: string;
  readonly autoRenew: boolean;
  readonly state: string;
  readonly timeZone: string;
  /** In the customer's zone. */
  readonly today: string;
}

/** What has been billed of it before. */
export interface BilledFacts {
  /** An earlier period of it has had an invoice. */
  readonly wasBilled: boolean;
  /** This one has an invoice that stands. */
  readonly isInvoiced: boolean;
}

/** A time in which the service stood still; open while `liftedAt` is null. */
interface StandStill {
  readonly suspendedAt: Date;
  readonly liftedAt: Date | null;
}

/** What becomes of a due subscription: its period is invoiced or left out, or it is over. */
export type RenewalStep =
  | { readonly kind: 'invoice'; readonly period: BillingPeriod }
  | { readonly kind: 'skip'; readonly period: BillingPeriod; readonly why: 'invoiced' | 'suspended' }
  | { readonly kind: 'expire' }
  | { readonly kind: 'wait' };

/** The period that a due subscription has come to. */
export function duePeriod({ anchorOn, period, nextInvoiceOn }: DueFacts): BillingPeriod {
  return periodFrom(anchorOn, period, nextInvoiceOn);
}

/** Whether the period is over already, as one that was missed may be. */
export function isOver(period: BillingPeriod, { today }: Pick<DueFacts, 'today'>): boolean {
  return period.to < today;
}

/**
 * What becomes of it. One that is not renewed has its final invoice and ends with that period; nothing is invoiced while a service stands
 * still, nor for a period through which it stood still.
 */
export function renewalStep(
  due: DueFacts,
  period: BillingPeriod,
  billed: BilledFacts,
  standStills: readonly StandStill[],
): RenewalStep {
  if (!due.autoRenew && billed.wasBilled) return { kind: 'expire' };
  if (due.state !== 'active') return { kind: 'wait' };
  if (billed.isInvoiced) return { kind: 'skip', period, why: 'invoiced' };
  if (isOver(period, due) && stoodStill(period, due.timeZone, standStills))
    return { kind: 'skip', period, why: 'suspended' };
  return { kind: 'invoice', period };
}

function stoodStill(period: BillingPeriod, timeZone: string, standStills: readonly StandStill[]): boolean {
  const end = dayBounds(period.to, timeZone).to.getTime();
  let covered = dayBounds(period.from, timeZone).from.getTime();
  const inOrder = standStills.toSorted((a, b) => a.suspendedAt.getTime() - b.suspendedAt.getTime());
  for (const { suspendedAt, liftedAt } of inOrder) {
    if (suspendedAt.getTime() > covered) return false;
    covered = Math.max(covered, liftedAt?.getTime() ?? end);
  }
  return covered >= end;
}
