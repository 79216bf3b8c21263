export const INBOX_STATES = ['pending', 'applied', 'ignored', 'parked'] as const;
/** `ignored`: about nothing of ours; `parked`: tried in vain until the last try, and waits for an admin. */
export type InboxState = (typeof INBOX_STATES)[number];
