import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { DunningSweep } from './dunning-sweep.service.js';

/** Looks after unpaid invoices. */
@Injectable()
@ScheduledJob({ name: 'dunning', everySeconds: 2 })
export class DunningJob implements Job {
  constructor(private readonly sweep: DunningSweep) {}

  run(now: Date, signal: AbortSignal): Promise<number> {
    return this.sweep.run(now, signal);
  }

  nextDueAt(after: Date): Promise<Date | null> {
    return this.sweep.nextDueAt(after);
  }
}
