import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { LOCALES } from '../../common/i18n/locale.js';
import { SignedTokens } from '../../common/security/signed-tokens.js';
import { careLinkUrl, confirmationUrl, signInUrl } from './care-link.js';
import { EmailSender, type OutgoingMail } from './email-sender.js';
import { MailRenderer, type RenderedMail } from './mail-renderer.service.js';
import type { MailBusiness } from './mail-slots.js';
import type { MailLink } from './mail-parts.schemas.js';
import { isMailType, mailVariables, type MailType, type MailVariables } from './mail-variables.schemas.js';
import type { Message } from './message.entity.js';
import { categoryOf, type SkipReason } from './message-vocabulary.js';
import { templateVariables, type TemplateVariables } from './template-variables.js';

/** The part of a message that its mail is made of. */
export type MessageToCompose = Pick<
  Message,
  'id' | 'type' | 'locale' | 'toEmail' | 'toName' | 'variables' | 'isTest'
>;

/** A message made into a mail, or why it cannot go: not yet, or never. */
export type Composed =
  | { readonly kind: 'mail'; readonly mail: OutgoingMail; readonly version: string }
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  | { readonly kind: 'fail'; readonly code: string; readonly detail: string };

/** A message as it looks now. */
export type MessagePreview =
  | ({ readonly kind: 'rendered' } & RenderedMail)
  | {
      readonly kind: 'template';
      readonly templateId: number;
      readonly subject: string | null;
      readonly variables: TemplateVariables;
      readonly version: string;
    };

// A working link is for the customer alone, so whoever reads the log sees where it would be.
const HIDDEN_TOKEN = '…';
const UNSUBSCRIBE_MS = 365 * 86_400_000;
const TEST_MARK = { en: '[Test] ', ar: '[تجربة] ' } as const;

/** Where a mail leads. */
interface Addresses {
  readonly of: (link: MailLink) => string;
  /** Null for what cannot be unsubscribed from. */
  readonly unsubscribe: string | null;
}

/** Makes a message into the mail that goes out, with the sender and template that configuration names for its type. */
@Injectable()
export class MailComposer {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly clock: Clock,
    private readonly tokens: SignedTokens,
    private readonly renderer: MailRenderer,
    private readonly sender: EmailSender,
  ) {}

  /** Whether Mailjet is configured and knows whom mails of this type come from. */
  canSend(type: MailType): boolean {
    return this.sender.configured && this.config.mailjet.types[type].fromEmail !== null;
  }

  /** `type.locale` to the version of the template in use. */
  versions(): Record<string, string> {
    const types = Object.keys(mailVariables) as MailType[];
    return Object.fromEntries(
      types.flatMap((type) => LOCALES.map((locale) => [`${type}.${locale}`, this.version(type, locale)])),
    );
  }

  /** The mail to send now. */
  compose(message: MessageToCompose): Composed {
    const { type, toEmail } = message;
    if (!isMailType(type))
      return {
        kind: 'fail',
        code: 'no_template',
        detail: `There is no template for ${message.type}.`,
      };
    const variables = mailVariables[type].safeParse(message.variables);
    if (!variables.success)
      return { kind: 'fail', code: 'invalid_variables', detail: variables.error.message.slice(0, 500) };
    if (toEmail === null) return { kind: 'skip', reason: 'no_email' };
    const { fromEmail, fromName } = this.config.mailjet.types[type];
    if (fromEmail === null) return { kind: 'skip', reason: 'mailjet_not_configured' };
    if (isOver(variables.data.link, this.clock.now())) {
      return { kind: 'fail', code: 'link_expired', detail: 'Its link had expired before it could be sent.' };
    }
    const unsubscribeUrl = this.unsubscribeAddress(message, (end) =>
      // A test has nobody's reminders to end.
      message.isTest ? HIDDEN_TOKEN : this.tokens.sign('unsubscribe', { message: message.id }, end),
    );
    const addresses = { of: (link: MailLink) => this.address(link), unsubscribe: unsubscribeUrl };
    const told = this.withCode(variables.data);
    const preview = this.view({ ...message, variables: told }, type, told, addresses);
    return {
      kind: 'mail',
      version: preview.version,
      mail: {
        id: message.id,
        from: { email: fromEmail, name: fromName },
        to: { email: toEmail, name: message.toName },
        unsubscribeUrl: message.isTest ? null : unsubscribeUrl,
        content: preview,
      },
    };
  }

  /** The mail as the present template makes it, with no link that works; null when its type has no template or its variables no sense. */
  preview(message: MessageToCompose): MessagePreview | null {
    const { type } = message;
    if (!isMailType(type)) return null;
    const variables = mailVariables[type].safeParse(message.variables);
    if (!variables.success) return null;
    return this.view(message, type, variables.data, {
      of: (link) =>
        'path' in link ? this.address(link) : this.address(link).replace(/[^/]+$/, HIDDEN_TOKEN),
      unsubscribe: this.unsubscribeAddress(message, () => HIDDEN_TOKEN),
    });
  }

  private view(
    { locale, variables: raw, isTest }: MessageToCompose,
    type: MailType,
    variables: MailVariables,
    { of: addressOf, unsubscribe }: Addresses,
  ): MessagePreview {
    const { templateId, subject: ownSubject } = this.config.mailjet.types[type];
    const link = variables.link === null ? null : addressOf(variables.link);
    const { name } = this.config.business;
    const version = this.version(type, locale);
    const marked = (subject: string): string => (isTest ? TEST_MARK[locale] + subject : subject);
    if (templateId !== null) {
      const format = this.renderer.format(locale, this.business().arabic);
      const flat = templateVariables(raw, { link, businessName: name, locale, format, unsubscribe });
      const subject = ownSubject === null && !isTest ? null : marked(ownSubject ?? type);
      return { kind: 'template', templateId, subject, variables: flat, version };
    }
    const rendered = this.renderer.render(type, locale, variables, {
      business: this.business(),
      link,
      unsubscribe,
    });
    return { kind: 'rendered', ...rendered, subject: marked(ownSubject ?? rendered.subject), version };
  }

  private business(): MailBusiness {
    const { name, logo, taxId, supportEmail, supportPhone, arabicDigits, arabicMonths } =
      this.config.business;
    return {
      name,
      logo,
      taxId,
      support: { email: supportEmail, phone: supportPhone },
      arabic: { digits: arabicDigits, months: arabicMonths },
    };
  }

  private version(type: MailType, locale: Message['locale']): string {
    const { templateId } = this.config.mailjet.types[type];
    return templateId === null ? this.renderer.version(type, locale) : `mailjet:${String(templateId)}`;
  }

  private unsubscribeAddress({ type }: MessageToCompose, token: (expiresAt: Date) => string): string | null {
    if (categoryOf(type) !== 'reminder') return null;
    const expiresAt = new Date(this.clock.now().getTime() + UNSUBSCRIBE_MS);
    return `${this.config.selfCare.baseUrl}/unsubscribe/${token(expiresAt)}`;
  }

  /** Mails about one's payments and cards that a customer gets in a day before reminders wait; null for any number. */
  get mailsADay(): number | null {
    return this.config.reminders.maxMailsADay || null;
  }

  private address(link: MailLink): string {
    const { publicUrl } = this.config.http;
    const { baseUrl } = this.config.selfCare;
    if ('path' in link) return link.path === '/care' ? baseUrl : `${publicUrl}${link.path}`;
    const expiresAt = new Date(link.expires_at);
    if ('confirm' in link) return confirmationUrl(this.tokens, publicUrl, { id: link.confirm, expiresAt });
    return 'sign_in' in link
      ? signInUrl(this.tokens, baseUrl, { id: link.sign_in, to: link.to, expiresAt })
      : careLinkUrl(this.tokens, baseUrl, { id: link.id, expiresAt });
  }

  /** The variables with the code that goes with a sign-in link, for the mail that goes out and for nobody else. */
  private withCode(variables: MailVariables): MailVariables {
    if (!('code' in variables) || !('sign_in' in variables.link)) return variables;
    return { ...variables, code: this.tokens.codes('sign_in', variables.link.sign_in)[0] };
  }
}

function isOver(link: MailLink | null, now: Date): boolean {
  return link !== null && 'expires_at' in link && new Date(link.expires_at) <= now;
}
