import type { MailFormat } from './mail-format.js';
import type { MailMethod, MailMoney } from './mail-parts.schemas.js';
import { isolate, t, type MailText } from './mail-text.js';
import type { MailHint } from './payment-mail.schemas.js';

/** One line of a mail's table: a thing with its amount, their sum, or a fact beside them. */
export interface MailRow {
  readonly kind: 'item' | 'total' | 'fact';
  readonly title: MailText;
  /** Small print below the title. */
  readonly notes: readonly MailText[];
  readonly value: MailText;
}

/** The sum of amounts; null where they are of several currencies or there is none. */
export function sumOf(amounts: readonly MailMoney[]): MailMoney | null {
  const [first] = amounts;
  if (first === undefined || amounts.some(({ currency }) => currency !== first.currency)) return null;
  return { amount: amounts.reduce((sum, { amount }) => sum + amount, 0), currency: first.currency };
}

/** The one value that all have; undefined where they differ or there is none. */
export function same<T>(values: readonly T[]): T | undefined {
  const [first, ...rest] = values;
  const key = JSON.stringify(first);
  return rest.every((value) => JSON.stringify(value) === key) ? first : undefined;
}

/** The services that items are about, each once; null stands for one without a name. */
export function servicesOf(items: readonly { readonly service_name: string | null }[]): (string | null)[] {
  return [...new Set(items.map(({ service_name: name }) => name))];
}

/** The earliest of some days; null where none is known. */
export function earliest(days: readonly (string | null)[]): string | null {
  return (
    days
      .filter((day) => day !== null)
      .sort()
      .at(0) ?? null
  );
}

/** Something owed, as far as a row tells it. */
export interface OwedItem {
  readonly service_name: string | null;
  readonly invoice_number: string | null;
  readonly amount: MailMoney | null;
  readonly due_on?: string | null;
  readonly method?: MailMethod | null;
  readonly hint?: MailHint;
  /** What is true of this one alone, such as the day on which its service ends. */
  readonly apart?: MailText;
}

/** A language's words for rows. */
export interface RowWords {
  /** Stands for what has neither a service nor an invoice. */
  readonly payment: MailText;
  readonly total: MailText;
  readonly comma: string;
  readonly invoice: (number: string) => MailText;
  readonly due: (day: string) => MailText;
  readonly method: (method: MailMethod) => MailText;
  readonly reasonOf: (hint: MailHint) => MailText;
}

/** A row for each thing owed, and their sum. What they have in common is said once, above them, and so in none of them. */
export function owedRows(items: readonly OwedItem[], words: RowWords, format: MailFormat): MailRow[] {
  const apart = {
    method: same(items.map(({ method }) => method)) === undefined,
    hint: same(items.map(({ hint }) => hint)) === undefined,
  };
  const rows = items.map((item): MailRow => ({
    kind: 'item',
    title: titleOf(item, words),
    notes: [
      ...factsOf(item, words, format),
      ...reasonsOf(item, words, apart),
      ...(item.apart ? [item.apart] : []),
    ],
    value: item.amount === null ? [] : amountText(format, item.amount),
  }));
  const amounts = items.flatMap(({ amount }) => (amount === null ? [] : [amount]));
  const sum = sumOf(amounts);
  if (amounts.length < 2 || sum === null) return rows;
  return [...rows, { kind: 'total', title: words.total, notes: [], value: amountText(format, sum) }];
}

function factsOf(
  { service_name: service, invoice_number: number, due_on: due = null }: OwedItem,
  words: RowWords,
  format: MailFormat,
): MailText[] {
  const facts = [
    ...(number === null || service === null ? [] : [words.invoice(number)]),
    ...(due === null ? [] : [words.due(format.day(due))]),
  ];
  return facts.length === 0 ? [] : [joined(facts, words.comma)];
}

function reasonsOf(
  { method = null, hint }: OwedItem,
  words: RowWords,
  apart: { readonly method: boolean; readonly hint: boolean },
): MailText[] {
  return [
    ...(apart.method && method !== null ? [words.method(method)] : []),
    ...(apart.hint && hint !== undefined ? [words.reasonOf(hint)] : []),
  ];
}

/** An amount that no other text runs into. */
export function amountText(format: MailFormat, money: MailMoney): MailText {
  return t`${isolate(format.money(money))}`;
}

/** A fact beside the amounts. */
export function fact(title: MailText, value: MailText): MailRow {
  return { kind: 'fact', title, notes: [], value };
}

function titleOf({ service_name: service, invoice_number: number }: OwedItem, words: RowWords): MailText {
  if (service !== null) return t`${isolate(service)}`;
  return number === null ? words.payment : words.invoice(number);
}

function joined(facts: readonly MailText[], comma: string): MailText {
  return facts.flatMap((text, index) => (index === 0 ? text : [comma, ...text]));
}
