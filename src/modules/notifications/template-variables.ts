import { brandLabel } from './brand-label.js';
import type { MailFormat } from './mail-format.js';
import { mailDay, mailMoney } from './mail-parts.schemas.js';

/** What a template of Mailjet's is given by one name. */
export type TemplateValue = string | number;

/** The variables of a template of Mailjet's: texts and numbers, and lists of such for its loops. */
export type TemplateVariables = Readonly<Record<string, TemplateValue | Record<string, TemplateValue>[]>>;

/** `12/2026`, from integers. */
export function expiryOf(month: number, year: number): string {
  return `${String(month).padStart(2, '0')}/${String(year)}`;
}

/**
 * The variables for a template of Mailjet's: the same, flat, with link, amounts and days in words. Lists stay lists for its loops, and what
 * their first entry says stands outside of them too. None is missing, since Mailjet does not deliver a mail whose template names a variable
 * that it was not given.
 */
export function templateVariables(
  variables: Readonly<Record<string, unknown>>,
  frame: {
    readonly link: string | null;
    /** Where reminders are ended; none for other mails. */
    readonly unsubscribe?: string | null;
    readonly businessName: string;
    readonly locale: string;
    readonly format: MailFormat;
  },
): TemplateVariables {
  const lists: Record<string, Record<string, TemplateValue>[]> = {};
  const single: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(variables)) {
    if (name === 'link') continue;
    if (isList(value)) lists[name] = value.map((entry) => flat(entry, frame.format));
    else single[name] = value;
  }
  return {
    ...lists['items']?.[0],
    ...flat(single, frame.format),
    ...lists,
    portal_link: frame.link ?? '',
    unsubscribe_link: frame.unsubscribe ?? '',
    business_name: frame.businessName,
    locale: frame.locale,
  };
}

function isList(value: unknown): value is Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'object' && entry !== null);
}

function flat(given: Readonly<Record<string, unknown>>, format: MailFormat): Record<string, TemplateValue> {
  const named = Object.entries(given).flatMap(([name, value]) => flatEntry(name, value, format));
  const { brand, exp_month: month, exp_year: year } = given;
  return {
    ...Object.fromEntries(named),
    ...(typeof brand === 'string' ? { brand: brandLabel(brand) } : {}),
    ...(typeof month === 'number' && typeof year === 'number' ? { expiry: expiryOf(month, year) } : {}),
  };
}

/** `method` stands for the fields of the mail's own method, `failed_method` for `failed_brand` and so on. */
function flatEntry(name: string, value: unknown, format: MailFormat): [string, TemplateValue][] {
  const money = mailMoney.safeParse(value);
  if (money.success) return [[name, format.money(money.data)]];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [[name, flatValue(value, format)]];
  }
  const prefix = name === 'method' ? '' : `${name.replace(/_method$/, '')}_`;
  const inner = flat(value as Readonly<Record<string, unknown>>, format);
  return Object.entries(inner).map(([part, text]) => [`${prefix}${part}`, text]);
}

function flatValue(value: unknown, format: MailFormat): TemplateValue {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return mailDay.safeParse(value).success ? format.day(value) : value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return Array.isArray(value) ? value.join('\n') : '';
}
