import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../clock/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { ScheduledJob, type Job } from '../jobs/scheduled-job.decorator.js';
import { IdempotencyStore } from './idempotency-store.service.js';

const BATCH = 5_000;
const DAY_MS = 86_400_000;

/** Forgets answers of idempotency keys once they are older than the configured days. */
@Injectable()
@ScheduledJob({ name: 'idempotency-cleanup', everySeconds: 600 })
export class IdempotencyCleanupJob implements Job {
  constructor(
    private readonly store: IdempotencyStore,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  run(): Promise<number> {
    const days = this.config.retention.idempotencyDays;
    return this.store.forget(new Date(this.clock.real().getTime() - days * DAY_MS), BATCH);
  }
}
