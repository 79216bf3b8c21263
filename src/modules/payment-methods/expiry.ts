import { daysBetween, lastDayOfMonth } from '../../common/calendar.js';

/** How a card stands to its expiry on the lists of cards. */
export type CardStatus = 'expiring' | 'expired' | 'valid';

/** The widest range of the list of expiring cards: within it a card is expiring, beyond it simply valid. */
const EXPIRING_DAYS = 90;

/** The last day on which a card is valid: its month's last, `YYYY-MM-DD`, in whatever zone the customer lives. */
export function expiresOn(expYear: number, expMonth: number): string {
  if (!isBetween(expYear, 1970, 9999)) throw new RangeError('A card expires in a year of four digits.');
  if (!isBetween(expMonth, 1, 12)) throw new RangeError('A card expires in a month from 1 to 12.');
  return lastDayOfMonth(expYear, expMonth);
}

/** Calendar days from the customer's today to the last valid day: 0 on it, negative once the card has expired. */
export function daysLeft(lastValidDay: string, today: string): number {
  return daysBetween(today, lastValidDay);
}

/** Whether the last valid day is over in the customer's zone. */
export function isExpired(lastValidDay: string, today: string): boolean {
  return daysLeft(lastValidDay, today) < 0;
}

/** What a number of days left says of a card. */
export function cardStatus(days: number): CardStatus {
  if (days < 0) return 'expired';
  return days <= EXPIRING_DAYS ? 'expiring' : 'valid';
}

/** `MM/YYYY`, in digits that every language reads. */
export function formatExpiry(expYear: number, expMonth: number): string {
  return `${String(expMonth).padStart(2, '0')}/${String(expYear).padStart(4, '0')}`;
}

function isBetween(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
