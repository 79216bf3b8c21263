import { formatMoney } from '../../common/money.js';
import type { Locale } from '../../common/i18n/locale.js';
import type { MailMoney } from './mail-parts.schemas.js';
import type { MailText } from './mail-text.js';

/** How Arabic readers here write digits and call the months; English has one way. */
export interface ArabicStyle {
  readonly digits: 'latn' | 'arab';
  readonly months: 'common' | 'levant' | 'maghreb' | 'morocco';
}

/** Writes amounts, days and months out for the readers of one language. */
export interface MailFormat {
  /** `£12.50`, with the currency's own decimals. */
  readonly money: (money: MailMoney) => string;
  /** `3 December 2026`, from `2026-12-03`. */
  readonly day: (day: string) => string;
  /** `December 2026`: a card's month in words, from its integers. */
  readonly month: (month: number, year: number) => string;
}

// CLDR's months: يناير of Egypt and the Gulf, كانون الثاني of the Levant and Iraq, جانفي of Tunisia and Algeria, and Morocco's own.
const MONTHS_OF: Readonly<Record<ArabicStyle['months'], string>> = {
  common: 'ar',
  levant: 'ar-SY',
  maghreb: 'ar-TN',
  morocco: 'ar-MA',
};

const NO_BREAK_SPACE = '\u00a0';

/** The format of a language, with the house's own choice for Arabic. */
export function mailFormat(locale: Locale, arabic: ArabicStyle): MailFormat {
  const calendar = locale === 'ar' ? `${MONTHS_OF[arabic.months]}-u-ca-gregory-nu-${arabic.digits}` : 'en-GB';
  const numbers = locale === 'ar' ? `ar-u-nu-${arabic.digits}` : 'en';
  const inUtc = { timeZone: 'UTC', year: 'numeric', month: 'long' } as const;
  const months = new Intl.DateTimeFormat(calendar, inUtc);
  const days = new Intl.DateTimeFormat(calendar, { ...inUtc, day: 'numeric' });
  const joined = (text: string): string => text.replaceAll(' ', NO_BREAK_SPACE);
  return {
    money: (money) => joined(formatMoney(money, numbers)),
    day: (day) => joined(days.format(new Date(`${day}T00:00:00Z`))),
    month: (month, year) => joined(months.format(Date.UTC(year, month - 1))),
  };
}

const ARABIC_ZERO = 0x0660;

/** The sentence with its own counts in Arabic digits; names and what stands on a card keep theirs. */
export function inArabicDigits(text: MailText): MailText {
  return text.map((part) => {
    if (typeof part === 'string') return arabicDigits(part);
    return part.kind === 'strong' ? { ...part, content: arabicDigits(part.content) } : part;
  });
}

function arabicDigits(text: string): string {
  return text.replace(/\d/g, (digit) => String.fromCodePoint(ARABIC_ZERO + Number(digit)));
}
