import type { ResourceWithOptions } from 'adminjs';
import { z } from 'zod';
import { MESSAGE_TYPES } from '../../src/common/config/message-types.js';
import { writeAction } from '../actions/panel-action.js';
import type { MessageFilter, MessageRow, PanelServices } from '../panel-services.js';
import { listResource } from './list-resource.js';

const STATES = [
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

const filter = z.strictObject({
  customer_id: z.uuid().optional(),
  type: z.string().max(60).optional(),
  state: z.enum(STATES).optional(),
}) as z.ZodType<MessageFilter>;

/** Messages, newest first, each with the mail as it was rendered. */
export function messagesResource({ messages }: PanelServices): ResourceWithOptions {
  return listResource<MessageRow, MessageFilter>(
    {
      id: 'messages',
      icon: 'Mail',
      group: 'work',
      scope: 'messages:read',
      source: messages,
      filter,
      title: (row) => row.to_email ?? row.id,
      view: {
        columns: [
          { key: 'type', kind: 'word:message_type', opens: true },
          { key: 'to_email', kind: 'email', under: 'customer_name' },
          { key: 'state', kind: 'badge:message_state', under: 'skip_reason', underKind: 'word:skip_reason' },
          { key: 'locale', kind: 'word:locale' },
          { key: 'created_at', kind: 'instant' },
          { key: 'sent_at', kind: 'instant' },
        ],
        filters: [
          { key: 'type', kind: 'choice', values: MESSAGE_TYPES, vocabulary: 'message_type' },
          { key: 'state', kind: 'choice', values: STATES, vocabulary: 'message_state' },
        ],
        opens: 'show',
      },
      page: 'MessagePage',
    },
    {
      resend: writeAction(
        'messages:write',
        z.strictObject({ key: z.string().max(200), id: z.uuid() }),
        (wish, actor) => messages.resend(wish, actor),
      ),
    },
  );
}
