import { Injectable } from '@nestjs/common';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { MESSAGE_DAYS_JOB, MessageDays } from '../../src/modules/notifications/index.js';
import { ReminderOutlook } from '../../src/modules/reminders/index.js';
import type { DeliveryView, OutlookView } from '../panel-messages.js';

/** What became of mails as a whole, and why a customer got none. */
@Injectable()
export class MailFigures {
  constructor(
    private readonly days: MessageDays,
    private readonly outlooks: ReminderOutlook,
    private readonly jobs: JobRunner,
  ) {}

  async delivery(): Promise<DeliveryView> {
    const { days, countedAt } = await this.days.month();
    // Whoever looks next sees them counted anew, without having waited.
    this.jobs.nudge(MESSAGE_DAYS_JOB);
    return { days, counted_at: countedAt?.toISOString() ?? null };
  }

  outlook(customerId: string): Promise<OutlookView> {
    return this.outlooks.of(customerId);
  }
}
