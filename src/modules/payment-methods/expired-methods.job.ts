import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { ExpiredMethods } from './expired-methods.service.js';

@Injectable()
@ScheduledJob({ name: 'expired-methods', everySeconds: 60 })
export class ExpiredMethodsJob implements Job {
  constructor(private readonly expired: ExpiredMethods) {}

  run(now: Date): Promise<number> {
    return this.expired.publish(now, 200);
  }

  nextDueAt(after: Date): Promise<Date | null> {
    return this.expired.nextDueAt(after);
  }
}
