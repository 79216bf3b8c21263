import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { ReminderBatches } from './batches.service.js';

@Injectable()
@ScheduledJob({ name: 'reminder-batches', everySeconds: 2 })
export class BatchesJob implements Job {
  constructor(private readonly batches: ReminderBatches) {}

  async run(_now: Date, signal: AbortSignal): Promise<number> {
    let total = 0;
    for (let done = 1; done > 0 && !signal.aborted; total += done) done = await this.batches.work();
    return total;
  }
}
