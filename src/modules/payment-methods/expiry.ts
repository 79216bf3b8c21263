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

/** What a vendor or a row of ours says of a card's dates. */
export interface CardDates {
  readonly expMonth: number | null;
  readonly expYear: number | null;
}

/** Whether dates that were told are others than the known ones; who tells none says nothing new. */
export function hasOtherDates(told: CardDates, known: CardDates): boolean {
  if (told.expMonth === null || told.expYear === null) return false;
  return told.expMonth !== known.expMonth || told.expYear !== known.expYear;
}

/** Whether dates that were told are those of a newer card; an older one of the same number may still be about. */
export function areLater(told: CardDates, known: CardDates): boolean {
  if (!hasOtherDates(told, known)) return false;
  return months(told) > months(known);
}

/** `MM/YYYY`, in digits that every language reads. */
export function formatExpiry(expYear: number, expMonth: number): string {
  return `${String(expMonth).padStart(2, '0')}/${String(expYear).padStart(4, '0')}`;
}

function months({ expMonth, expYear }: CardDates): number {
  return (expYear ?? 0) * 12 + (expMonth ?? 0);
}

function isBetween(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}
