/** What is known of a message that somebody wants to send once more. */
export interface ResendFacts {
  /** A test goes to whoever made it, and another one is made as easily. */
  readonly isTest: boolean;
  /** Whether it, or a copy of it, has not gone yet. */
  readonly isWaiting: boolean;
  /** Copies made within the last day. */
  readonly copiesToday: number;
  /** Whether a mail can still be made of it: an erased customer's holds nothing. */
  readonly isWhole: boolean;
  /** When its link stops working; null for a link that lasts, and for none. */
  readonly linkEndsAt: Date | null;
}

/** Why a message is not sent once more. */
export type ResendRefusal =
  'message_is_test' | 'message_waiting' | 'message_empty' | 'message_link_expired' | 'message_resent_often';

/** Copies of one message a day at most. */
export const MAX_COPIES_A_DAY = 3;

/** Null when it may go. */
export function resendRefusal(facts: ResendFacts, now: Date): ResendRefusal | null {
  if (facts.isTest) return 'message_is_test';
  if (!facts.isWhole) return 'message_empty';
  if (facts.isWaiting) return 'message_waiting';
  if (facts.linkEndsAt !== null && facts.linkEndsAt <= now) return 'message_link_expired';
  return facts.copiesToday >= MAX_COPIES_A_DAY ? 'message_resent_often' : null;
}
