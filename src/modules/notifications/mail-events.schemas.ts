import { z } from 'zod';
import { containsCardNumber } from '../../common/card-number.js';
import type { MailEvent } from './mail-events.js';

const WHAT: Readonly<Record<string, MailEvent['what']>> = {
  sent: 'delivered',
  open: 'opened',
  click: 'clicked',
  bounce: 'bounced',
  blocked: 'blocked',
  spam: 'spam',
  unsub: 'unsubscribed',
};
const LONGEST = 500;
// The end of the year 2999.
const LATEST_SECOND = 32_503_679_999;

const anything = z.unknown().optional();

/** Only what is read: an event has many more fields, and different ones for each kind. Its MessageID is past what a number of JSON's holds. */
const mailjetEvent = z.object({
  event: z.string(),
  time: z.number().int().min(0).max(LATEST_SECOND),
  CustomID: z.uuid(),
  Message_GUID: z.uuid().nullish().catch(null),
  hard_bounce: anything,
  error_related_to: anything,
  error: anything,
  comment: anything,
  source: anything,
});

/** The events in a call of Mailjet's, grouped or alone; whatever is not one of ours, or of a kind that says nothing, is left out. */
export function mailEventsIn(body: unknown): MailEvent[] {
  const given: unknown[] = Array.isArray(body) ? body : [body];
  return given.flatMap((one) => eventOf(one) ?? []);
}

function eventOf(given: unknown): MailEvent | null {
  const { success, data } = mailjetEvent.safeParse(given);
  const what = success ? WHAT[data.event] : undefined;
  if (!success || what === undefined) return null;
  return {
    messageId: data.CustomID.toLowerCase(),
    what,
    at: new Date(data.time * 1_000),
    isForGood: what === 'bounced' && isTrue(data.hard_bounce),
    messageUuid: data.Message_GUID ?? null,
    errorCode: wordsOf(data.error) ?? wordsOf(data.source),
    errorDetail: wordsOf(data.comment) ?? wordsOf(data.error_related_to),
  };
}

// A mail server's answer is anybody's text.
function wordsOf(given: unknown): string | null {
  if (typeof given !== 'string') return null;
  const plain = given
    .slice(0, LONGEST)
    .replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ')
    .trim();
  return plain === '' || containsCardNumber(plain) ? null : plain;
}

function isTrue(given: unknown): boolean {
  return given === true || given === 1 || given === '1';
}
