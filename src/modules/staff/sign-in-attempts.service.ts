import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { networkOf } from '../../common/http/network-of.js';
import { ALLOWED_FAILURES, countAttempt, LOCK_MINUTES, takeBack, type Attempts } from './lock-out.js';

const MINUTE_MS = 60_000;

/** Who tries to sign in, and from where. */
export interface SignInOrigin {
  readonly email: string;
  readonly ip: string | undefined;
}

interface Subject {
  readonly key: string;
  readonly allowed: number;
}

/** Failed sign-ins by e-mail and by the address's network, in the database, so that instances count together; e-mails are kept as hashes. */
@Injectable()
export class SignInAttempts {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Counts an attempt as failed; answers seconds to wait when it may not go on, else null. */
  async begin(origin: SignInOrigin): Promise<number | null> {
    for (const subject of subjectsOf(origin)) {
      const lockedUntil = await this.db.transaction((tx) => this.count(tx, subject));
      if (lockedUntil) return Math.ceil((lockedUntil.getTime() - this.clock.real().getTime()) / 1_000);
    }
    return null;
  }

  private async count(tx: EntityManager, { key, allowed }: Subject): Promise<Date | null> {
    const now = this.clock.real();
    await tx.query(
      'INSERT INTO sign_in_attempts (subject, failures, window_started_at) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING',
      [key, now],
    );
    const before = await lockRow(tx, key);
    const verdict = countAttempt(
      before ?? { failures: 0, windowStartedAt: now, lockedUntil: null },
      now,
      allowed,
    );
    if (!verdict.allowed) return verdict.lockedUntil;
    await keep(tx, key, verdict.attempts);
    return null;
  }

  /** Takes the attempt back that turned out well, and forgives the e-mail what went before. */
  async succeeded(origin: SignInOrigin): Promise<void> {
    await this.forgive(origin.email);
    for (const { key } of subjectsOf(origin))
      await this.db.transaction(async (tx) => {
        const before = await lockRow(tx, key);
        if (before) await keep(tx, key, takeBack(before));
      });
  }

  /** Forgets the failures of an e-mail, for a new password. */
  async forgive(email: string): Promise<void> {
    await this.db.query('DELETE FROM sign_in_attempts WHERE subject = $1', [emailKey(email)]);
  }

  /** Deletes what no longer counts; says how much that was. */
  async forgetOld(): Promise<number> {
    const before = new Date(this.clock.real().getTime() - 2 * LOCK_MINUTES * MINUTE_MS);
    const gone: unknown[] = await this.db.query(
      `WITH gone AS (DELETE FROM sign_in_attempts WHERE window_started_at < $1 AND coalesce(locked_until, $1) <= $1 RETURNING 1)
       SELECT 1 FROM gone`,
      [before],
    );
    return gone.length;
  }
}

function subjectsOf({ email, ip }: SignInOrigin): Subject[] {
  return [
    { key: emailKey(email), allowed: ALLOWED_FAILURES.email },
    ...(ip === undefined ? [] : [{ key: `ip:${networkOf(ip)}`, allowed: ALLOWED_FAILURES.address }]),
  ];
}

function emailKey(email: string): string {
  return `email:${createHash('sha256').update(email).digest('base64url')}`;
}

async function lockRow(tx: EntityManager, key: string): Promise<Attempts | null> {
  const rows: Attempts[] = await tx.query(
    `SELECT failures, window_started_at AS "windowStartedAt", locked_until AS "lockedUntil"
     FROM sign_in_attempts WHERE subject = $1 FOR UPDATE`,
    [key],
  );
  return rows[0] ?? null;
}

async function keep(tx: EntityManager, key: string, attempts: Attempts): Promise<void> {
  await tx.query(
    'UPDATE sign_in_attempts SET failures = $2, window_started_at = $3, locked_until = $4 WHERE subject = $1',
    [key, attempts.failures, attempts.windowStartedAt, attempts.lockedUntil],
  );
}
