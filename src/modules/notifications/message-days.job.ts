import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { MessageDays } from './message-days.service.js';

/** What the job is called. */
export const MESSAGE_DAYS_JOB = 'count-messages';

/** Counts the mails of the last days, every minute, so that nobody who looks at them has to. */
@Injectable()
@ScheduledJob({ name: MESSAGE_DAYS_JOB, everySeconds: 60 })
export class MessageDaysJob implements Job {
  constructor(private readonly days: MessageDays) {}

  run(now: Date): Promise<number> {
    return this.days.count(now);
  }
}
