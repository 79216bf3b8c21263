import type { EntityManager } from 'typeorm';
import type { PaymentState } from './billing-vocabulary.js';

/** The payment that keeps an invoice from being charged again or taken back: on its way, captured, or waiting for a person. */
export async function openPaymentOf(
  tx: EntityManager,
  invoiceId: string,
): Promise<{ id: string; state: PaymentState } | null> {
  const rows: { id: string; state: PaymentState }[] = await tx.query(
    `SELECT id, state FROM payments
     WHERE invoice_id = $1 AND state IN ('pending', 'requires_action', 'unknown', 'review') ORDER BY id LIMIT 1`,
    [invoiceId],
  );
  return rows[0] ?? null;
}
