import { Inject, Injectable, type Type } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { VENDORS, type Vendor } from '../vendors/index.js';
import { InboxApplication } from './inbox-application.service.js';
import { inboxJob } from './inbox-job-name.js';
import { WebhookInbox } from './webhook-inbox.service.js';

const BATCH = 5_000;
const DAY_MS = 86_400_000;

function jobFor(vendor: Vendor): Type<Job> {
  @Injectable()
  @ScheduledJob({ name: inboxJob(vendor), everySeconds: 2, parallel: true })
  class WebhookInboxJob implements Job {
    constructor(private readonly events: InboxApplication) {}

    run(_now: Date, signal: AbortSignal): Promise<number> {
      return this.events.applyDue(vendor, signal);
    }
  }
  return WebhookInboxJob;
}

/** One for each vendor, so that one which is slow or away holds up nobody else's events. */
export const WEBHOOK_INBOX_JOBS: readonly Type<Job>[] = VENDORS.map(jobFor);

/** Forgets events once they are older than the configured days. */
@Injectable()
@ScheduledJob({ name: 'webhook-inbox-cleanup', everySeconds: 600 })
export class WebhookInboxCleanupJob implements Job {
  constructor(
    private readonly inbox: WebhookInbox,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  run(): Promise<number> {
    const days = this.config.retention.webhookInboxDays;
    return this.inbox.forget(new Date(this.clock.now().getTime() - days * DAY_MS), BATCH);
  }
}
