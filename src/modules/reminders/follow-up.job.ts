import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { CardListings } from '../customers/index.js';

const LOOK_BACK_MS = 2 * 86_400_000;

/** Notes sent reminders on their cards, for the list of customers who were reminded and have not acted. */
@Injectable()
@ScheduledJob({ name: 'reminder-follow-up', everySeconds: 30 })
export class FollowUpJob implements Job {
  constructor(
    private readonly db: DataSource,
    private readonly listings: CardListings,
  ) {}

  run(now: Date): Promise<number> {
    return this.listings.followReminders(this.db.manager, new Date(now.getTime() - LOOK_BACK_MS));
  }
}
