import { formatMoney } from '../../src/common/money.js';
import { formatNumber, translator, wordFor } from '../locale/translate.js';
import type { MoneyView } from '../panel-services.js';
import type { PanelBoot } from '../settings.js';

declare global {
  interface Window {
    OMNICRM: PanelBoot;
  }
}

/** What the server told this page. */
export const boot = window.OMNICRM;

/** Texts in the language of this page; changing it loads the page anew. */
export const t = translator(boot.locale);

/** The name of one value of a vocabulary. */
export const word = (vocabulary: string, value: string): string => wordFor(boot.locale, vocabulary, value);

/** A count, with separators. */
export const number = (value: number): string => formatNumber(value, boot.locale);

// The month by name: 03/04 is read in two ways, and Arabic text turns such dates around.
const TAG = boot.locale === 'ar' ? 'ar-u-ca-gregory-nu-latn' : 'en-GB';
const CALENDAR_DAY = {
  day: 'numeric',
  month: boot.locale === 'ar' ? 'long' : 'short',
  year: 'numeric',
} as const;
const CLOCK_TIME = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const format = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(TAG, options);
const { timeZone } = boot;
const instants = format({ ...CALENDAR_DAY, ...CLOCK_TIME, timeZone });
const dates = format({ ...CALENDAR_DAY, timeZone });
const times = format({ ...CLOCK_TIME, timeZone });
const days = format({ ...CALENDAR_DAY, timeZone: 'UTC' });
const shortDays = format({ day: CALENDAR_DAY.day, month: CALENDAR_DAY.month, timeZone: 'UTC' });
const months = format({ month: 'long', year: 'numeric', timeZone: 'UTC' });
const percents = new Intl.NumberFormat(TAG, { style: 'percent', maximumFractionDigits: 0 });

/** An instant with its time, in the business's zone. */
export const instant = (value: string): string => instants.format(new Date(value));

/** The day of an instant, in the business's zone. */
export const date = (value: string): string => dates.format(new Date(value));

/** The time of an instant, in the business's zone. */
export const time = (value: string): string => times.format(new Date(value));

/** A calendar day, `YYYY-MM-DD`. */
export const day = (value: string): string => days.format(new Date(`${value}T00:00:00Z`));

/** A calendar day without its year. */
export const shortDay = (value: string): string => shortDays.format(new Date(`${value}T00:00:00Z`));

/** A month, `YYYY-MM`. */
export const month = (value: string): string => months.format(new Date(`${value}-01T00:00:00Z`));

/** A part of a whole, 0 to 1. */
export const percent = (value: number): string => percents.format(value);

/** Money, from minor units with the currency's own number of decimals. */
export const money = (value: MoneyView): string =>
  // In Arabic text a symbol of letters and a sign, such as US$, would be turned around.
  formatMoney(value, TAG).replace(/[A-Z]+[$£¥]/, '\u2066$&\u2069');
