import type { MethodFace } from './care-types.js';

/** `04/2027`, from integers, in Western digits in both languages. */
export function monthOf(method: { exp_month: number | null; exp_year: number | null }): string | null {
  if (method.exp_month === null || method.exp_year === null) return null;
  return `${String(method.exp_month).padStart(2, '0')}/${String(method.exp_year)}`;
}

/** Days before a card's end from which the page speaks of it as expiring. */
const EXPIRING_DAYS = 60;

/** How urgent a card is; without its days left only an expired one is. */
export function urgencyOf(method: MethodFace): 'expired' | 'expiring' | 'valid' {
  if (method.expired) return 'expired';
  return method.days_left != null && method.days_left <= EXPIRING_DAYS ? 'expiring' : 'valid';
}

/** Whether it can be charged. */
export function isUsable(method: { readonly expired: boolean; readonly status: string }): boolean {
  return method.status === 'active' && !method.expired;
}

/** How often, as in `P3M`: three months. */
export function periodOf(period: string): { count: number; unit: 'day' | 'week' | 'month' | 'year' } {
  const [, count = '1', letter = 'M'] = /^P(\d+)([DWMY])$/.exec(period) ?? [];
  const units = { D: 'day', W: 'week', M: 'month', Y: 'year' } as const;
  return { count: Number(count), unit: units[letter as keyof typeof units] };
}
