import { Injectable, type Type } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { VENDORS, type Vendor } from '../vendors/index.js';
import { SetupReconciliation } from './setup-reconciliation.service.js';

function jobFor(vendor: Vendor): Type<Job> {
  @Injectable()
  @ScheduledJob({ name: `setup-reconciliation-${vendor}`, everySeconds: 5 })
  class SetupReconciliationJob implements Job {
    constructor(private readonly setups: SetupReconciliation) {}

    run(now: Date, signal: AbortSignal): Promise<number> {
      return this.setups.lookAt(vendor, now, 50, signal);
    }

    nextDueAt(after: Date): Promise<Date | null> {
      return this.setups.nextLookAt(vendor, after);
    }
  }
  return SetupReconciliationJob;
}

/** One for each vendor, so that one which is slow or away holds up nobody else's setups. */
export const SETUP_RECONCILIATION_JOBS: readonly Type<Job>[] = VENDORS.map(jobFor);
