const DAY_MS = 86_400_000;
const NEVER_MS = 8_640_000_000_000_000;

/** How often one card may be asked, in all that a customer owes; `null` sets no limit. */
export interface CardCap {
  readonly per24h: number | null;
  /** In 30 days, for attempts that the product makes by itself. */
  readonly per30d: number;
  /** In 30 days, all attempts counted, for one that a person starts. */
  readonly byHandPer30d: number;
}

type Caps = Readonly<Record<'visa' | 'mastercard' | 'other', CardCap>>;

/** The caps of whoever configures none. */
export const CARD_CAPS: Caps = {
  visa: { per24h: null, per30d: 15, byHandPer30d: 20 },
  mastercard: { per24h: 10, per30d: 35, byHandPer30d: 35 },
  other: { per24h: null, per30d: 15, byHandPer30d: 15 },
};

/** The most that the networks themselves let through without a fine. */
export const NETWORK_LIMITS: Caps = {
  visa: { per24h: null, per30d: 20, byHandPer30d: 20 },
  mastercard: { per24h: 10, per30d: 35, byHandPer30d: 35 },
  other: { per24h: null, per30d: 20, byHandPer30d: 20 },
};

/** The network whose limits hold for a brand; a PayPal account counts as `other`. */
export function networkOf(brand: string | null): keyof Caps {
  return brand === 'visa' || brand === 'mastercard' ? brand : 'other';
}

/** The first instant, not before `from`, at which a card may be asked once more that was asked at these times, the earliest first. */
export function freeFrom(
  { per24h, per30d, byHandPer30d }: CardCap,
  times: readonly number[],
  { byHand, from }: { readonly byHand: boolean; readonly from: Date },
): Date {
  const monthly = leaves(times, byHand ? byHandPer30d : per30d, 30 * DAY_MS);
  const daily = per24h === null ? 0 : leaves(times, per24h, DAY_MS);
  return new Date(Math.max(from.getTime(), monthly, daily));
}

/** When the oldest attempt that fills a window leaves it. */
function leaves(times: readonly number[], limit: number, window: number): number {
  if (limit === 0) return NEVER_MS;
  const filling = times[times.length - limit];
  return filling === undefined ? 0 : filling + window;
}
