import { z } from 'zod';
import { day, flag, instant, pageOfSchema, pageQuery, uuid } from '../../common/http/http.schemas.js';
import { paymentMethodView } from '../payment-methods/index.js';
import { VENDORS } from '../payment-methods/index.js';

const filterShape = {
  range: z.enum(['30', '60', '90', 'expired', 'all']).default('60'),
  customer_type: z.enum(['individual', 'business']).optional(),
  service_type: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,39}$/)
    .optional(),
  vendor: z.enum(VENDORS).optional(),
};

const days = z.coerce.number().int().min(0).max(3_650);

/** The filter in a query string. */
export const expiringQuery = pageQuery.extend({
  ...filterShape,
  default_only: flag.optional(),
  not_acted_since_days: days.optional(),
  format: z.enum(['csv']).optional(),
});

/** The same filter in a body. */
export const expiringFilter = z.strictObject({
  ...filterShape,
  range: z
    .union([
      z.enum(['30', '60', '90', 'expired', 'all']),
      z.literal([30, 60, 90]).transform((n) => String(n) as '30' | '60' | '90'),
    ])
    .default('60'),
  default_only: z.boolean().optional(),
  not_acted_since_days: z.number().int().min(0).max(3_650).optional(),
});

export type ExpiringFilter = z.output<typeof expiringFilter>;

export const expiringRowView = z
  .object({
    customer: z.object({
      id: uuid,
      external_id: z.string().nullable(),
      name: z.string(),
      type: z.enum(['individual', 'business']),
      email: z.string().nullable(),
    }),
    payment_method: paymentMethodView,
    expires_on: day,
    days_left: z.int(),
    status: z.enum(['expiring', 'expired', 'valid']),
    last_reminder: z.object({ stage: z.int(), sent_at: instant }).nullable(),
    acted_since: z.boolean(),
    update_url: z.string(),
  })
  .meta({ id: 'ExpiringCard' });

export type ExpiringRowView = z.infer<typeof expiringRowView>;

export const expiringPage = pageOfSchema(expiringRowView);

/** Which cards to remind: these, or everything the filter matches. */
export const sendReminders = z.union([
  z.strictObject({ payment_method_ids: z.array(uuid).min(1).max(5_000) }),
  z.strictObject({ filter: expiringFilter }),
]);

export type SendReminders = z.output<typeof sendReminders>;

export const batchStarted = z.object({ batch_id: uuid, total: z.int().nullable() });

export const batchView = z
  .object({
    batch_id: uuid,
    state: z.enum(['expanding', 'sending', 'done']),
    total: z.int().nullable(),
    queued: z.int(),
    sent: z.int(),
    skipped: z.int(),
    failed: z.int(),
    done: z.boolean(),
    skips: z.record(z.string(), z.int()),
  })
  .meta({ id: 'ReminderBatch' });

export type BatchView = z.infer<typeof batchView>;
