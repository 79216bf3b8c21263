import { Inject, Injectable } from '@nestjs/common';
import { MESSAGE_TYPES, type MessageType } from '../../common/config/message-types.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Locale } from '../../common/i18n/locale.js';
import { MailComposer, type MessagePreview } from './mail-composer.service.js';
import { mailSample } from './mail-samples.js';
import { MessageLog } from './message-log.service.js';
import { categoryOf, type MessageCategory } from './message-vocabulary.js';

/** How mails of one type are made and sent. */
export interface MailTemplate {
  readonly type: MessageType;
  readonly category: MessageCategory;
  /** Whom they come from; null where nobody is configured, so that they are skipped. */
  readonly from: { readonly email: string; readonly name: string | null } | null;
  /** Mailjet's own template; null for ours. */
  readonly templateId: number | null;
  readonly subjects: Readonly<Record<Locale, string | null>>;
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Every template, with made-up data or with those of a real mail. */
@Injectable()
export class MailTemplates {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    private readonly composer: MailComposer,
    private readonly log: MessageLog,
  ) {}

  list(): MailTemplate[] {
    return MESSAGE_TYPES.map((type) => {
      const { fromEmail, fromName, templateId } = this.config.mailjet.types[type];
      return {
        type,
        category: categoryOf(type),
        from: fromEmail === null ? null : { email: fromEmail, name: fromName },
        templateId,
        subjects: {
          ar: this.sample(type, 'ar')?.subject ?? null,
          en: this.sample(type, 'en')?.subject ?? null,
        },
      };
    });
  }

  /** With made-up data; null where a type has no template. */
  sample(type: MessageType, locale: Locale): MessagePreview | null {
    const variables = mailSample(type, locale) as Readonly<Record<string, unknown>>;
    return this.composer.preview({
      id: NOBODY,
      type,
      locale,
      toEmail: null,
      toName: '',
      variables,
      isTest: false,
    });
  }

  /** As a mail of this message would look in that language; throws 404 for an unknown one, or one of another type. */
  async ofMessage(type: MessageType, locale: Locale, messageId: string): Promise<MessagePreview | null> {
    const message = await this.log.find(messageId);
    if (message?.type !== type) throw new NotFound('message');
    const { id, toEmail, toName, variables, isTest } = message;
    return this.composer.preview({ id, type, locale, toEmail, toName, variables, isTest });
  }
}
