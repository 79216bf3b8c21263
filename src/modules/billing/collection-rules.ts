import type { InvoiceState } from './billing-vocabulary.js';

/** What decides what is done about an invoice that is due to be charged by itself. */
export interface DueInvoice {
  readonly state: InvoiceState;
  readonly autoPay: boolean;
  readonly isErased: boolean;
  /** Whether a payment of it is on its way, or waits for a person. */
  readonly hasOpenPayment: boolean;
  /** The method that is to pay; null where there is none. */
  readonly method: { readonly needsReading: boolean; readonly isReached: boolean } | null;
}

/**
 * `charge` it now · `read` the method at its vendor first · `wait` until the vendor is reached and has room · `leave` it open: nobody may or
 * can charge it by himself.
 */
export type CollectionStep = 'charge' | 'read' | 'wait' | 'leave';

/** What is done about an invoice that is due. */
export function collectionStep({
  state,
  autoPay,
  isErased,
  hasOpenPayment,
  method,
}: DueInvoice): CollectionStep {
  if (state !== 'open' || !autoPay || isErased || hasOpenPayment || !method) return 'leave';
  if (!method.isReached) return 'wait';
  return method.needsReading ? 'read' : 'charge';
}

/** How long an invoice is put off whose vendor has no room, or is away. */
export const WAIT_MS = 15_000;

/** How long an invoice is put off while its method is read; whoever reads it may die. */
export const READ_MS = 5 * 60_000;
