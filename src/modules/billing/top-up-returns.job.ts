import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { TopUpReturns } from './top-up-returns.service.js';

/** Gives back top-ups that could be credited nowhere. */
@Injectable()
@ScheduledJob({ name: 'top-up-returns', everySeconds: 5 })
export class TopUpReturnsJob implements Job {
  constructor(private readonly returns: TopUpReturns) {}

  run(now: Date): Promise<number> {
    return this.returns.giveBackDue(now);
  }

  nextDueAt(after: Date): Promise<Date | null> {
    return this.returns.nextDueAt(after);
  }
}
