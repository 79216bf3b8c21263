import { Inject, Injectable } from '@nestjs/common';
import { addDays, dayBounds, localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { firstIdAt } from '../../common/database/ids.js';
import { Sql } from '../../common/database/sql.js';
import { daysToCount, outcomesOf, type CountedDay, type StateCounts } from './message-days.js';
import { MESSAGE_STATES, type MessageOutcome } from './message-vocabulary.js';

/** Days that are shown, and counted again and again. */
const SHOWN_DAYS = 30;

/** What became of the mails of one day of the business's calendar. */
export interface MessageDay {
  readonly day: string;
  readonly outcomes: Readonly<Record<MessageOutcome, number>>;
}

export interface MessageMonth {
  /** Oldest first, also those without mails. */
  readonly days: readonly MessageDay[];
  /** When anything was last counted; null before the first time. */
  readonly countedAt: Date | null;
}

// A mail's id tells when it was written, so a day is a range of the index by state; tests, which are few, have an index of their own.
const COUNT_DAY = {
  name: 'count_message_day',
  text: `
    SELECT given.state, counted.mails
    FROM unnest($1::text[]) AS given (state)
    CROSS JOIN LATERAL (
      SELECT (SELECT count(*) FROM messages m WHERE m.state = given.state AND m.id >= $2::uuid AND m.id < $3::uuid)::integer
        - (SELECT count(*) FROM messages m WHERE m.is_test AND m.state = given.state AND m.id >= $2::uuid AND m.id < $3::uuid)::integer AS mails
    ) counted
    WHERE counted.mails > 0`,
};

const READ_DAYS = {
  name: 'read_message_days',
  text: `SELECT to_char(day, 'YYYY-MM-DD') AS day, counts, counted_at AS "countedAt" FROM message_days WHERE day BETWEEN $1::date AND $2::date`,
};

const KEEP_DAY = {
  name: 'keep_message_day',
  text: `
    INSERT INTO message_days (day, counts, counted_at) VALUES ($1::date, $2::jsonb, $3)
    ON CONFLICT (day) DO UPDATE SET counts = excluded.counts, counted_at = excluded.counted_at
    WHERE message_days.counted_at <= excluded.counted_at`,
};

/** How many mails of a day stand where: counted by a job, and read without counting. */
@Injectable()
export class MessageDays {
  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** The thirty days that end today. */
  async month(): Promise<MessageMonth> {
    const { today, from } = this.window();
    const rows = await this.rows(from, today);
    const known = new Map(rows.map((row) => [row.day, row]));
    return {
      days: Array.from({ length: SHOWN_DAYS }, (_, index) => {
        const day = addDays(from, index);
        return { day, outcomes: outcomesOf(known.get(day)?.counts ?? {}) };
      }),
      countedAt: rows.reduce<Date | null>(
        (latest, { countedAt }) => (latest === null || countedAt > latest ? countedAt : latest),
        null,
      ),
    };
  }

  /** Counts today, days that were never counted, and a few of those counted longest ago; answers how many have changed. */
  async count(now: Date): Promise<number> {
    const { today, from } = this.window(now);
    const rows = await this.rows(from, today);
    const known = new Map(rows.map((row) => [row.day, row.counts]));
    let changed = 0;
    for (const day of daysToCount(from, today, rows)) {
      const counts = await this.countDay(day);
      await this.sql.rows(KEEP_DAY, [day, JSON.stringify(counts), now]);
      if (!isSame(counts, known.get(day) ?? {})) changed += 1;
    }
    return changed;
  }

  private async countDay(day: string): Promise<StateCounts> {
    const { from, to } = dayBounds(day, this.config.business.timeZone);
    const rows = await this.sql.rows<{ state: string; mails: number }>(COUNT_DAY, [
      MESSAGE_STATES,
      firstIdAt(from),
      firstIdAt(to),
    ]);
    return Object.fromEntries(rows.map(({ state, mails }) => [state, mails]));
  }

  private rows(from: string, to: string): Promise<(CountedDay & Record<string, unknown>)[]> {
    return this.sql.rows(READ_DAYS, [from, to]);
  }

  private window(now = this.clock.now()): { readonly from: string; readonly today: string } {
    const today = localDay(now, this.config.business.timeZone);
    return { today, from: addDays(today, 1 - SHOWN_DAYS) };
  }
}

function isSame(one: StateCounts, other: StateCounts): boolean {
  return MESSAGE_STATES.every((state) => (one[state] ?? 0) === (other[state] ?? 0));
}
