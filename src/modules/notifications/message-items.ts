import type { EntityManager } from 'typeorm';
import type { SkipReason } from './message-vocabulary.js';

/** Something that a mail with `items` tells of; `ref` names its cause. */
export interface MailItem {
  readonly ref: string;
}

/** Items to tell a customer in one mail. */
export interface ItemsToTell {
  readonly customerId: string;
  readonly type: string;
  readonly items: readonly MailItem[];
}

const MAX_ITEMS = 50;

/** Those that no mail of this type to this customer tells of yet, in whatever state it is. */
export async function untold(
  tx: EntityManager,
  { customerId, type, items }: ItemsToTell,
): Promise<MailItem[]> {
  const told: { ref: string }[] = await tx.query(
    `SELECT item ->> 'ref' AS ref
     FROM messages m CROSS JOIN jsonb_array_elements(m.variables -> 'items') AS item
     WHERE m.customer_id = $1 AND m.type = $2 AND item ->> 'ref' = ANY($3::text[])`,
    [customerId, type, items.map(({ ref }) => ref)],
  );
  const refs = new Set(told.map(({ ref }) => ref));
  return items.filter(({ ref }) => !refs.has(ref));
}

/** Adds the items to a mail of this type that waits for the customer, which then goes at the earlier of both times; whether there was one. */
export async function addToQueued(
  tx: EntityManager,
  { customerId, type, items }: ItemsToTell,
  notBefore: Date,
): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `WITH waiting AS (
       SELECT id FROM messages
       WHERE customer_id = $1 AND type = $2 AND state = 'queued' AND jsonb_array_length(variables -> 'items') + $4 <= $5
       ORDER BY id LIMIT 1 FOR UPDATE),
     added AS (
       UPDATE messages m
       SET variables = jsonb_set(variables, '{items}', (variables -> 'items') || $3::jsonb), not_before = least(not_before, $6)
       FROM waiting WHERE m.id = waiting.id
       RETURNING m.id)
     SELECT id FROM added`,
    [customerId, type, JSON.stringify(items), items.length, MAX_ITEMS, notBefore],
  );
  return rows.length > 0;
}

/** Which items to take back: those whose `ref` begins so, of all types unless told. */
export interface ItemsFilter {
  readonly customerId: string;
  readonly refPrefix: string;
  readonly types?: readonly string[];
}

/** Takes items out of the mails that wait; a mail with nothing left to tell is skipped. Answers how many mails changed. */
export async function takeBack(
  tx: EntityManager,
  { customerId, refPrefix, types }: ItemsFilter,
  reason: SkipReason,
  now: Date,
): Promise<number> {
  const rows: unknown[] = await tx.query(
    `WITH waiting AS (
       SELECT id, variables FROM messages
       WHERE customer_id = $1 AND state = 'queued' AND variables ? 'items' AND ($3::text[] IS NULL OR type = ANY($3))
       ORDER BY id FOR UPDATE),
     kept AS (
       SELECT w.id, coalesce(jsonb_agg(i.item ORDER BY i.nth) FILTER (WHERE NOT starts_with(i.item ->> 'ref', $2)), '[]') AS items,
         count(*) AS before
       FROM waiting w CROSS JOIN jsonb_array_elements(w.variables -> 'items') WITH ORDINALITY AS i (item, nth)
       GROUP BY w.id),
     changed AS (
       UPDATE messages m SET
         variables = CASE WHEN k.items = '[]' THEN m.variables ELSE jsonb_set(m.variables, '{items}', k.items) END,
         state = CASE WHEN k.items = '[]' THEN 'skipped' ELSE m.state END,
         skip_reason = CASE WHEN k.items = '[]' THEN $4 END,
         state_changed_at = CASE WHEN k.items = '[]' THEN $5 ELSE m.state_changed_at END
       FROM kept k WHERE m.id = k.id AND jsonb_array_length(k.items) < k.before
       RETURNING m.id)
     SELECT id FROM changed`,
    [customerId, refPrefix, types ?? null, reason, now],
  );
  return rows.length;
}
