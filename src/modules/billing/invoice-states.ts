import type { InvoiceState } from './billing-vocabulary.js';

const NEXT = {
  draft: ['open', 'void'],
  open: ['paid', 'void', 'uncollectible'],
  paid: [],
  void: [],
  uncollectible: ['paid', 'void'],
} as const satisfies Record<InvoiceState, readonly InvoiceState[]>;

/** Whether an invoice may go from one state to another. */
export function mayBecome(from: InvoiceState, to: InvoiceState): boolean {
  const next: readonly InvoiceState[] = NEXT[from];
  return next.includes(to);
}
