import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { PrepaidRenewals } from './prepaid-renewals.service.js';

/** Renews and ends prepaid subscriptions whose day has come. */
@Injectable()
@ScheduledJob({ name: 'prepaid-renewals', everySeconds: 30 })
export class PrepaidRenewalsJob implements Job {
  constructor(private readonly renewals: PrepaidRenewals) {}

  run(now: Date, signal: AbortSignal): Promise<number> {
    return this.renewals.lookAtDue(now, signal);
  }

  nextDueAt(after: Date): Promise<Date | null> {
    return this.renewals.nextDueAt(after);
  }
}
