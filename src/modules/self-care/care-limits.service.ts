import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { networkOf } from '../../common/http/network-of.js';
import { AskedTooOften } from './self-care.errors.js';

const MINUTE_MS = 60_000;

/** What is limited: how often in how many minutes. */
const LIMITS = {
  /** Mails to one address that somebody asks for. */
  mail_address: { most: 5, minutes: 15 },
  mail_address_day: { most: 20, minutes: 24 * 60 },
  mail_ip: { most: 20, minutes: 15 },
  /** Codes and tokens that are tried from one address of the network. */
  try_ip: { most: 60, minutes: 15 },
  /** Sessions that links of one customer begin, and mails with a new link for an expired one: both leave rows behind. */
  open_customer: { most: 60, minutes: 60 },
  renew_customer: { most: 20, minutes: 24 * 60 },
  /** Charges and new methods that one customer asks for, so that nobody tries stolen cards here. */
  pay_customer: { most: 20, minutes: 60 },
  setup_customer: { most: 30, minutes: 60 },
} as const;

export type CareLimit = keyof typeof LIMITS;

/** How often something may be asked for, counted in the database, so that instances count together; by hashes, on real time. */
@Injectable()
export class CareLimits {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Counts one more; throws 429 when that is too many. */
  async count(limit: CareLimit, subject: string): Promise<void> {
    const seconds = await this.waitOf(limit, subject);
    if (seconds > 0) throw new AskedTooOften(seconds);
  }

  /** Counts one more, and says how many seconds to wait: none while it is not too many. */
  async waitOf(limit: CareLimit, subject: string): Promise<number> {
    const { most, minutes } = LIMITS[limit];
    const now = this.clock.real();
    const rows: { count: number; window_ends_at: Date }[] = await this.db.query(
      `INSERT INTO care_limits AS held (subject, count, window_ends_at) VALUES ($1, 1, $3)
       ON CONFLICT (subject) DO UPDATE SET
         count = CASE WHEN held.window_ends_at <= $2 THEN 1 ELSE least(held.count + 1, 1000000) END,
         window_ends_at = CASE WHEN held.window_ends_at <= $2 THEN excluded.window_ends_at ELSE held.window_ends_at END
       RETURNING count, window_ends_at`,
      [keyOf(limit, subject), now, new Date(now.getTime() + minutes * MINUTE_MS)],
    );
    const [row] = rows;
    if (!row || row.count <= most) return 0;
    return Math.max(1, Math.ceil((row.window_ends_at.getTime() - now.getTime()) / 1_000));
  }

  /** The same for whoever asks from this address of the network. */
  countFrom(limit: CareLimit, ip: string): Promise<void> {
    return this.count(limit, networkOf(ip));
  }
}

function keyOf(limit: CareLimit, subject: string): Buffer {
  return createHash('sha256').update(`${limit}:${subject}`).digest();
}
