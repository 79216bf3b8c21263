import type { ActionContext, ActionRequest, ResourceWithOptions } from 'adminjs';
import { z } from 'zod';
import { actorOfCall, readAction, writeAction } from '../actions/panel-action.js';
import type { ExpiringAnswerRow } from '../contract.js';
import type { ExpiringRow, PanelServices } from '../panel-services.js';
import { expiringFilter } from './expiring-filter.js';
import { listPage, listResource } from './list-resource.js';

const PINNED = 10;
const MAX_CHOSEN = 1_000;

const chosen = z.union([
  z.strictObject({ payment_method_ids: z.array(z.uuid()).min(1).max(MAX_CHOSEN) }),
  z.strictObject({ filter: expiringFilter }),
]);

/** Expiring cards: the list with those pinned on top, and reminders by hand. */
export function expiringCardsResource({ expiringCards: cards }: PanelServices): ResourceWithOptions {
  const source = {
    list: async (query: Parameters<typeof cards.list>[0], actor: Parameters<typeof cards.list>[1]) => {
      const page = await cards.list(query, actor);
      return { ...page, data: page.data.map(withId) };
    },
    get: () => Promise.reject(new Error('A card is shown on its customer’s page.')),
    count: cards.count.bind(cards),
  };
  const definition = {
    id: 'expiring-cards',
    icon: 'Clock',
    group: 'work',
    scope: 'reminders:read',
    source,
    filter: expiringFilter,
    title: (row: ExpiringAnswerRow) => row.customer.name,
    view: { columns: [], filters: [] },
    component: 'ExpiringCards',
  } as const;
  const { resource, options } = listResource(definition, {
    remind: writeAction('reminders:send', chosen, (choice, actor) => cards.sendReminders(choice, actor)),
    batch: readAction('reminders:read', z.strictObject({ id: z.uuid() }), ({ id }, actor) =>
      cards.getBatch(id, actor),
    ),
    service_types: readAction('reminders:read', z.strictObject({}), async (_, actor) => ({
      service_types: await cards.serviceTypes(actor),
    })),
  });
  const list = {
    ...options.actions?.list,
    handler: async (request: ActionRequest, _response: unknown, context: ActionContext) => {
      const actor = actorOfCall(context.currentAdmin);
      const query = { ...(request.query as object | undefined) };
      const [page, pinned] = await Promise.all([
        listPage(definition, query, actor),
        'cursor' in query ? [] : cards.pinned(PINNED + 1, actor),
      ]);
      return { ...page, pinned: pinned.slice(0, PINNED).map(withId), pinned_more: pinned.length > PINNED };
    },
  };
  return { resource, options: { ...options, actions: { ...options.actions, list } } } as ResourceWithOptions;
}

function withId(row: ExpiringRow): ExpiringAnswerRow {
  return { ...row, id: row.payment_method.id };
}
