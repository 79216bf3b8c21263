import { createHash } from 'node:crypto';
import { instantAt, localDay, localMinute } from '../../common/calendar.js';

/**
 * The rules of the reminders before and after a card's expiry. The sweep applies them to all cards at once in SQL; these
 * functions say the same for one card, and the sweep is tested against them.
 *
 * A stage is a number of days. Above 0 it counts to the card's last valid day: stage 30 is reached with 30 days left. From 0 down
 * it counts from the first invalid day: stage 0 is reached on that day, with -1 days left, stage -5 five days later with -6.
 */
export type Stage = number;

/** What a card is to its customer: the default, named by a subscription that is not over, or neither. */
export type CardRole = 'default' | 'named' | 'other';

export type ReminderType = 'card_expiry_60' | 'card_expiry_30' | 'card_expiry_7' | 'card_expired';

interface Expiry {
  /** Calendar days of the customer from today to the card's last valid day. */
  readonly daysLeft: number;
  /** The stages that count for the card, in any order. */
  readonly stages: readonly Stage[];
}

/**
 * The stage that a card is at, or null for none: the most urgent, that is the lowest, of those that it has reached. A valid card is
 * only ever at a stage above 0 and an expired one at a stage from 0 down, so that nobody is told of an expiry to come
 * once it is past. An expired card is at no stage from more than `expiredWithinDays` days after its last valid day.
 *
 * Earlier stages that were missed are gone: a card that is added with 20 days left is at stage 30 and never at 60.
 */
export function currentStage({
  daysLeft,
  stages,
  expiredWithinDays,
}: Expiry & { readonly expiredWithinDays: number }): Stage | null {
  if (daysLeft < -expiredWithinDays) return null;
  const reached = stages.filter((stage) =>
    stage > 0 ? daysLeft >= 0 && daysLeft <= stage : daysLeft < stage,
  );
  return reached.length > 0 ? Math.min(...reached) : null;
}

/** The stages that count for a card: all for the default and for one that a subscription names, those of `others` for the rest. */
export function stagesFor(
  role: CardRole,
  { stages, others }: { readonly stages: readonly Stage[]; readonly others: readonly Stage[] },
): readonly Stage[] {
  return role === 'other' ? others : stages;
}

/** The mail of a stage: the one for the fewest days that are no less than the stage's own, and for 60 above that. */
export function messageTypeFor(stage: Stage): ReminderType {
  if (stage <= 0) return 'card_expired';
  if (stage <= 7) return 'card_expiry_7';
  return stage <= 30 ? 'card_expiry_30' : 'card_expiry_60';
}

/**
 * A number of minutes from 0 up to `window` (excluded; 0 for an empty window) that is always the same for a key and evenly spread
 * over keys. In SQL: `('x' || left(md5(key), 7))::bit(28)::int % greatest(1, window)`.
 */
export function spreadMinutes(key: string, window: number): number {
  const hash = createHash('md5').update(key, 'utf8').digest('hex').slice(0, 7);
  return Number.parseInt(hash, 16) % Math.max(1, window);
}

interface Sending {
  readonly now: Date;
  /** The customer's time zone. */
  readonly zone: string;
  /** Minutes after local midnight within which mails go, the last excluded. */
  readonly hours: { readonly from: number; readonly to: number };
  /** Of the card; the local day is added to it, so that one card's reminders do not all come at the same minute. */
  readonly key: string;
}

/**
 * When today's reminder may go: at a minute within the hours that are left of the customer's day, the same for the same
 * minute of asking, and never before now. Null once the hours are over: the next day's sweep decides anew.
 */
export function notBefore({ now, zone, hours, key }: Sending): Date | null {
  const today = localDay(now, zone);
  const from = Math.max(hours.from, localMinute(now, zone));
  if (from >= hours.to) return null;
  const at = instantAt(today, from + spreadMinutes(key + today, hours.to - from), zone);
  return at > now ? at : now;
}
