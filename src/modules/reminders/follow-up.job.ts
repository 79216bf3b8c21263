import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { CardListings } from '../customers/index.js';

const LOOK_BACK_MS = 7 * 86_400_000;

/** Notes sent reminders on their cards, for the list of customers who were reminded and have not acted. */
@Injectable()
@ScheduledJob({ name: 'reminder-follow-up', everySeconds: 60 })
export class FollowUpJob implements Job {
  constructor(
    private readonly db: DataSource,
    private readonly listings: CardListings,
  ) {}

  run(now: Date): Promise<number> {
    return this.listings.followReminders(this.db.manager, new Date(now.getTime() - LOOK_BACK_MS));
  }

  /** Nothing of its own comes due, but a jump of the test clock must not leap over what it looks back on. */
  nextDueAt(): Promise<null> {
    return Promise.resolve(null);
  }
}
