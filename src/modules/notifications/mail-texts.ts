import type { MailFormat } from './mail-format.js';
import type { MailMethod } from './mail-parts.schemas.js';
import type { MailRow } from './mail-rows.js';
import type { MailText } from './mail-text.js';
import type { MailType, MailVariables } from './mail-variables.schemas.js';

/** Whom a reader can ask; each null where the business names none. */
export interface MailSupport {
  readonly email: string | null;
  readonly phone: string | null;
}

/** What the words of a mail need besides its variables. */
export interface TextFrame {
  readonly businessName: string;
  /** Printed on receipts. */
  readonly taxId: string | null;
  readonly support: MailSupport;
  readonly format: MailFormat;
}

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
  /** What was bought, is owed or was paid, line by line. */
  readonly rows?: readonly MailRow[];
  readonly button: MailText;
  /** Small print below the button. */
  readonly note: readonly MailText[];
}

/** A language's words for every type of mail. */
export interface MailTexts {
  readonly mails: {
    readonly [T in MailType]: (variables: MailVariables<T>, frame: TextFrame) => MailContent;
  };
  /** The side on which its lines end. */
  readonly end: 'left' | 'right';
  readonly footer: (businessName: string) => MailText;
  /** What the link under a reminder says. */
  readonly unsubscribe: MailText;
  readonly staffFooter: (businessName: string) => MailText;
  /** Stands before a card's last valid month. */
  readonly validThrough: string;
  /** What stands on the picture of a method. */
  readonly badges: Readonly<Record<MethodBadge, string>>;
}

/** What can be said of a method beside its picture. */
export type MethodBadge = 'default' | 'expired' | 'removed' | 'declined';

/** The part of a method's variables that names it to its owner. */
export type NamedMethod = Pick<MailMethod, 'payment_type' | 'brand' | 'last4' | 'account_email_masked'>;
