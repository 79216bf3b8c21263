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
  readonly notBefore: Date;
}

const MAX_ITEMS = 50;

/** Of each, the items that no mail of its type to its customer tells of yet, in whatever state that is. */
export async function untold(tx: EntityManager, asked: readonly ItemsToTell[]): Promise<MailItem[][]> {
  const told: { nth: number; ref: string }[] = await tx.query(
    `SELECT asked.nth, item ->> 'ref' AS ref
     FROM jsonb_to_recordset($1::jsonb) AS asked (nth integer, customer_id uuid, type text, refs text[])
     JOIN messages m ON m.customer_id = asked.customer_id AND m.type = asked.type
     CROSS JOIN jsonb_array_elements(m.variables -> 'items') AS item
     WHERE item ->> 'ref' = ANY(asked.refs)`,
    [
      JSON.stringify(
        asked.map(({ customerId, type, items }, nth) => ({
          nth,
          customer_id: customerId,
          type,
          refs: items.map(({ ref }) => ref),
        })),
      ),
    ],
  );
  const known = new Set(told.map(({ nth, ref }) => `${String(nth)} ${ref}`));
  return asked.map(({ items }, nth) => items.filter(({ ref }) => !known.has(`${String(nth)} ${ref}`)));
}

/**
 * Adds items to the mail of their type that waits for their customer, which then goes at the earlier of both times; says of which there was
 * one. Of a customer and type there is one at most. The caller holds the customers' locks; mails are locked in the order of those.
 */
export async function addToQueued(
  tx: EntityManager,
  asked: readonly ItemsToTell[],
): Promise<ReadonlySet<ItemsToTell>> {
  const given = asked.map(({ customerId, type, items, notBefore }, nth) => ({
    nth,
    customer_id: customerId,
    type,
    items,
    not_before: notBefore,
  }));
  const rows: { nth: number }[] = await tx.query(
    `WITH waiting AS (
       SELECT found.id, asked.nth, asked.items, asked.not_before
       FROM (
         SELECT * FROM jsonb_to_recordset($1::jsonb) AS given (nth integer, customer_id uuid, type text, items jsonb, not_before timestamptz)
         ORDER BY customer_id, type) asked
       CROSS JOIN LATERAL (
         SELECT m.id FROM messages m
         WHERE m.customer_id = asked.customer_id AND m.type = asked.type AND m.state = 'queued'
           AND jsonb_array_length(m.variables -> 'items') + jsonb_array_length(asked.items) <= $2
         ORDER BY m.id LIMIT 1 FOR UPDATE) found),
     added AS (
       UPDATE messages m
       SET variables = jsonb_set(m.variables, '{items}', (m.variables -> 'items') || w.items),
         not_before = least(m.not_before, w.not_before)
       FROM waiting w WHERE m.id = w.id
       RETURNING w.nth)
     SELECT nth FROM added`,
    [JSON.stringify(given), MAX_ITEMS],
  );
  return new Set(rows.flatMap(({ nth }) => asked[nth] ?? []));
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
