import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { JobRunner } from '../../common/jobs/job-runner.service.js';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { fanOut, forgetDeliveries, giveUpDeleted } from './delivery-queries.js';
import { DELIVERY_JOB, FAN_OUT_JOB } from './outbound-vocabulary.js';
import { WebhookDispatch } from './webhook-dispatch.service.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';

const EVENTS = 1_000;
const BATCH = 5_000;
const RESEALED = 100;
const DAY_MS = 86_400_000;

/** Makes deliveries of the events that nobody was told of yet. */
@Injectable()
@ScheduledJob({ name: FAN_OUT_JOB, everySeconds: 2, parallel: true })
export class WebhookFanOutJob implements Job {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly jobs: JobRunner,
  ) {}

  async run(now: Date, signal: AbortSignal): Promise<number> {
    let total = 0;
    for (let count = EVENTS; count === EVENTS && !signal.aborted; total += count)
      count = await fanOut(this.db, { real: this.clock.real(), now, limit: EVENTS });
    if (total > 0) this.jobs.nudge(DELIVERY_JOB);
    return total;
  }
}

/** Delivers what is due. */
@Injectable()
@ScheduledJob({ name: DELIVERY_JOB, everySeconds: 2, parallel: true })
export class WebhookDeliveryJob implements Job {
  constructor(private readonly dispatch: WebhookDispatch) {}

  run(_now: Date, signal: AbortSignal): Promise<number> {
    return this.dispatch.deliverDue(signal);
  }
}

/** Forgets deliveries once they are older than the configured days, and secrets and seals that are out of use. */
@Injectable()
@ScheduledJob({ name: 'webhook-deliveries-cleanup', everySeconds: 600 })
export class WebhookDeliveriesCleanupJob implements Job {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly endpoints: WebhookEndpoints,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async run(now: Date): Promise<number> {
    const before = new Date(now.getTime() - this.config.retention.webhookDeliveryDays * DAY_MS);
    const forgotten = await forgetDeliveries(this.db, before, BATCH);
    const givenUp = await giveUpDeleted(this.db, this.clock.now(), BATCH);
    // Last, since it fails while a key is missing.
    return forgotten + givenUp + (await this.endpoints.reseal(RESEALED));
  }
}
