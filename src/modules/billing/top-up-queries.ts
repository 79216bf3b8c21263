import type { EntityManager } from 'typeorm';
import type { RechargeState } from './prepaid-rules.js';
import { BalanceClosed, NotPrepaid } from './prepaid.errors.js';

/** What a captured top-up brought to its balance; null when it is not credited. */
export async function creditOf(tx: EntityManager, paymentId: string): Promise<number | null> {
  const rows: { amount: number }[] = await tx.query(
    "SELECT amount FROM ledger_entries WHERE payment_id = $1 AND kind = 'top_up'",
    [paymentId],
  );
  return rows[0]?.amount ?? null;
}

/** What a refund's entries come to, and how many there are. */
export async function entriesOfRefund(
  tx: EntityManager,
  paymentId: string,
  refundId: string,
): Promise<{ readonly sum: number; readonly count: number }> {
  const rows: { sum: number; count: number }[] = await tx.query(
    `SELECT coalesce(sum(amount), 0)::bigint AS sum, count(*) FILTER (WHERE kind = 'refund') AS count
     FROM ledger_entries WHERE payment_id = $1 AND refund_id = $2`,
    [paymentId, refundId],
  );
  return rows[0] ?? { sum: 0, count: 0 };
}

/** What disputes of a payment have taken, how often, and what is left of it in its balance. */
export async function entriesOfDispute(
  tx: EntityManager,
  paymentId: string,
): Promise<{ readonly disputed: number; readonly count: number; readonly left: number }> {
  const rows: { disputed: number; count: number; left: number }[] = await tx.query(
    `SELECT coalesce(sum(amount) FILTER (WHERE kind LIKE 'dispute%'), 0)::bigint AS disputed,
       count(*) FILTER (WHERE kind = 'dispute_reversed') AS count, coalesce(sum(amount), 0)::bigint AS left
     FROM ledger_entries WHERE payment_id = $1`,
    [paymentId],
  );
  return rows[0] ?? { disputed: 0, count: 0, left: 0 };
}

/** Where a recharge stands; null for a payment that is none. */
export async function rechargeState(tx: EntityManager, paymentId: string): Promise<RechargeState | null> {
  const rows: { state: RechargeState }[] = await tx.query(
    'SELECT state FROM recharges WHERE payment_id = $1',
    [paymentId],
  );
  return rows[0]?.state ?? null;
}

/** Ends a recharge; an open one, or by a success also one that had failed before. Says whether there was one to end. */
export async function settleRecharge(
  tx: EntityManager,
  paymentId: string,
  outcome: { readonly state: RechargeState; readonly failure: string | null; readonly at: Date },
): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query(
    `UPDATE recharges SET state = $2, failure = $3, settled_at = $4, lease_until = NULL
     WHERE payment_id = $1 AND (state = 'open' OR (state = 'failed' AND $2 = 'succeeded')) RETURNING 1`,
    [paymentId, outcome.state, outcome.failure, outcome.at],
  );
  return rows.length > 0;
}

/** Throws 409 when a payment of this purpose is for a balance that cannot be filled. */
export async function refuseUncreditable(
  tx: EntityManager,
  {
    purpose,
    subscriptionId,
  }: { readonly purpose: string; readonly subscriptionId?: string | null | undefined },
): Promise<void> {
  if (purpose !== 'top_up') return;
  const rows: { billing_mode: string; state: string }[] = await tx.query(
    'SELECT billing_mode, state FROM subscriptions WHERE id = $1',
    [subscriptionId],
  );
  const [target] = rows;
  if (target?.billing_mode !== 'prepaid') throw new NotPrepaid();
  if (target.state === 'terminated' || target.state === 'expired') throw new BalanceClosed(target.state);
}
