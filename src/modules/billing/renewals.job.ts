import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { Renewals } from './renewals.service.js';

@Injectable()
@ScheduledJob({ name: 'renewals', everySeconds: 10 })
export class RenewalsJob implements Job {
  constructor(private readonly renewals: Renewals) {}

  run(now: Date, signal: AbortSignal): Promise<number> {
    return this.renewals.run(now, signal);
  }

  nextDueAt(after: Date): Promise<Date | null> {
    return this.renewals.nextDueAt(after);
  }
}
