import type { Actor } from '../src/common/http/principal.js';
import type { ListPage, ListQuery, ListSource, PanelLocale } from './panel-lists.js';

/** What the panel needs of mails, beside the rest of `panel-services.ts`. */
export interface MessageFilter {
  readonly customer_id?: string | undefined;
  readonly type?: string | undefined;
  /** A state, or one of the outcomes that sum states up. */
  readonly state?: string | undefined;
  readonly address?: string | undefined;
  /** Days of the business's calendar, both within. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export interface MessageRow {
  readonly id: string;
  readonly customer_id: string | null;
  readonly customer_name: string | null;
  readonly type: string;
  /** What it is beside a mail of its type: a test, or one sent once more. */
  readonly mark: 'test' | 'copy' | null;
  readonly state: string;
  readonly skip_reason: string | null;
  readonly locale: PanelLocale;
  readonly to_email: string | null;
  readonly created_at: string;
  readonly sent_at: string | null;
}

export interface MessageDetail extends MessageRow {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** False when the template has changed since: the mail is then not word for word the one that was sent. */
  readonly as_sent: boolean;
  readonly error_detail: string | null;
  /** Why it came or not, in words. */
  readonly explanation: Readonly<Record<PanelLocale, string>>;
  /** The message that this one repeats. */
  readonly resent_from: string | null;
}

/** What became of the mails of a month, counted by a job. */
export interface DeliveryView {
  readonly days: readonly {
    readonly day: string;
    readonly outcomes: Readonly<Record<MailOutcome, number>>;
  }[];
  /** Null before the first count, which is then on its way. */
  readonly counted_at: string | null;
}

export const MAIL_OUTCOMES = ['delivered', 'read', 'on_the_way', 'returned', 'failed', 'skipped'] as const;
export type MailOutcome = (typeof MAIL_OUTCOMES)[number];

/** Why a customer got no reminder of a card. */
export interface OutlookView {
  readonly hold: 'no_email' | 'opted_out' | 'suppressed' | null;
  readonly suppression: { readonly reason: string; readonly created_at: string } | null;
  readonly configured: boolean;
  readonly cards: readonly {
    readonly payment_method_id: string;
    readonly brand: string | null;
    readonly last4: string | null;
    readonly expires_on: string;
    readonly days_left: number;
    readonly is_default: boolean;
    readonly type: string | null;
    readonly verdict: string;
    readonly message: {
      readonly id: string;
      readonly state: string;
      readonly explanation: Readonly<Record<PanelLocale, string>>;
    } | null;
    readonly next_on: string | null;
  }[];
}

export interface MessagesPort {
  list(query: ListQuery<MessageFilter>, actor: Actor): Promise<ListPage<MessageRow>>;
  /** With the mail rendered again from its variables and its template's version. */
  get(id: string, actor: Actor): Promise<MessageDetail>;
  /** Sends it once more, to the address that its customer has now; the same key once. */
  resend(wish: { readonly key: string; readonly id: string }, actor: Actor): Promise<{ readonly id: string }>;
  delivery(actor: Actor): Promise<DeliveryView>;
  outlook(customerId: string, actor: Actor): Promise<OutlookView>;
}

export interface SuppressionRow {
  /** The address. */
  readonly id: string;
  readonly reason: 'hard_bounce' | 'complaint' | 'unsubscribed' | 'staff';
  readonly created_at: string;
}

export interface SuppressionsPort extends ListSource<
  SuppressionRow,
  { readonly address?: string | undefined }
> {
  lift(address: string, actor: Actor): Promise<void>;
}

export interface TemplateView {
  readonly id: string;
  readonly category: 'reminder' | 'payment' | 'security' | 'staff';
  readonly from: { readonly email: string; readonly name: string | null } | null;
  readonly template_id: number | null;
  readonly subjects: Readonly<Record<PanelLocale, string | null>>;
}

export interface PreviewWish {
  readonly type: string;
  readonly locale: PanelLocale;
  /** Whose data to show it with; made-up ones without. */
  readonly message_id?: string | undefined;
}

export interface PreviewView {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface TemplatesPort {
  list(actor: Actor): readonly TemplateView[];
  preview(wish: PreviewWish, actor: Actor): Promise<PreviewView>;
  /** To the address of whoever asks; the same key once. */
  test(
    wish: { readonly key: string; readonly type: string; readonly locale: PanelLocale },
    actor: Actor,
  ): Promise<{
    readonly id: string;
    readonly state: string;
    readonly to_email: string | null;
    readonly explanation: Readonly<Record<PanelLocale, string>>;
  }>;
}
