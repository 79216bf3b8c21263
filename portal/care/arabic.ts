import { exponentOf, toDecimalString, withoutPoint } from '../../src/common/money.js';
import type { Money } from './care-types.js';

const plural = new Intl.PluralRules('ar');

/** The forms that a counted noun takes. */
interface Forms {
  readonly one: string;
  readonly two: string;
  readonly few: string;
  readonly many: string;
}

/** Latin runs and digits, kept from left to right within an Arabic sentence. */
export const ltr = (text: string): string => `\u2066${text}\u2069`;

/** A name of any script, which does not turn the words around it. */
export const isolate = (text: string): string => `\u2068${text}\u2069`;

/** A number with its noun: one and two are words of their own. */
export function counted(count: number, forms: Forms): string {
  switch (plural.select(count)) {
    case 'one':
      return forms.one;
    case 'two':
      return forms.two;
    case 'few':
      return `${String(count)} ${forms.few}`;
    case 'many':
      return `${String(count)} ${forms.many}`;
    case 'zero':
    case 'other':
      return `${String(count)} ${forms.one}`;
  }
}

/** Days that a card still has. */
export function daysLeft(days: number): string {
  if (days === 0) return 'اليوم هو الأخير';
  return `متبقٍّ ${counted(days, { one: 'يوم واحد', two: 'يومان', few: 'أيام', many: 'يومًا' })}`;
}

/**
 * An amount in Western digits. Number and currency are isolated from each other: the sign of a currency that is written in Latin letters
 * would be torn apart in a line from right to left. The mark in front makes a line of its own read that way too.
 */
export function arabicMoney(money: Money): string {
  const decimals = exponentOf(money.currency);
  const format = new Intl.NumberFormat('ar-u-nu-latn', {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  const parts = format.formatToParts(toDecimalString(money) as `${number}`);
  const sign = parts.find(({ type }) => type === 'currency')?.value ?? money.currency;
  const number = parts
    .filter(({ type }) => type !== 'currency' && type !== 'literal')
    .map(({ value }) => value.replace(/[\u061c\u200e\u200f]/g, ''));
  return `\u200f${ltr(number.join(''))} ${isolate(withoutPoint(sign.replace(/[\u200e\u200f]/g, '')))}`;
}
