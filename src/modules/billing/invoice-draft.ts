import type { InvoiceLine } from './invoice-line.entity.js';
import type { Invoice } from './invoice.entity.js';

/** An invoice with its lines in order. */
export interface InvoiceDetail {
  readonly invoice: Invoice;
  readonly lines: readonly InvoiceLine[];
}

/** What an invoice is made of; everything else comes with its way through the states. */
export type InvoiceFacts = Pick<
  Invoice,
  | 'id'
  | 'customerId'
  | 'subscriptionId'
  | 'periodFrom'
  | 'periodTo'
  | 'currency'
  | 'totalAmount'
  | 'taxAmount'
  | 'dueOn'
  | 'collectAt'
  | 'renewal'
>;

/** An invoice that nobody owes yet and that has no number. */
export function draftOf(
  facts: InvoiceFacts,
  lines: readonly Omit<InvoiceLine, 'invoiceId' | 'position'>[],
  now: Date,
): InvoiceDetail {
  return {
    invoice: {
      ...facts,
      number: null,
      // Of nothing, nothing is collected.
      collectAt: facts.totalAmount > 0 ? facts.collectAt : null,
      state: 'draft',
      paidByPaymentId: null,
      issuedAt: null,
      paidAt: null,
      voidedAt: null,
      createdAt: now,
      updatedAt: now,
    },
    lines: lines.map((line, index) => ({ invoiceId: facts.id, position: index + 1, ...line })),
  };
}
