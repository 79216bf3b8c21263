import type { LinkMethod } from './link-api.js';

/** `04/2027`, from integers, in Western digits in both languages. */
export function monthOf(method: { exp_month: number | null; exp_year: number | null }): string | null {
  if (method.exp_month === null || method.exp_year === null) return null;
  return `${String(method.exp_month).padStart(2, '0')}/${String(method.exp_year)}`;
}

/** Days before a card's end from which the page speaks of it as expiring. */
const EXPIRING_DAYS = 60;

/** How urgent a card is. */
export function urgencyOf(method: LinkMethod): 'expired' | 'expiring' | 'valid' {
  if (method.expired) return 'expired';
  return method.days_left !== null && method.days_left <= EXPIRING_DAYS ? 'expiring' : 'valid';
}
