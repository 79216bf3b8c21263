import type { ResourceWithOptions } from 'adminjs';
import { z } from 'zod';
import { readAction } from '../actions/panel-action.js';
import type { NoFilter, PanelServices } from '../panel-services.js';
import { listResource } from './list-resource.js';

/** Whether everything is there that the product relies on. */
export function systemCheckResource({ system }: PanelServices): ResourceWithOptions {
  return listResource<{ readonly id: string }, NoFilter>(
    {
      id: 'system-check',
      icon: 'Server',
      group: 'administration',
      scope: 'system:read',
      source: {
        list: () => Promise.resolve({ data: [], next_cursor: null }),
        get: () => Promise.reject(new Error('A report has no rows.')),
      },
      filter: z.strictObject({}),
      title: (row) => row.id,
      view: { columns: [], filters: [] },
      component: 'SystemCheck',
    },
    {
      check: readAction('system:read', z.strictObject({}), (_, actor) => system.check(actor)),
    },
  );
}
