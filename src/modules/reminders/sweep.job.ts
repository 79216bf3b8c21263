import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { ReminderSweep } from './sweep.service.js';

@Injectable()
@ScheduledJob({ name: 'reminder-sweep', everySeconds: 60 })
export class SweepJob implements Job {
  constructor(private readonly sweep: ReminderSweep) {}

  async run(now: Date, signal: AbortSignal): Promise<number> {
    const { queued, skipped } = await this.sweep.run(now, { signal });
    return queued + skipped;
  }

  nextDueAt(after: Date): Promise<Date | null> {
    return this.sweep.nextDueAt(after);
  }
}
