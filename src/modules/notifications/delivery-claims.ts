import type { Sql } from '../../common/database/sql.js';
import type { MessageToCompose } from './mail-composer.service.js';
import type { MessageCategory, MessageState, SkipReason } from './message-vocabulary.js';

/** A message that this process holds, and may say what became of it. */
export interface ClaimedMessage extends MessageToCompose {
  readonly attempts: number;
  readonly category: MessageCategory;
  /** Whether its address is suppressed; asked for reminders only. */
  readonly isSuppressed: boolean;
  /** Whether its customer has had enough mails for a day; asked for the sweep's reminders only. */
  readonly isTooMuch: boolean;
}

/** What became of a claimed message. */
export interface Settlement {
  readonly id: string;
  readonly state: Extract<MessageState, 'sent' | 'queued' | 'failed' | 'skipped' | 'sending'>;
  readonly skipReason?: SkipReason;
  /** Real time of the next try of one that is queued again. */
  readonly nextAttemptAt?: Date;
  /** Real time at which one whose outcome is unknown is looked up. */
  readonly leaseUntil?: Date;
  readonly errorCode?: string;
  readonly errorDetail?: string;
  readonly mailjetMessageId?: string | null;
  readonly mailjetMessageUuid?: string | null;
  readonly templateVersion?: string;
  /** True to take back the try that the claim counted. */
  readonly isUntried?: boolean;
}

const CLAIMED = `m.id, m.type, m.category, m.locale, m.to_email AS "toEmail", m.to_name AS "toName", m.variables, m.attempts,
  m.is_test AS "isTest",
  m.category = 'reminder' AND EXISTS (SELECT 1 FROM suppressions s WHERE s.email = lower(m.to_email)) AS "isSuppressed"`;

// A day is somewhat less than one, so that tomorrow's reminder at the same hour is not held up by today's. After two days it goes anyway:
// who gets mails daily must not miss it for good. What staff send by hand is never held up.
const TOO_MUCH = `
  $6::integer IS NOT NULL AND m.batch_id IS NULL AND m.resent_from IS NULL AND m.created_at > $1::timestamptz - interval '2 days' AND (
    SELECT count(*) FROM messages o WHERE o.customer_id = m.customer_id AND o.category IN ('payment', 'reminder')
      AND o.sent_at > $1::timestamptz - interval '18 hours'
  ) + (
    SELECT count(*) FROM messages o WHERE o.customer_id = m.customer_id AND o.category IN ('payment', 'reminder')
      AND o.state = 'sending' AND o.id <> m.id
  ) >= $6::integer AS "isTooMuch"`;
const NEVER_TOO_MUCH = 'false AS "isTooMuch"';

function claimDue(name: string, which: string, tooMuch: string): { name: string; text: string } {
  return {
    name,
    text: `
      WITH due AS MATERIALIZED (
        SELECT id FROM messages WHERE state = 'queued' AND ${which} AND not_before <= $1 AND next_attempt_at <= $2
        ORDER BY not_before, id LIMIT $3 FOR UPDATE SKIP LOCKED)
      UPDATE messages m
      SET state = 'sending', claim_id = $4, lease_until = $5, attempts = m.attempts + 1, state_changed_at = $1
      FROM due WHERE m.id = due.id
      RETURNING ${CLAIMED}, ${tooMuch}`,
  };
}

const CLAIM_PROMPT = claimDue('claim_messages', `category <> 'reminder'`, NEVER_TOO_MUCH);
const CLAIM_REMINDERS = claimDue('claim_reminders', `category = 'reminder'`, TOO_MUCH);

const CLAIM_UNSETTLED = {
  name: 'claim_unsettled_messages',
  text: `
    WITH late AS MATERIALIZED (
      SELECT id FROM messages WHERE state = 'sending' AND lease_until <= $1
      ORDER BY lease_until LIMIT $2 FOR UPDATE SKIP LOCKED)
    UPDATE messages m SET claim_id = $3, lease_until = $4 FROM late WHERE m.id = late.id
    RETURNING ${CLAIMED}, ${NEVER_TOO_MUCH}`,
};

// Locked in the order of their ids, as Mailjet's events lock them, so that the two cannot dead-lock.
const SETTLE = {
  name: 'settle_messages',
  text: `
    WITH r AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset($1::jsonb) AS r (id uuid, state text, skip_reason text, lease_until timestamptz,
        next_attempt_at timestamptz, is_untried boolean, error_code text, error_detail text, mailjet_message_id text,
        mailjet_message_uuid text, template_version text)),
    held AS MATERIALIZED (
      SELECT m.id FROM messages m JOIN r ON r.id = m.id WHERE m.claim_id = $2 AND m.state = 'sending' ORDER BY m.id FOR UPDATE OF m)
    UPDATE messages m SET
      state = r.state, skip_reason = r.skip_reason, state_changed_at = $3,
      claim_id = CASE WHEN r.state = 'sending' THEN m.claim_id END,
      lease_until = r.lease_until, outcome_unknown = r.state = 'sending',
      next_attempt_at = coalesce(r.next_attempt_at, m.next_attempt_at),
      attempts = m.attempts - CASE WHEN r.is_untried THEN 1 ELSE 0 END,
      sent_at = CASE WHEN r.state = 'sent' THEN $3 ELSE m.sent_at END,
      error_code = r.error_code, error_detail = r.error_detail,
      mailjet_message_id = r.mailjet_message_id, mailjet_message_uuid = r.mailjet_message_uuid,
      template_version = coalesce(r.template_version, m.template_version)
    FROM held JOIN r ON r.id = held.id
    WHERE m.id = held.id
    RETURNING m.id`,
};

/** One claim: whose it is, the two times, and when others may ask what became of it. */
export interface Claim {
  readonly id: string;
  readonly now: Date;
  readonly real: Date;
  readonly leaseUntil: Date;
  readonly limit: number;
}

/**
 * Takes up to `limit` due messages, those that somebody waits for before reminders; `mailsADay` is how many a customer gets before reminders
 * wait.
 */
export async function claimDueMessages(
  sql: Sql,
  claim: Claim,
  mailsADay: number | null = null,
): Promise<ClaimedMessage[]> {
  const values = [claim.now, claim.real, claim.limit, claim.id, claim.leaseUntil];
  const prompt = await sql.rows<ClaimedMessage>(CLAIM_PROMPT, values);
  return prompt.length > 0 ? prompt : sql.rows<ClaimedMessage>(CLAIM_REMINDERS, [...values, mailsADay]);
}

/** Takes messages whose sender has not said in time what became of them. */
export async function claimUnsettledMessages(sql: Sql, claim: Claim): Promise<ClaimedMessage[]> {
  return sql.rows<ClaimedMessage>(CLAIM_UNSETTLED, [claim.real, claim.limit, claim.id, claim.leaseUntil]);
}

/** Writes down what became of claimed messages, unless the claim has passed to another; answers how many were written. */
export async function settleMessages(
  sql: Sql,
  claimId: string,
  now: Date,
  settlements: readonly Settlement[],
): Promise<number> {
  const rows = settlements.map((each) => ({
    id: each.id,
    state: each.state,
    skip_reason: each.skipReason,
    lease_until: each.leaseUntil,
    next_attempt_at: each.nextAttemptAt,
    is_untried: each.isUntried ?? false,
    error_code: each.errorCode,
    error_detail: each.errorDetail,
    mailjet_message_id: each.mailjetMessageId,
    mailjet_message_uuid: each.mailjetMessageUuid,
    template_version: each.templateVersion,
  }));
  const written = await sql.rows(SETTLE, [JSON.stringify(rows), claimId, now]);
  return written.length;
}

const SKIP_UNCONFIGURED = {
  name: 'skip_unconfigured_messages',
  text: `
    WITH due AS MATERIALIZED (
      SELECT id FROM messages WHERE state = 'queued' AND not_before <= $1 ORDER BY id LIMIT $2 FOR UPDATE SKIP LOCKED)
    UPDATE messages m SET state = 'skipped', skip_reason = 'mailjet_not_configured', state_changed_at = $1
    FROM due WHERE m.id = due.id
    RETURNING m.id`,
};

/** Without Mailjet due messages are skipped, a batch at a time; answers how many. */
export async function skipUnconfigured(sql: Sql, now: Date, limit: number): Promise<number> {
  const rows = await sql.rows(SKIP_UNCONFIGURED, [now, limit]);
  return rows.length;
}

const RESUME = {
  name: 'resume_unconfigured_messages',
  text: `
    UPDATE messages SET state = 'queued', skip_reason = NULL, next_attempt_at = $2, state_changed_at = $1
    WHERE state = 'skipped' AND skip_reason = 'mailjet_not_configured' AND category <> 'reminder' AND created_at >= $3
      AND to_email IS NOT NULL AND type = ANY($4::text[]) AND NOT is_test
      AND coalesce((variables #>> '{link,expires_at}')::timestamptz > $1, true)
    RETURNING id`,
};

/** Queues what was held back for want of Mailjet and is not stale; reminders come back by their own sweep. */
export async function resumeUnconfigured(
  sql: Sql,
  times: { readonly now: Date; readonly real: Date; readonly since: Date },
  types: readonly string[],
): Promise<number> {
  const rows = await sql.rows(RESUME, [times.now, times.real, times.since, types]);
  return rows.length;
}

const NEXT_DUE = {
  name: 'next_due_message',
  text: `
    SELECT least(
      (SELECT min(not_before) FROM messages WHERE state = 'queued' AND category <> 'reminder' AND not_before > $1),
      (SELECT min(not_before) FROM messages WHERE state = 'queued' AND category = 'reminder' AND not_before > $1)) AS at`,
};

/** The next business instant at which a queued message may go. */
export async function nextDueAt(sql: Sql, after: Date): Promise<Date | null> {
  const [row] = await sql.rows<{ at: Date | null }>(NEXT_DUE, [after]);
  return row?.at ?? null;
}

const IN_HAND = {
  name: 'messages_in_hand',
  text: `SELECT count(*)::integer AS count, min(lease_until) AS until FROM messages WHERE state = 'sending'`,
};

/** Messages that somebody is sending or was, and the first instant (real time) at which one of them may be looked up. */
export async function messagesInHand(sql: Sql): Promise<{ count: number; until: Date | null }> {
  const [row] = await sql.rows<{ count: number; until: Date | null }>(IN_HAND, []);
  return row ?? { count: 0, until: null };
}
