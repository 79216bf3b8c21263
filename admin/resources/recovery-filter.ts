import { z } from 'zod';
import { RECOVERY_GROUPS, type RecoveryFilter } from '../panel-recovery.js';
import { failurePeriod } from './failures-filter.js';

/** What the report of recovery is asked for with, as it stands in the address. */
export const recoveryFilter = z.strictObject({
  ...failurePeriod,
  group_by: z.enum(RECOVERY_GROUPS).default('bucket'),
}) as z.ZodType<RecoveryFilter>;
