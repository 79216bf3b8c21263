import { ar } from './ar.js';
import { en, type Messages } from './en.js';

/** A text that depends on a count, by the language's plural categories. */
interface Plural {
  readonly zero?: string;
  readonly one?: string;
  readonly two?: string;
  readonly few?: string;
  readonly many?: string;
  readonly other: string;
}

/** The dotted paths of all texts. */
export type TextKey = Paths<Messages>;

type Paths<T, Prefix extends string = ''> = {
  [K in keyof T & (string | number)]: T[K] extends string | Plural
    ? `${Prefix}${K}`
    : Paths<T[K], `${Prefix}${K}.`>;
}[keyof T & (string | number)];

type TextValues = Readonly<Record<string, string | number>>;

export type Translate = (key: TextKey, values?: TextValues) => string;

const MESSAGES = { ar, en } as const;

/** Looks texts up in one language; `{name}` is filled from the values, and `count` also chooses the plural. */
export function translator(locale: 'ar' | 'en'): Translate {
  return (key, values = {}) => textAt(locale, key, values) ?? key;
}

/** The word for one value of a vocabulary, such as `message_state` and `sent`; the value itself when we have no word for it. */
export function wordFor(locale: 'ar' | 'en', vocabulary: string, value: string): string {
  return textAt(locale, `words.${vocabulary}.${value}`, {}) ?? value;
}

function textAt(locale: 'ar' | 'en', key: string, values: TextValues): string | null {
  const found = key
    .split('.')
    .reduce<unknown>(
      (node, part) => (node as Readonly<Record<string, unknown>> | undefined)?.[part],
      MESSAGES[locale],
    );
  if (typeof found === 'string') return fill(found, values, locale);
  return isPlural(found) ? fill(pluralForm(found, values, locale), values, locale) : null;
}

function isPlural(node: unknown): node is Plural {
  return typeof node === 'object' && node !== null && typeof (node as Partial<Plural>).other === 'string';
}

function pluralForm(forms: Plural, { count }: TextValues, locale: 'ar' | 'en'): string {
  return forms[new Intl.PluralRules(locale).select(Number(count ?? 0))] ?? forms.other;
}

function fill(template: string, values: TextValues, locale: 'ar' | 'en'): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? formatNumber(value, locale) : value;
  });
}

/** With separators. Arabic texts carry Western digits, as the cards do that they are read beside. */
export function formatNumber(value: number, locale: 'ar' | 'en'): string {
  return new Intl.NumberFormat(locale === 'ar' ? 'ar-u-nu-latn' : 'en').format(value);
}
