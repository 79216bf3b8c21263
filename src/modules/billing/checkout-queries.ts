import type { EntityManager } from 'typeorm';
import { runKept } from '../../common/database/statements.js';
import { OrderPaid } from './billing.errors.js';
import type { Checkout } from './checkout.entity.js';
import type { Payment } from './payment.entity.js';

type Asked = Pick<Checkout, 'id' | 'orderRef' | 'invoiceId' | 'paymentId'>;

/** Which of these checkouts are for an order that another checkout has paid. */
export async function paidElsewhere(
  tx: EntityManager,
  checkoutIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (checkoutIds.length === 0) return new Set();
  const rows: { id: string }[] = await tx.query(
    `SELECT c.id FROM checkouts c WHERE c.id = ANY ($1) AND EXISTS (
       SELECT FROM checkouts o WHERE o.order_ref = c.order_ref AND o.id <> c.id AND o.state = 'succeeded')`,
    [checkoutIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Throws 409 for a payment of an order that another of its checkouts has paid, or is being paid by. */
export async function refusePaidOrder(
  tx: EntityManager,
  { checkoutId }: Pick<Payment, 'checkoutId'>,
): Promise<void> {
  const rows: { id: string }[] = await tx.query(
    `SELECT o.id FROM checkouts c JOIN checkouts o ON o.order_ref = c.order_ref AND o.id <> c.id
     WHERE c.id = $1 AND o.state IN ('processing', 'succeeded') LIMIT 1`,
    [checkoutId],
  );
  const [other] = rows;
  if (other) throw new OrderPaid(other.id);
}

/** Whether what a checkout is for is still to be paid. */
export async function isStillOwed(tx: EntityManager, { id, invoiceId }: Asked): Promise<boolean> {
  if (invoiceId === null) return !(await paidElsewhere(tx, [id])).has(id);
  const rows: unknown[] = await tx.query(
    "SELECT 1 FROM invoices WHERE id = $1 AND state IN ('open', 'uncollectible')",
    [invoiceId],
  );
  return rows.length > 0;
}

/** Whether another payment of the same thing is on its way, or waits for a person. */
export async function isPaidJustNow(
  tx: EntityManager,
  { id, orderRef, invoiceId, paymentId }: Asked,
): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `SELECT 1 FROM payments
     WHERE invoice_id = $1 AND id <> $2 AND state IN ('pending', 'requires_action', 'unknown', 'review')
     UNION ALL SELECT 1 FROM checkouts WHERE order_ref = $3 AND id <> $4 AND state = 'processing' LIMIT 1`,
    [invoiceId, paymentId, orderRef, id],
  );
  return rows.length > 0;
}

/** Open pages of invoices that are owed no more, or that somebody paid: the next look closes them, and it is due at once. */
export async function lookSoon(tx: EntityManager, invoiceIds: readonly string[], now: Date): Promise<void> {
  await runKept(
    tx,
    `UPDATE checkouts SET next_check_at = $2 WHERE invoice_id = ANY ($1) AND state = 'open'`,
    [invoiceIds, now],
  );
}

/** Locks all checkouts of these ones' orders, which are decided one after the other. */
export async function lockOrders(tx: EntityManager, checkoutIds: readonly string[]): Promise<void> {
  if (checkoutIds.length === 0) return;
  await tx.query(
    `SELECT 1 FROM checkouts WHERE order_ref IN (SELECT order_ref FROM checkouts WHERE id = ANY ($1))
     ORDER BY id FOR NO KEY UPDATE`,
    [checkoutIds],
  );
}
