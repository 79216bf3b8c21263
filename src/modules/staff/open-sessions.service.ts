import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { Sql, type Statement } from '../../common/database/sql.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail } from '../audit/index.js';
import { IDLE_MS } from './staff-sessions.service.js';

/** A session of somebody who is signed in to the panel. */
export interface OpenSession {
  /** The beginning of its token's hash: enough to name it by, and of no use to sign in with. */
  readonly id: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

const LIST: Statement = {
  name: 'open-staff-sessions',
  text: `SELECT encode(substring(token_hash for 12), 'hex') AS id, created_at AS "createdAt", last_seen_at AS "lastSeenAt",
      ip, user_agent AS "userAgent"
    FROM staff_sessions WHERE staff_id = $1 AND expires_at > $2 AND last_seen_at > $3 ORDER BY last_seen_at DESC`,
};

const COUNT: Statement = {
  name: 'open-staff-sessions-count',
  text: `SELECT staff_id AS id, count(*)::int AS open FROM staff_sessions
    WHERE expires_at > $1 AND last_seen_at > $2 AND ($3::uuid IS NULL OR staff_id = $3) GROUP BY staff_id`,
};

/** Who is signed in to the panel where, for those who manage staff. */
@Injectable()
export class OpenSessions {
  constructor(
    private readonly db: DataSource,
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
  ) {}

  /** Of one person, the one used last first. */
  listOf(staffId: string): Promise<readonly OpenSession[]> {
    return this.sql.rows<OpenSession & Record<string, unknown>>(LIST, [staffId, ...this.limits()]);
  }

  /** How many each person has, or one of them. */
  async counts(staffId: string | null = null): Promise<ReadonlyMap<string, number>> {
    const rows = await this.sql.rows<{ id: string; open: number }>(COUNT, [...this.limits(), staffId]);
    return new Map(rows.map(({ id, open }) => [id, open]));
  }

  /** Ends one session of somebody, or, without `sessionId`, all but the one that asks; says how many of them were open. */
  async end(staffId: string, sessionId: string | null, actor: Actor): Promise<number> {
    return this.db.transaction(async (tx) => {
      const known: unknown[] = await tx.query('SELECT 1 FROM staff WHERE id = $1', [staffId]);
      if (known.length === 0) throw new NotFound('member of staff');
      const gone: { open: boolean }[] = await tx.query(
        `WITH gone AS (DELETE FROM staff_sessions WHERE staff_id = $1
           AND ($2::text IS NULL OR substring(token_hash for 12) = decode($2::text, 'hex'))
           AND ($3::text IS NULL OR substring(token_hash for 12) <> decode($3::text, 'hex'))
           RETURNING expires_at > $4 AND last_seen_at > $5 AS open)
         SELECT open FROM gone`,
        [staffId, sessionId, sessionId === null ? (actor.sessionId ?? null) : null, ...this.limits()],
      );
      // What was over, or idle for too long, goes untold: nobody was signed in there.
      const ended = gone.filter(({ open }) => open).length;
      if (ended > 0)
        await this.audit.record(tx, {
          actor,
          action: 'staff.sessions_ended',
          entityType: 'staff',
          entityId: staffId,
          details: { sessions: ended },
        });
      return ended;
    });
  }

  private limits(): [Date, Date] {
    const now = this.clock.real();
    return [now, new Date(now.getTime() - IDLE_MS)];
  }
}
