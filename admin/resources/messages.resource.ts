import type { ResourceWithOptions } from 'adminjs';
import { z } from 'zod';
import { MESSAGE_TYPES } from '../../src/common/config/message-types.js';
import { NotFound } from '../../src/common/errors/domain-error.js';
import { day } from '../../src/common/http/http.schemas.js';
import { readAction, writeAction } from '../actions/panel-action.js';
import type { MessageFilter, MessageRow, SuppressionRow, TemplateView } from '../panel-messages.js';
import type { NoFilter, PanelServices } from '../panel-services.js';
import { listResource } from './list-resource.js';
import { previewWish } from './preview-wish.js';

const STATES = [
  // First what sums several of them up, as the chart above the list does.
  'on_the_way',
  'read',
  'returned',
  'queued',
  'sending',
  'sent',
  'delivered',
  'opened',
  'clicked',
  'bounced',
  'blocked',
  'spam',
  'failed',
  'skipped',
] as const;

const address = z
  .string()
  .trim()
  .max(320)
  .regex(/^[^\p{Cc}]*$/u);
const key = z.string().regex(/^[0-9a-f]{32}$/);
const type = z.enum(MESSAGE_TYPES);
const locale = z.enum(['ar', 'en']);

const filter = z.strictObject({
  customer_id: z.uuid().optional(),
  type: z.string().max(60).optional(),
  state: z.enum(STATES).optional(),
  address: address.optional(),
  from: day.optional(),
  to: day.optional(),
}) as z.ZodType<MessageFilter>;

/** Messages, newest first, each with the mail as it was rendered, below a chart of what became of them. */
export function messagesResource({ messages }: PanelServices): ResourceWithOptions {
  return listResource<MessageRow, MessageFilter>(
    {
      id: 'messages',
      icon: 'Mail',
      group: 'mails',
      scope: 'messages:read',
      source: messages,
      filter,
      title: (row) => row.to_email ?? row.id,
      view: {
        columns: [
          {
            key: 'type',
            kind: 'word:message_type',
            opens: true,
            under: 'mark',
            underKind: 'word:message_mark',
          },
          { key: 'to_email', kind: 'email', under: 'customer_name' },
          { key: 'state', kind: 'badge:message_state', under: 'skip_reason', underKind: 'word:skip_reason' },
          { key: 'locale', kind: 'word:locale' },
          { key: 'created_at', kind: 'instant' },
          { key: 'sent_at', kind: 'instant' },
        ],
        filters: [
          { key: 'customer_id', kind: 'customer' },
          { key: 'address', kind: 'text' },
          { key: 'type', kind: 'choice', values: MESSAGE_TYPES, vocabulary: 'message_type' },
          { key: 'state', kind: 'choice', values: STATES, vocabulary: 'message_state' },
          { key: 'from', kind: 'day' },
          { key: 'to', kind: 'day' },
        ],
        opens: 'show',
      },
      component: 'MessagesPage',
      page: 'MessagePage',
    },
    {
      resend: writeAction('messages:write', z.strictObject({ key, id: z.uuid() }), (wish, actor) =>
        messages.resend(wish, actor),
      ),
      delivery: readAction('messages:read', z.strictObject({}), (_, actor) => messages.delivery(actor)),
      outlook: readAction(
        'messages:read',
        z.strictObject({ customer_id: z.uuid() }),
        ({ customer_id: id }, actor) => messages.outlook(id, actor),
      ),
    },
  );
}

/** Addresses that reminders do not go to. */
export function suppressionsResource({ suppressions }: PanelServices): ResourceWithOptions {
  return listResource<SuppressionRow, { readonly address?: string | undefined }>(
    {
      id: 'suppressions',
      icon: 'Slash',
      group: 'mails',
      scope: 'messages:read',
      source: suppressions,
      filter: z.strictObject({ address: address.optional() }),
      title: (row) => row.id,
      view: { columns: [], filters: [{ key: 'address', kind: 'text' }] },
      component: 'Suppressions',
    },
    {
      lift: writeAction(
        'messages:write',
        z.strictObject({ address: z.email().max(320) }),
        async (wish, actor) => {
          await suppressions.lift(wish.address, actor);
          return {};
        },
      ),
    },
  );
}

/** Every template, with its preview and a test of it. */
export function mailTemplatesResource({ templates }: PanelServices): ResourceWithOptions {
  return listResource<TemplateView, NoFilter>(
    {
      id: 'mail-templates',
      icon: 'Layout',
      group: 'mails',
      scope: 'messages:read',
      source: {
        list: (_, actor) => Promise.resolve({ data: templates.list(actor), next_cursor: null }),
        get: () => Promise.reject(new NotFound('mail template')),
      },
      filter: z.strictObject({}),
      title: (row) => row.id,
      view: { columns: [], filters: [] },
      component: 'MailTemplates',
    },
    {
      preview: readAction('messages:read', previewWish, async (wish, actor) => {
        const { subject, text } = await templates.preview(wish, actor);
        return { subject, text };
      }),
      test: writeAction('messages:write', z.strictObject({ key, type, locale }), (wish, actor) =>
        templates.test(wish, actor),
      ),
    },
  );
}
