import type { ResourceWithOptions } from 'adminjs';
import { readAction } from '../actions/panel-action.js';
import type { RecoveryFilter } from '../panel-recovery.js';
import type { PanelServices } from '../panel-services.js';
import { listResource } from './list-resource.js';
import { recoveryFilter } from './recovery-filter.js';

/** How much of what failed came in after all. */
export function recoveryResource({ recovery }: PanelServices): ResourceWithOptions {
  return listResource<{ readonly id: string }, RecoveryFilter>(
    {
      id: 'recovery',
      icon: 'TrendingUp',
      group: 'billing',
      scope: 'dunning:read',
      source: {
        list: () => Promise.resolve({ data: [], next_cursor: null }),
        get: () => Promise.reject(new Error('A report has no rows.')),
      },
      filter: recoveryFilter,
      title: (row) => row.id,
      view: { columns: [], filters: [] },
      component: 'Recovery',
    },
    {
      report: readAction('dunning:read', recoveryFilter, (filter, actor) => recovery.report(filter, actor)),
    },
  );
}
