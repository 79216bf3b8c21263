import { z } from 'zod';
import { day, instant, moneySchema } from '../../common/http/http.schemas.js';
import { DUNNING_STAGES } from './dunning-vocabulary.js';
import { RECOVERY_GROUPS } from './recovery-queries.js';

const bound = z.union([day, instant]);

export const recoveryQuerySchema = z.strictObject({
  from: bound.optional().meta({
    description: 'A day of the business’s calendar, or an instant; 29 days before the last day by default',
  }),
  to: bound.optional().meta({
    description:
      'A day, which is within, or the instant before which it ends; today by default. At most 366 days',
  }),
  group_by: z.enum(RECOVERY_GROUPS).default('bucket').meta({
    description:
      '`bucket`, `vendor`: of the first failure; `stage`: the last one that the case came to; `month`: in which it was opened',
  }),
  format: z.enum(['csv']).optional(),
});
export type RecoveryQuery = z.output<typeof recoveryQuerySchema>;

const figures = {
  cases: z.int().meta({ description: 'Opened in the period' }),
  money: moneySchema.meta({ description: 'What they were about' }),
  open: z.int(),
  written_off: z.int(),
  closed: z.int().meta({ description: 'Ended without a payment, by a person or with their invoices' }),
  recovered: z.object({
    cases: z.int(),
    money: moneySchema,
    share: z.number().meta({ description: 'Of the money, 0 to 1' }),
  }),
  days_to_recovery: z
    .object({ mean: z.number(), median: z.number() })
    .nullable()
    .meta({ description: 'From the opening of those that were recovered to their end' }),
};

export const recoveryReportView = z
  .object({
    from: instant,
    to: instant,
    group_by: z.enum(RECOVERY_GROUPS),
    data: z.array(
      z.object({
        currency: z.string(),
        total: z.object(figures),
        groups: z.array(z.object({ key: z.string(), ...figures })).meta({
          description: 'Most money first; stages and months in their order',
        }),
        open_by_stage: z
          .array(z.object({ stage: z.enum(DUNNING_STAGES), cases: z.int(), money: moneySchema }))
          .meta({ description: 'As it is now, whenever they were opened, with what is still unpaid' }),
      }),
    ),
  })
  .meta({ id: 'Recovery' });

export type RecoveryReportView = z.infer<typeof recoveryReportView>;
export type CurrencyRecovery = RecoveryReportView['data'][number];
export type RecoveryFigures = CurrencyRecovery['total'];
