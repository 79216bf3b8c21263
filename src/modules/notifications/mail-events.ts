import { canBecome, type MessageState, type ReportedState } from './message-vocabulary.js';

/** One event of Mailjet's about one of our mails. */
export interface MailEvent {
  /** Our message. */
  readonly messageId: string;
  /** What Mailjet saw; `unsubscribed` says nothing of the mail itself. */
  readonly what: ReportedState | 'unsubscribed';
  readonly at: Date;
  /** Of a bounce: the address does not exist, and trying again makes no sense. */
  readonly isForGood: boolean;
  readonly messageUuid: string | null;
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
}

/** Where a message stands, and when Mailjet saw it so. */
export interface Standing {
  readonly state: MessageState;
  readonly eventAt: Date | null;
}

/** A message after its events. */
export interface Advanced extends Standing {
  /** The event that brought it there; null when it stays as it was. */
  readonly by: MailEvent | null;
}

/** What the events make of a message, in whatever order and however often they are told. */
export function advance(standing: Standing, events: readonly MailEvent[]): Advanced {
  const inOrder = [...events].sort((one, other) => one.at.getTime() - other.at.getTime());
  return inOrder.reduce<Advanced>((before, event) => after(before, event) ?? before, {
    ...standing,
    by: null,
  });
}

function after({ state, eventAt }: Standing, event: MailEvent): Advanced | null {
  const { what, at } = event;
  if (what === 'unsubscribed' || !canBecome(state, what)) return null;
  const isUndone = canBecome(what, state);
  if (isUndone && eventAt !== null && at <= eventAt) return null;
  return { state: what, eventAt: at, by: event };
}

/** Why an address gets no more reminders after this event; null when it still does. */
export function suppressionFor({
  what,
  isForGood,
}: MailEvent): 'hard_bounce' | 'complaint' | 'unsubscribed' | null {
  if (what === 'spam') return 'complaint';
  if (what === 'unsubscribed') return 'unsubscribed';
  return what === 'bounced' && isForGood ? 'hard_bounce' : null;
}
