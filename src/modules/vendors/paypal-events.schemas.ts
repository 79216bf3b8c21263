import { z } from 'zod';

const link = z.object({ href: z.string(), rel: z.string() });
const resourceSchema = z.object({
  id: z.string().min(1).max(255).optional(),
  custom_id: z.string().optional(),
  order_id: z.string().optional(),
  dispute_id: z.string().optional(),
  customer: z.object({ id: z.string().optional() }).optional(),
  links: z.array(link).optional().catch(undefined),
  purchase_units: z.array(z.object({ custom_id: z.string().optional() })).optional(),
  supplementary_data: z
    .object({ related_ids: z.object({ order_id: z.string().optional() }).optional() })
    .optional(),
  disputed_transactions: z.array(z.object({ seller_transaction_id: z.string().optional() })).optional(),
});

/** Where an event's resource may hold ids. */
export type EventResource = z.output<typeof resourceSchema>;

/** The fields of an event that are used; a resource of another shape is null, and an event of it none of ours. */
export const eventSchema = z.object({
  id: z.string().min(1).max(255),
  event_type: z.string().min(1).max(100),
  create_time: z.iso.datetime({ offset: true }),
  resource: z.union([resourceSchema, z.record(z.string(), z.unknown()).transform(() => null)]),
});

/** An event as PayPal sends it. */
export type WireEvent = z.output<typeof eventSchema>;
