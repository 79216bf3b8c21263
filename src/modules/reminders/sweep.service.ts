import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { NotificationsService } from '../notifications/index.js';
import { DEFERRED, SWEEP, sweepValues, type SweepSettings } from './sweep-query.js';

const BATCH = 20_000;
const EVERYTHING = 2 ** 31 - 1;

export interface SweepOptions {
  readonly ignoreHours?: boolean;
  /** Counts and keeps nothing. */
  readonly dryRun?: boolean;
}

export interface SweepResult {
  readonly queued: number;
  readonly skipped: number;
  /** Due and waiting for the customer's hours, or for the day after another reminder. */
  readonly deferred: number;
}

class DryRun extends Error {}

/** Finds every card whose reminder is due and queues it, each stage once, whoever runs it and however often. */
@Injectable()
export class ReminderSweep {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly notifications: NotificationsService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** One whole pass, in bounded transactions. */
  async run(now = this.clock.now(), options: SweepOptions = {}): Promise<SweepResult> {
    const settings = this.settings(now, options);
    let queued = 0;
    let skipped = 0;
    for (;;) {
      const pass = await this.pass(settings, options.dryRun ?? false);
      queued += pass.queued;
      skipped += pass.skipped;
      if (options.dryRun || pass.queued + pass.skipped < settings.limit) break;
    }
    return { queued, skipped, deferred: await this.deferred(settings) };
  }

  /** Queues what is due and counts it; for the job, which needs no count of what waits. */
  async queueDue(now: Date): Promise<number> {
    const { queued, skipped } = await this.pass(this.settings(now, {}), false);
    return queued + skipped;
  }

  /** The next midnight of any customer: nothing new comes due between two of them. */
  async nextDueAt(after: Date): Promise<Date | null> {
    const rows: { next: Date | null }[] = await this.db.query(
      `WITH RECURSIVE zone AS (
         (SELECT time_zone FROM customers ORDER BY time_zone LIMIT 1)
         UNION ALL
         SELECT (SELECT c.time_zone FROM customers c WHERE c.time_zone > zone.time_zone ORDER BY c.time_zone LIMIT 1)
         FROM zone WHERE zone.time_zone IS NOT NULL)
       SELECT min((($1::timestamptz AT TIME ZONE time_zone)::date + 1)::timestamp AT TIME ZONE time_zone) AS next
       FROM zone WHERE time_zone IS NOT NULL`,
      [after],
    );
    return rows[0]?.next ?? null;
  }

  private settings(now: Date, options: SweepOptions): SweepSettings {
    const { stages, others, expiredWithinDays, hours } = this.config.reminders;
    return {
      now,
      stages,
      others,
      expiredWithinDays,
      hours,
      ignoreHours: options.ignoreHours ?? false,
      limit: BATCH,
    };
  }

  private async pass(settings: SweepSettings, dryRun: boolean): Promise<{ queued: number; skipped: number }> {
    let counted = { queued: 0, skipped: 0 };
    try {
      await this.db.transaction(async (tx) => {
        counted = await this.notifications.enqueueSelect(tx, {
          text: SWEEP,
          params: [...sweepValues(settings), dryRun ? EVERYTHING : settings.limit],
        });
        if (settings.ignoreHours) await this.notifications.hasten(tx, 'reminder', settings.now);
        if (dryRun) throw new DryRun();
      });
    } catch (error) {
      if (!(error instanceof DryRun)) throw error;
    }
    return counted;
  }

  private async deferred(settings: SweepSettings): Promise<number> {
    const rows: { deferred: number }[] = await this.db.query(DEFERRED, sweepValues(settings));
    return rows[0]?.deferred ?? 0;
  }
}
