import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { ReminderSweep } from './sweep.service.js';

@Injectable()
@ScheduledJob({ name: 'reminder-sweep', everySeconds: 60 })
export class SweepJob implements Job {
  constructor(private readonly sweep: ReminderSweep) {}

  run(now: Date): Promise<number> {
    return this.sweep.queueDue(now);
  }

  nextDueAt(after: Date): Promise<Date | null> {
    return this.sweep.nextDueAt(after);
  }
}
