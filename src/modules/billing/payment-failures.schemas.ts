import { z } from 'zod';
import { day, instant, moneySchema } from '../../common/http/http.schemas.js';
import type { DeclineBucket, DeclineHint, PaymentType, Vendor } from '../vendors/index.js';
import type { PaymentState } from './billing-vocabulary.js';
import { FAILURE_GROUPS } from './failure-queries.js';

const bound = z.union([day, instant]);

export const failuresQuery = z.strictObject({
  from: bound.optional().meta({
    description: 'A day of the business’s calendar, or an instant; 29 days before the last day by default',
  }),
  to: bound.optional().meta({
    description:
      'A day, which is within, or the instant before which it ends; today by default. At most 366 days',
  }),
  group_by: z.enum(FAILURE_GROUPS).default('bucket').meta({
    description: 'As attempts were when they failed; `period`: by day, or by month above 31 days',
  }),
  format: z.enum(['csv']).optional(),
});

export type FailuresQuery = z.output<typeof failuresQuery>;

const figures = {
  failed_attempts: z.int(),
  payments: z.int().meta({ description: 'Payments of which an attempt failed, each counted once' }),
  money: moneySchema.meta({ description: 'Of these payments' }),
  expired_cards: z
    .object({ failed_attempts: z.int(), payments: z.int(), money: moneySchema })
    .meta({ description: 'Those of them that were tried on a card that had expired' }),
  recovered: z
    .object({
      payments: z.int(),
      money: moneySchema,
      share: z.number().meta({ description: 'Of the money, 0 to 1' }),
    })
    .meta({ description: 'Those of them that have gone through since, or whose invoice has been paid' }),
};

export const failureReportView = z
  .object({
    from: instant,
    to: instant,
    group_by: z.enum(FAILURE_GROUPS),
    data: z.array(
      z.object({
        currency: z.string(),
        total: z.object(figures),
        groups: z
          .array(z.object({ key: z.string(), ...figures }))
          .meta({ description: 'Most money first; periods in their order' }),
      }),
    ),
  })
  .meta({ id: 'PaymentFailures' });

export type FailureReportView = z.infer<typeof failureReportView>;
export type CurrencyFailures = FailureReportView['data'][number];
export type FailureFigures = CurrencyFailures['total'];

/** One attempt that failed, as the list behind the figures shows it. */
export interface FailedAttemptView {
  readonly id: string;
  readonly failed_at: string;
  readonly payment_id: string;
  /** Null for a shop's order of nobody we know. */
  readonly customer_id: string | null;
  readonly customer_name: string | null;
  readonly money: { readonly amount: number; readonly currency: string };
  readonly payment_state: PaymentState;
  readonly attempt_no: number;
  readonly vendor: Vendor;
  readonly payment_type: PaymentType;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly expired_card: boolean;
  readonly bucket: DeclineBucket;
  readonly hint: DeclineHint | null;
  readonly code: string | null;
  readonly recovered: boolean;
}
