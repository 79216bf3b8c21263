import { Injectable, type Type } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { VENDORS, type Vendor } from '../vendors/index.js';
import { ChargeReconciliation } from './charge-reconciliation.service.js';

function jobFor(vendor: Vendor): Type<Job> {
  @Injectable()
  @ScheduledJob({ name: `charge-reconciliation-${vendor}`, everySeconds: 5, parallel: true })
  class ChargeReconciliationJob implements Job {
    constructor(private readonly reconciliation: ChargeReconciliation) {}

    run(now: Date, signal: AbortSignal): Promise<number> {
      return this.reconciliation.lookAt(vendor, now, signal);
    }

    nextDueAt(after: Date): Promise<Date | null> {
      return this.reconciliation.nextLookAt(vendor, after);
    }
  }
  return ChargeReconciliationJob;
}

/** One for each vendor, so that one which is slow or away holds up nobody else's charges. */
export const CHARGE_RECONCILIATION_JOBS: readonly Type<Job>[] = VENDORS.map(jobFor);
