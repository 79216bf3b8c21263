import type { MessageType } from '../../common/config/message-types.js';

/** What a mail is for: reminders may be opted out of and are suppressed after a hard bounce, the others go anyway. */
export const MESSAGE_CATEGORIES = ['reminder', 'payment', 'security', 'staff'] as const;

export type MessageCategory = (typeof MESSAGE_CATEGORIES)[number];

const SPECIAL: Partial<Record<MessageType, MessageCategory>> = {
  card_expiry_60: 'reminder',
  card_expiry_30: 'reminder',
  card_expiry_7: 'reminder',
  card_expired: 'reminder',
  method_added: 'security',
  method_removed: 'security',
  default_changed: 'security',
  sign_in_link: 'security',
  secure_link: 'security',
  staff_alert: 'staff',
};

/** The category that a type belongs to. */
export function categoryOf(type: MessageType): MessageCategory {
  return SPECIAL[type] ?? 'payment';
}

export const SKIP_REASONS = [
  'no_email',
  'suppressed',
  'opted_out',
  'notified_recently',
  'removed',
  'replaced',
  'not_a_card',
  'mailjet_not_configured',
] as const;

/** Why a mail did not go; the reminder sweep takes a skipped one up again when its reason is gone. */
export type SkipReason = (typeof SKIP_REASONS)[number];

export const MESSAGE_STATES = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'blocked',
  'spam',
  'failed',
  'skipped',
] as const;

export type MessageState = (typeof MESSAGE_STATES)[number];

/** What Mailjet's events make of a mail that it has. */
export const REPORTED_STATES = ['delivered', 'opened', 'clicked', 'bounced', 'blocked', 'spam'] as const;

export type ReportedState = (typeof REPORTED_STATES)[number];

/**
 * The moves that a message can make. Mailjet's events come late, twice and out of order, so what happened later never gives way to what
 * happened before; only between `delivered` and `bounced` do the events' own times decide (`advance`). An event is proof that Mailjet has
 * the mail, so it also ends the waiting of one whose answer was lost.
 */
export const NEXT_STATES = {
  skipped: ['queued'],
  queued: ['sending', 'skipped', ...REPORTED_STATES],
  sending: ['sent', 'queued', 'failed', 'skipped', ...REPORTED_STATES],
  sent: REPORTED_STATES,
  delivered: ['opened', 'clicked', 'bounced', 'spam'],
  opened: ['clicked', 'spam'],
  clicked: ['spam'],
  bounced: ['delivered', 'opened', 'clicked', 'spam'],
  blocked: [],
  spam: [],
  failed: ['queued', ...REPORTED_STATES],
} as const satisfies Record<MessageState, readonly MessageState[]>;

/** Whether a message in state `from` may become `to`. */
export function canBecome(from: MessageState, to: MessageState): boolean {
  const allowed: readonly MessageState[] = NEXT_STATES[from];
  return allowed.includes(to);
}

/** What became of a mail, as far as whoever looks at a month of them wants to know; every state is in one of them. */
export const MESSAGE_OUTCOMES = {
  on_the_way: ['queued', 'sending', 'sent'],
  delivered: ['delivered'],
  read: ['opened', 'clicked'],
  returned: ['bounced', 'blocked', 'spam'],
  failed: ['failed'],
  skipped: ['skipped'],
} as const satisfies Record<string, readonly MessageState[]>;

export type MessageOutcome = keyof typeof MESSAGE_OUTCOMES;
