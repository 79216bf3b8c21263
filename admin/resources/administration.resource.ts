import type { ResourceWithOptions } from 'adminjs';
import { z } from 'zod';
import type {
  AuditFilter,
  AuditRow,
  PanelServices,
  VendorEventFilter,
  VendorEventRow,
} from '../panel-services.js';
import { writeAction } from '../actions/panel-action.js';
import { listResource } from './list-resource.js';

/** Who did what, newest first. */
export function auditResource({ audit }: PanelServices): ResourceWithOptions {
  return listResource<AuditRow, AuditFilter>({
    id: 'audit',
    icon: 'FileText',
    group: 'administration',
    scope: 'audit:read',
    source: audit,
    filter: z.strictObject({
      actor: z.string().trim().max(200).optional(),
      entity: z.string().trim().max(200).optional(),
      customer_id: z.uuid().optional(),
    }),
    title: (row) => row.action,
    view: {
      columns: [
        { key: 'at', kind: 'instant', opens: true },
        { key: 'actor_name', kind: 'text', under: 'actor_kind', underKind: 'word:actor_kind' },
        { key: 'action', kind: 'word:deed' },
        { key: 'entity', kind: 'entity', under: 'entity_label' },
        { key: 'ip', kind: 'code' },
        { key: 'entity_id', kind: 'code', detailOnly: true },
        { key: 'request_id', kind: 'code', detailOnly: true },
        { key: 'customer_id', kind: 'customer', detailOnly: true },
        { key: 'details', kind: 'json', detailOnly: true },
      ],
      filters: [
        { key: 'actor', kind: 'text' },
        { key: 'entity', kind: 'text' },
      ],
      opens: 'show',
    },
    page: 'RecordPage',
  });
}

const VENDOR_NAMES = ['stripe', 'paypal', 'paytabs'] as const;
const EVENT_STATES = ['pending', 'applied', 'ignored', 'parked'] as const;

/** Events that vendors have told, newest first; each can be applied once more. */
export function vendorEventsResource({ vendorEvents, outbound }: PanelServices): ResourceWithOptions {
  return listResource<VendorEventRow, VendorEventFilter>(
    {
      id: 'vendor-events',
      icon: 'Inbox',
      group: 'administration',
      scope: 'webhooks:read',
      source: vendorEvents,
      filter: z.strictObject({
        vendor: z.enum(VENDOR_NAMES).optional(),
        state: z.enum(EVENT_STATES).optional(),
      }),
      title: (row) => row.event_type,
      view: {
        columns: [
          { key: 'received_at', kind: 'instant', opens: true },
          { key: 'vendor', kind: 'word:vendor' },
          { key: 'event_type', kind: 'code', under: 'vendor_event_id', underKind: 'code' },
          { key: 'state', kind: 'badge:inbox_state', under: 'last_error' },
          { key: 'attempts', kind: 'text' },
          { key: 'next_attempt_at', kind: 'instant', detailOnly: true },
          { key: 'applied_at', kind: 'instant', detailOnly: true },
          { key: 'occurred_at', kind: 'instant', detailOnly: true },
          { key: 'subject', kind: 'json', detailOnly: true },
        ],
        filters: [
          { key: 'vendor', kind: 'choice', values: VENDOR_NAMES, vocabulary: 'vendor' },
          { key: 'state', kind: 'choice', values: EVENT_STATES, vocabulary: 'inbox_state' },
        ],
        opens: 'show',
      },
      page: 'VendorEventPage',
    },
    {
      replay: writeAction('webhooks:write', z.strictObject({ id: z.uuid() }), async ({ id }, actor) => {
        await outbound.replayVendorEvent(id, actor);
        return {};
      }),
    },
  );
}
