import { z } from 'zod';
import type { ExpiringFilter } from '../panel-services.js';

/** The filter as it stands in the address; opens on 60 days. */
export const expiringFilter = z.strictObject({
  range: z.enum(['30', '60', '90', 'expired', 'all']).default('60'),
  customer_type: z.enum(['individual', 'business']).optional(),
  service_type: z
    .string()
    .regex(/^[a-z][a-z0-9_-]{0,39}$/)
    .optional(),
  vendor: z.enum(['stripe', 'paypal', 'paytabs']).optional(),
  default_only: z
    .union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])
    .optional(),
  not_acted_since_days: z.coerce.number().int().min(0).max(365).optional(),
}) as z.ZodType<ExpiringFilter>;
