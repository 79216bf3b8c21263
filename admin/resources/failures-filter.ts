import { z } from 'zod';
import { day } from '../../src/common/http/http.schemas.js';
import { FAILURE_GROUPS, type FailureReportFilter } from '../panel-billing.js';

/** Days as they stand in the address; both are within. */
export const failurePeriod = { from: day.optional(), to: day.optional() };

/** What the report is asked for with, as it stands in the address. */
export const failureReportFilter = z.strictObject({
  ...failurePeriod,
  group_by: z.enum(FAILURE_GROUPS).default('bucket'),
}) as z.ZodType<FailureReportFilter>;
