import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { DeliveryService } from './delivery.service.js';

const QUARTER_MS = 900_000;

/** Sends what is due, every two seconds; several instances share the work. */
@Injectable()
@ScheduledJob({ name: 'deliver-messages', everySeconds: 2, parallel: true })
export class DeliverJob implements Job {
  constructor(private readonly delivery: DeliveryService) {}

  async run(now: Date, signal: AbortSignal): Promise<number> {
    const progress = await this.delivery.deliverUnlessResting({ now, signal });
    return progress === null ? 0 : progress.sent + progress.failed + progress.skipped;
  }

  // A day's mails are spread over its seconds, and the test clock does not have to stop at each of them.
  async nextDueAt(after: Date): Promise<Date | null> {
    const next = await this.delivery.nextDueAt(after);
    return next && new Date(Math.ceil(next.getTime() / QUARTER_MS) * QUARTER_MS);
  }
}
