import { Injectable, type Type } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { VENDORS, type Vendor } from '../vendors/index.js';
import { CheckoutReconciliation } from './checkout-reconciliation.service.js';

function jobFor(vendor: Vendor): Type<Job> {
  @Injectable()
  @ScheduledJob({ name: `checkout-reconciliation-${vendor}`, everySeconds: 5 })
  class CheckoutReconciliationJob implements Job {
    constructor(private readonly checkouts: CheckoutReconciliation) {}

    run(now: Date, signal: AbortSignal): Promise<number> {
      return this.checkouts.lookAt(vendor, now, signal);
    }

    nextDueAt(after: Date): Promise<Date | null> {
      return this.checkouts.nextLookAt(vendor, after);
    }
  }
  return CheckoutReconciliationJob;
}

/** One for each vendor, so that one which is slow or away holds up nobody else's checkouts. */
export const CHECKOUT_RECONCILIATION_JOBS: readonly Type<Job>[] = VENDORS.map(jobFor);
