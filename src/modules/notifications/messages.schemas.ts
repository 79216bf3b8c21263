import { z } from 'zod';
import { MESSAGE_TYPES } from '../../common/config/message-types.js';
import { decodeCursor } from '../../common/http/cursor.js';
import { instant, pageOfSchema, pageQuery, uuid } from '../../common/http/http.schemas.js';
import { LOCALES, type Locale } from '../../common/i18n/locale.js';
import type { RenderedMessage } from './message-log.service.js';
import type { Message } from './message.entity.js';
import { explained } from './message-words.js';
import { MESSAGE_STATES, SKIP_REASONS } from './message-vocabulary.js';

export const messagesQuery = pageQuery.extend({
  customer_id: uuid.optional(),
  type: z.enum(MESSAGE_TYPES).optional(),
  state: z.enum(MESSAGE_STATES).optional(),
});

export type MessagesQuery = z.output<typeof messagesQuery>;

const templateValue = z.union([z.string(), z.number()]);

const messageFields = {
  id: uuid,
  customer_id: uuid.nullable(),
  type: z.enum(MESSAGE_TYPES),
  state: z.enum(MESSAGE_STATES),
  skip_reason: z.enum(SKIP_REASONS).nullable(),
  reason_text: z.string().meta({ description: 'Why it stands so, in words, by `Accept-Language`' }),
  locale: z.enum(LOCALES),
  to: z.object({ email: z.string().nullable(), name: z.string() }),
  payment_method_id: uuid.nullable(),
  not_before: instant,
  attempts: z.int(),
  error: z.object({ code: z.string(), detail: z.string().nullable() }).nullable(),
  mailjet_message_id: z
    .string()
    .nullable()
    .meta({ description: 'Text: larger than what a JSON number holds safely' }),
  is_test: z.boolean().meta({ description: 'Sent by a member of staff to himself, with made-up data' }),
  resent_from: uuid.nullable().meta({ description: 'The message that this one repeats' }),
  created_at: instant,
  sent_at: instant.nullable(),
  state_changed_at: instant,
};

/** A message without its mail. */
export const messageView = z.object(messageFields).meta({ id: 'Message' });

/** A message with the mail as the present template makes it; its links are blanked. */
export const renderedMessageView = z
  .object({
    ...messageFields,
    mail: z
      .object({
        subject: z.string().nullable(),
        html: z.string().nullable(),
        text: z.string().nullable(),
        template_id: z.int().nullable().meta({ description: "Mailjet's own template; null: ours" }),
        variables: z
          .record(z.string(), z.union([templateValue, z.array(z.record(z.string(), templateValue))]))
          .nullable(),
        as_sent: z.boolean().meta({ description: 'False when the template has changed since' }),
      })
      .nullable(),
  })
  .meta({ id: 'RenderedMessage' });

export const messagesPage = pageOfSchema(messageView);

/** Where the cursor points to. */
export function messagePosition(cursor: string | undefined): string | undefined {
  return decodeCursor(cursor, z.tuple([uuid]))?.[0];
}

/** The message as the API shows it. */
export function toView(message: Message, locale: Locale): z.input<typeof messageView> {
  const { errorCode } = message;
  return {
    id: message.id,
    customer_id: message.customerId,
    type: message.type,
    state: message.state,
    skip_reason: message.skipReason,
    reason_text: explained(message, locale),
    locale: message.locale,
    to: { email: message.toEmail, name: message.toName },
    payment_method_id: message.subjectId,
    not_before: message.notBefore.toISOString(),
    attempts: message.attempts,
    error: errorCode === null ? null : { code: errorCode, detail: message.errorDetail },
    mailjet_message_id: message.mailjetMessageId,
    is_test: message.isTest,
    resent_from: message.resentFrom,
    created_at: message.createdAt.toISOString(),
    sent_at: message.sentAt?.toISOString() ?? null,
    state_changed_at: message.stateChangedAt.toISOString(),
  };
}

/** The message with its mail. */
export function toRenderedView(
  { message, mail, isSameVersion }: RenderedMessage,
  locale: Locale,
): z.input<typeof renderedMessageView> {
  return { ...toView(message, locale), mail: mail === null ? null : mailView(mail, isSameVersion) };
}

function mailView(
  mail: NonNullable<RenderedMessage['mail']>,
  asSent: boolean,
): z.input<typeof renderedMessageView>['mail'] {
  if (mail.kind === 'rendered') {
    const { subject, html, text } = mail;
    return { subject, html, text, template_id: null, variables: null, as_sent: asSent };
  }
  const { subject, templateId, variables } = mail;
  return { subject, html: null, text: null, template_id: templateId, variables, as_sent: asSent };
}
