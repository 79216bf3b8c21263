import { Injectable } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { readRows, updateRows } from '../../common/database/bulk.js';
import { Metrics } from '../../common/http/metrics.service.js';
import { advance, suppressionFor, type Advanced, type MailEvent } from './mail-events.js';
import { mailEventsIn } from './mail-events.schemas.js';
import type { Message } from './message.entity.js';
import { suppress, type NewSuppression } from './suppression-writes.js';

type Told = Pick<
  Message,
  'id' | 'state' | 'toEmail' | 'sentAt' | 'eventAt' | 'errorCode' | 'errorDetail' | 'mailjetMessageUuid'
>;

type Changed = Told & Pick<Message, 'stateChangedAt' | 'claimId' | 'leaseUntil' | 'outcomeUnknown'>;

const WRITTEN = [
  'state',
  'sentAt',
  'eventAt',
  'errorCode',
  'errorDetail',
  'mailjetMessageUuid',
  'stateChangedAt',
  'claimId',
  'leaseUntil',
  'outcomeUnknown',
] as const satisfies (keyof Changed)[];

/** What Mailjet tells of mails after it took them. */
@Injectable()
export class MailEvents {
  private readonly told: Counter;

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.told = metrics.counter('mail_events_total', 'Events of Mailjet about our mails, by what they say', [
      'what',
    ]);
  }

  /**
   * Applies a call's events, an array or one alone, all or none of them, in a handful of statements however many they are; Mailjet repeats
   * a call that fails. Told again, they change nothing.
   */
  async apply(body: unknown): Promise<void> {
    const events = mailEventsIn(body);
    if (events.length === 0) return;
    const byMessage = grouped(events);
    await this.db.transaction(async (tx) => {
      const messages = await held(tx, [...byMessage.keys()]);
      const now = this.clock.now();
      const changed = messages.flatMap((message) => {
        const advanced = advance(message, byMessage.get(message.id) ?? []);
        return advanced.by === null ? [] : [afterwards(message, advanced, now)];
      });
      await updateRows(tx, 'messages', changed, WRITTEN);
      await suppress(
        tx,
        messages.flatMap((message) => suppressionsOf(message, byMessage.get(message.id) ?? [])),
        now,
      );
    });
    for (const { what } of events) this.told.inc({ what });
  }
}

function grouped(events: readonly MailEvent[]): Map<string, MailEvent[]> {
  const groups = new Map<string, MailEvent[]>();
  for (const event of events) {
    const group = groups.get(event.messageId);
    if (group) group.push(event);
    else groups.set(event.messageId, [event]);
  }
  return groups;
}

/** In the order of their ids, as the sender settles them. One that was never tried cannot have gone. */
function held(tx: EntityManager, ids: readonly string[]): Promise<Told[]> {
  return readRows<Told>(
    tx,
    `SELECT id, state, to_email, sent_at, event_at, error_code, error_detail, mailjet_message_uuid FROM messages
     WHERE id = ANY($1::uuid[]) AND (state <> 'queued' OR attempts > 0) ORDER BY id FOR UPDATE`,
    [ids],
  );
}

const WENT_WRONG: readonly string[] = ['bounced', 'blocked', 'spam'];

function afterwards(message: Told, { state, eventAt, by }: Advanced, now: Date): Changed {
  return {
    ...message,
    state,
    eventAt,
    sentAt: message.sentAt ?? now,
    mailjetMessageUuid: message.mailjetMessageUuid ?? by?.messageUuid ?? null,
    ...troubleOf(state, by),
    stateChangedAt: now,
    claimId: null,
    leaseUntil: null,
    outcomeUnknown: false,
  };
}

function troubleOf(state: string, by: MailEvent | null): Pick<Changed, 'errorCode' | 'errorDetail'> {
  if (!WENT_WRONG.includes(state)) return { errorCode: null, errorDetail: null };
  return { errorCode: by?.errorCode ?? state, errorDetail: by?.errorDetail ?? null };
}

/** The address is the one that the message went to, whatever the event says; an erased one is gone. */
function suppressionsOf({ toEmail }: Told, events: readonly MailEvent[]): NewSuppression[] {
  return events.flatMap((event) => {
    const reason = suppressionFor(event);
    return reason === null || !toEmail ? [] : [{ email: toEmail, reason, at: event.at }];
  });
}
