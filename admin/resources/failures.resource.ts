import type { ResourceWithOptions } from 'adminjs';
import { z } from 'zod';
import { readAction } from '../actions/panel-action.js';
import type { FailureListFilter, FailureRow } from '../panel-billing.js';
import type { PanelServices } from '../panel-services.js';
import { failurePeriod, failureReportFilter } from './failures-filter.js';
import { listResource } from './list-resource.js';

const word = z.string().regex(/^[a-z_]{1,40}$/);

/** Failed payments: the figures, and the failures behind each of them. */
export function paymentFailuresResource({ failures }: PanelServices): ResourceWithOptions {
  return listResource<FailureRow, FailureListFilter>(
    {
      id: 'payment-failures',
      icon: 'AlertTriangle',
      group: 'billing',
      scope: 'payments:read',
      source: {
        list: (query, actor) => failures.list(query, actor),
        get: () => Promise.reject(new Error('A failure is shown on its payment’s page.')),
      },
      filter: z.strictObject({
        ...failurePeriod,
        bucket: word.optional(),
        vendor: word.optional(),
        brand: word.optional(),
        stage: word.optional(),
        expired: z
          .enum(['true', 'false'])
          .transform((value) => value === 'true')
          .optional(),
        currency: z
          .string()
          .regex(/^[A-Z]{3}$/)
          .optional(),
      }),
      title: (row) => row.id,
      view: { columns: [], filters: [] },
      component: 'PaymentFailures',
    },
    {
      report: readAction('payments:read', failureReportFilter, (filter, actor) =>
        failures.report(filter, actor),
      ),
    },
  );
}
