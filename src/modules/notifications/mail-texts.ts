import type { MailText } from './mail-text.js';
import type { MailType, MailVariables } from './mail-variables.schemas.js';

/** The words of one mail, without its layout. */
export interface MailContent {
  readonly subject: MailText;
  /** Shown by mail programs beside the subject. */
  readonly preview: MailText;
  /** A few words in a coloured pill above the heading. */
  readonly chip: MailText | null;
  readonly heading: MailText;
  /** Paragraphs. */
  readonly lead: readonly MailText[];
  readonly button: MailText;
  /** Small print below the button. */
  readonly note: readonly MailText[];
}

/** A language's words for every type of mail. */
export interface MailTexts {
  readonly mails: {
    readonly [T in MailType]: (variables: MailVariables<T>, businessName: string) => MailContent;
  };
  readonly footer: (businessName: string) => MailText;
  readonly staffFooter: (businessName: string) => MailText;
  /** Stands before a card's last valid month. */
  readonly validThrough: string;
  /** A default method's and an expired card's badge. */
  readonly badges: { readonly default: string; readonly expired: string; readonly removed: string };
}

/** The part of a method's variables that names it to its owner. */
export type NamedMethod = Pick<
  MailVariables<'method_added'>,
  'payment_type' | 'brand' | 'last4' | 'account_email_masked'
>;

const NO_BREAK_SPACE = '\u00a0';
const MONTHS = {
  ar: monthFormat('ar-u-nu-latn'),
  en: monthFormat('en'),
};

function monthFormat(tag: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(tag, { month: 'long', year: 'numeric', timeZone: 'UTC' });
}

/** `December 2026`, or `ديسمبر 2026`: a card's month in words, from its integers. */
export function monthInWords(locale: 'ar' | 'en', month: number, year: number): string {
  return MONTHS[locale].format(Date.UTC(year, month - 1)).replaceAll(' ', NO_BREAK_SPACE);
}
