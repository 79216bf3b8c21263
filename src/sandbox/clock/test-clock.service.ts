import {
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { JobRunner } from '../../common/jobs/job-runner.service.js';

const FOLLOW_EVERY_MS = 500;
const LEASE_SECONDS = 30;

interface ClockRow {
  readonly offset_ms: number;
  readonly target_offset_ms: number;
}

const READ = 'SELECT offset_ms, target_offset_ms FROM sandbox_clock';
const START: ClockRow = { offset_ms: 0, target_offset_ms: 0 };

/**
 * The sandbox's test clock: one database row that every instance follows, forward only. Moving it stops at every instant on the way at which
 * a job has something due and runs a pass there, so that one jump and many small ones end alike.
 */
@Injectable()
export class TestClock implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('test-clock');
  private timer: NodeJS.Timeout | null = null;
  private stopping = false;
  private driving: Promise<void> | null = null;

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly jobs: JobRunner,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.follow();
    this.timer = setInterval(() => void this.tick(), FOLLOW_EVERY_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    if (this.timer) clearInterval(this.timer);
    await this.driving;
  }

  /**
   * Moves business time on to what `aim` makes of where it stands or, on its way, of where it is going (an earlier aim changes nothing), and
   * starts the passes on the way.
   */
  async move(aim: (from: Date) => Date): Promise<void> {
    await this.db.transaction(async (tx) => {
      const [row]: ClockRow[] = await tx.query(`${READ} FOR UPDATE`);
      const real = this.clock.real().getTime();
      const target = aim(new Date(real + goalOf(row ?? START)));
      await tx.query(
        'UPDATE sandbox_clock SET target_offset_ms = greatest(target_offset_ms, offset_ms, $1::bigint)',
        [target.getTime() - real],
      );
    });
    await this.drive();
  }

  /** Where business time is going; null once it stands there with every pass on the way done. */
  async target(): Promise<Date | null> {
    const row = await this.read();
    if (this.driving === null && row.offset_ms >= row.target_offset_ms) return null;
    return new Date(this.clock.real().getTime() + goalOf(row));
  }

  private async tick(): Promise<void> {
    try {
      const row = await this.follow();
      // A runner that was killed on the way leaves the target ahead of the clock.
      if (row.offset_ms < row.target_offset_ms) await this.drive();
    } catch (error) {
      this.log.warn({ err: error }, 'the test clock cannot be read');
    }
  }

  private drive(): Promise<void> {
    this.driving ??= this.pass().finally(() => {
      this.driving = null;
    });
    return this.driving;
  }

  private async pass(): Promise<void> {
    let mine = false;
    while (!this.stopping && (await this.holdLease(mine))) {
      mine = true;
      const row = await this.follow();
      if (row.offset_ms >= row.target_offset_ms) break;
      await this.step(await this.jobs.nextDueAt(this.clock.now()), row.target_offset_ms);
      await this.jobs.runUntilIdle(this.jobs.clockDriven());
    }
    if (mine) await this.db.query('UPDATE sandbox_clock SET runner_lease_until = NULL');
  }

  // In offsets, since real time goes on between two readings of it and a target reckoned in instants is never quite reached.
  private async step(due: Date | null, targetOffset: number): Promise<void> {
    const offset = due ? Math.min(due.getTime() - this.clock.real().getTime(), targetOffset) : targetOffset;
    await this.db.query('UPDATE sandbox_clock SET offset_ms = greatest(offset_ms, $1::bigint)', [offset]);
    await this.follow();
  }

  private async holdLease(mine: boolean): Promise<boolean> {
    const rows: unknown[] = await this.db.query(
      `WITH held AS (
         UPDATE sandbox_clock SET runner_lease_until = $1::timestamptz + make_interval(secs => $2)
         WHERE $3 OR runner_lease_until IS NULL OR runner_lease_until < $1 RETURNING 1)
       SELECT 1 FROM held`,
      [this.clock.real(), LEASE_SECONDS, mine],
    );
    return rows.length > 0;
  }

  private async follow(): Promise<ClockRow> {
    const known = this.clock.offset;
    const row = await this.read();
    // Whoever has moved it since the row was asked for knows better.
    if (this.clock.offset === known) this.clock.follow(row.offset_ms);
    return row;
  }

  private async read(): Promise<ClockRow> {
    const rows: ClockRow[] = await this.db.query(READ);
    return rows[0] ?? START;
  }
}

function goalOf(row: ClockRow): number {
  return Math.max(row.offset_ms, row.target_offset_ms);
}
