import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { IDLE_MS } from './care-session.js';

const DAY_MS = 86_400_000;
const BATCH = 5_000;

/** Deletes what is over of the portal's sessions, sign-ins and limits; sign-ins a day later, so that a used link still says so. */
@Injectable()
@ScheduledJob({ name: 'care-cleanup', everySeconds: 600 })
export class CareCleanupJob implements Job {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  async run(): Promise<number> {
    const now = this.clock.real();
    const dayAgo = new Date(now.getTime() - DAY_MS);
    const idleSince = new Date(now.getTime() - IDLE_MS);
    return (
      (await this.forget('care_sessions', 'expires_at <= $2 OR last_seen_at <= $3', [now, idleSince])) +
      (await this.forget('care_sign_ins', 'expires_at <= $2', [dayAgo])) +
      (await this.forget('care_limits', 'window_ends_at <= $2', [now]))
    );
  }

  private async forget(table: string, over: string, values: readonly Date[]): Promise<number> {
    const gone: unknown[] = await this.db.query(
      `WITH gone AS (DELETE FROM ${table} WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${table} WHERE ${over} LIMIT $1)) RETURNING 1)
       SELECT 1 FROM gone`,
      [BATCH, ...values],
    );
    return gone.length;
  }
}
