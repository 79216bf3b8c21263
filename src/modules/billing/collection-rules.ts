import { dayBounds } from '../../common/calendar.js';
import type { InvoiceState } from './billing-vocabulary.js';
import type { Reach } from './collection-lanes.js';

const HOUR_MS = 3_600_000;
const PATIENCE_MS = 6 * HOUR_MS;

/** What decides what is done about an invoice that is due to be charged by itself. */
export interface DueInvoice {
  readonly state: InvoiceState;
  readonly autoPay: boolean;
  readonly isErased: boolean;
  /** Whether a payment of it is on its way, or waits for a person. */
  readonly hasOpenPayment: boolean;
  /** The method that is to pay; null where there is none. */
  readonly method: { readonly needsReading: boolean; readonly reach: Reach } | null;
  /** Whether it has been due for so long that it waits for no vendor that is away. */
  readonly isLate: boolean;
}

/**
 * `charge` it now · `read` the method at its vendor first · `wait` until the vendor is reached and has room, and charges that may fill the
 * card's cap are known · `leave` it open: nobody may or can charge it by himself.
 */
export type CollectionStep = 'charge' | 'read' | 'wait' | 'leave';

/** What is done about an invoice that is due. */
export function collectionStep({
  state,
  autoPay,
  isErased,
  hasOpenPayment,
  method,
  isLate,
}: DueInvoice): CollectionStep {
  if (state !== 'open' || !autoPay || isErased || hasOpenPayment || !method) return 'leave';
  if (method.reach !== 'free') return canComeYet(method.reach, isLate) ? 'wait' : 'leave';
  return method.needsReading ? 'read' : 'charge';
}

function canComeYet(reach: Reach, isLate: boolean): boolean {
  return reach === 'full' || (reach === 'away' && !isLate);
}

/** Whether the day on which an invoice is to be paid, and that on which it was issued, have been over for hours. */
export function isLate(
  {
    dueOn,
    issuedAt,
    timeZone,
  }: { readonly dueOn: string; readonly issuedAt: Date | null; readonly timeZone: string },
  now: Date,
): boolean {
  const payableUntil = dayBounds(dueOn, timeZone).to.getTime();
  return Math.max(payableUntil, issuedAt?.getTime() ?? 0) + PATIENCE_MS < now.getTime();
}

/** How long an invoice is put off whose vendor has no room, or is away. */
export const WAIT_MS = 15_000;

/** How long an invoice is put off while its method is read; whoever reads it may die. */
export const READ_MS = 5 * 60_000;
