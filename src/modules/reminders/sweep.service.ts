import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { ZONES } from '../customers/index.js';
import { NotificationsService } from '../notifications/index.js';
import {
  COUNT_WINDOW,
  CUT_WINDOW,
  SWEEP,
  sweepValues,
  windowOf,
  type Slice,
  type SweepSettings,
} from './sweep-query.js';

/** Cards within reach of a stage that one transaction looks at. */
const BATCH = 100_000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

export interface SweepOptions {
  readonly ignoreHours?: boolean;
  /** Counts and keeps nothing. */
  readonly dryRun?: boolean;
  /** Ends it after the transaction in hand. */
  readonly signal?: AbortSignal;
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

  /** Everything that is due, a slice of the customers in each transaction. */
  async run(now = this.clock.now(), options: SweepOptions = {}): Promise<SweepResult> {
    const settings = this.settings(now, options);
    const zones = await this.zones();
    const total = { queued: 0, skipped: 0, deferred: 0 };
    for (const slice of await this.slices(settings)) {
      if (options.signal?.aborted) break;
      const { queued, skipped, deferred } = await this.sweep(
        settings,
        sweepValues(settings, zones, slice),
        options.dryRun ?? false,
      );
      total.queued += queued;
      total.skipped += skipped;
      total.deferred += deferred;
    }
    return total;
  }

  /** The next midnight of any customer: nothing new comes due between two of them. */
  async nextDueAt(after: Date): Promise<Date | null> {
    const rows: { next: Date | null }[] = await this.db.query(
      `SELECT min((($1::timestamptz AT TIME ZONE time_zone)::date + 1)::timestamp AT TIME ZONE time_zone) AS next
       FROM (${ZONES}) zone`,
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
    };
  }

  /** All customers, cut so that each slice holds so many cards within reach of a stage, whoever joins or leaves meanwhile. */
  private async slices(settings: SweepSettings): Promise<Slice[]> {
    const window = windowOf(settings);
    const [counted]: { cards: number }[] = await this.db.query(COUNT_WINDOW, [...window]);
    const parts = Math.ceil((counted?.cards ?? 0) / BATCH);
    if (parts <= 1) return [{ after: FIRST_ID, upTo: LAST_ID }];
    const shares = Array.from({ length: parts - 1 }, (_, index) => (index + 1) / parts);
    const [cut]: { bounds: string[] }[] = await this.db.query(CUT_WINDOW, [...window, shares]);
    const bounds = cut?.bounds ?? [];
    return [...bounds, LAST_ID].map((upTo, index) => ({ after: bounds[index - 1] ?? FIRST_ID, upTo }));
  }

  private async zones(): Promise<string[]> {
    const rows: { time_zone: string }[] = await this.db.query(ZONES);
    return rows.map(({ time_zone }) => time_zone);
  }

  private async sweep(settings: SweepSettings, params: unknown[], dryRun: boolean): Promise<SweepResult> {
    let counted = { queued: 0, skipped: 0, deferred: 0 };
    try {
      await this.db.transaction(async (tx) => {
        counted = await this.notifications.enqueueSelect(tx, {
          text: SWEEP,
          params,
        });
        if (settings.ignoreHours) await this.notifications.hasten(tx, 'reminder', settings.now);
        if (dryRun) throw new DryRun();
      });
    } catch (error) {
      if (!(error instanceof DryRun)) throw error;
    }
    return counted;
  }
}
