import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { Sql, type Statement } from '../../common/database/sql.js';
import {
  actorOf,
  ROLE_SCOPES,
  systemActor,
  type Actor,
  type Principal,
  type Role,
} from '../../common/http/principal.js';
import type { Locale } from '../../common/i18n/locale.js';
import { hashSecret, newSecret } from '../../common/security/secrets.js';
import { AuditTrail, type AuditActionName } from '../audit/index.js';
import { Passwords } from './passwords.service.js';
import { SignInAttempts } from './sign-in-attempts.service.js';
import { isEmail, normalEmail } from './staff-email.js';
import { StaffMember } from './staff-member.entity.js';
import { SignInLocked, SignInRefused } from './staff.errors.js';

const HOUR_MS = 3_600_000;

/** A session that was not used for so long is over. */
export const IDLE_MS = 12 * HOUR_MS;

const LONGEST_MS = 7 * 24 * HOUR_MS;
const SEEN_EVERY_MS = 60_000;

export interface SignInWish {
  readonly email: string;
  readonly password: string;
  readonly ip?: string;
  readonly userAgent?: string;
}

/** Somebody signed in; the token goes into a cookie and is kept here as its hash. */
export interface SignedIn {
  readonly token: string;
  readonly session: StaffSession;
}

/** Who a session belongs to, as they are now. */
export interface StaffSession {
  /** The beginning of its token's hash: enough to name it by, and of no use to sign in with. */
  readonly id: string;
  readonly principal: Extract<Principal, { kind: 'staff' }>;
  readonly email: string;
  readonly locale: Locale;
  /** Nothing else is within reach before they have chosen a password of their own. */
  readonly passwordChangeRequired: boolean;
  readonly expiresAt: Date;
}

interface SessionRow extends Record<string, unknown> {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly locale: Locale;
  readonly password_change_required: boolean;
  readonly expires_at: Date;
  readonly last_seen_at: Date;
}

const FIND: Statement = {
  name: 'staff-session',
  text: `SELECT m.id, m.name, m.email, m.role, m.locale, m.password_change_required, s.expires_at, s.last_seen_at
    FROM staff_sessions s JOIN staff m ON m.id = s.staff_id
    WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND m.disabled_at IS NULL`,
};

/** Signing in to the panel, with sessions on the server: idle for 12 hours at most, 7 days in all, on real time. */
@Injectable()
export class StaffSessions {
  constructor(
    private readonly db: DataSource,
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly attempts: SignInAttempts,
    private readonly passwords: Passwords,
    private readonly audit: AuditTrail,
  ) {}

  /** Throws 401 without saying what was wrong, and 429 while the e-mail or the address is locked; unknown e-mails take as long. */
  async signIn(wish: SignInWish): Promise<SignedIn> {
    const origin = { email: normalEmail(wish.email), ip: wish.ip };
    const wait = await this.attempts.begin(origin);
    if (wait !== null) throw new SignInLocked(wait);
    const member = isEmail(origin.email) ? await this.findWithPassword(origin.email) : null;
    const matches = await this.passwords.verify(wish.password, member?.passwordHash ?? null);
    const opened = member && matches && !member.disabledAt ? await this.open(member, wish) : null;
    if (!member || !opened) {
      await this.note('staff.sign_in_failed', member, { ...systemActor('sign-in'), ...from(wish) });
      throw new SignInRefused();
    }
    await this.attempts.succeeded(origin);
    await this.note('staff.signed_in', member, actorOf(opened.session.principal, from(wish)));
    return opened;
  }

  private findWithPassword(email: string): Promise<StaffMember | null> {
    return this.db.manager
      .createQueryBuilder(StaffMember, 'member')
      .addSelect('member.passwordHash')
      .where({ email })
      .getOne();
  }

  private async open(member: StaffMember, { ip, userAgent }: SignInWish): Promise<SignedIn | null> {
    const token = newSecret('staff');
    const now = this.clock.real();
    const expiresAt = new Date(now.getTime() + LONGEST_MS);
    const isOpen = await this.db.transaction(async (tx) => {
      // Who was disabled, or given another password, while this one was being checked is not let in by it.
      const standing: unknown[] = await tx.query(
        'SELECT 1 FROM staff WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL FOR UPDATE',
        [member.id, member.passwordHash],
      );
      if (standing.length === 0) return false;
      await tx.query(
        `INSERT INTO staff_sessions (token_hash, staff_id, created_at, last_seen_at, expires_at, ip, user_agent)
         VALUES ($1, $2, $3, $3, $4, $5, $6)`,
        [hashSecret(token), member.id, now, expiresAt, ip ?? null, userAgent?.slice(0, 300) ?? null],
      );
      await tx.update(StaffMember, { id: member.id }, { lastSignInAt: this.clock.now() });
      return true;
    });
    if (!isOpen) return null;
    return { token, session: { ...describe(member), id: nameOf(hashSecret(token)), expiresAt } };
  }

  /** Who holds this token; null when it is unknown, over, idle for too long, or its holder was disabled. */
  async find(token: string): Promise<StaffSession | null> {
    const now = this.clock.real();
    const idleSince = new Date(now.getTime() - IDLE_MS);
    const hash = hashSecret(token);
    const [row] = await this.sql.rows<SessionRow>(FIND, [hash, now, idleSince]);
    if (!row) return null;
    if (now.getTime() - row.last_seen_at.getTime() >= SEEN_EVERY_MS)
      await this.db.query('UPDATE staff_sessions SET last_seen_at = $2 WHERE token_hash = $1', [hash, now]);
    const passwordChangeRequired = row.password_change_required;
    const session = describe({ ...row, passwordChangeRequired });
    return { ...session, id: nameOf(hash), expiresAt: row.expires_at };
  }

  /** Ends one session; an unknown token is fine. */
  async signOut(token: string): Promise<void> {
    await this.db.query('DELETE FROM staff_sessions WHERE token_hash = $1', [hashSecret(token)]);
  }

  /** Deletes sessions that are over, or idle for too long; says how many. */
  async forgetOld(): Promise<number> {
    const now = this.clock.real();
    const gone: unknown[] = await this.db.query(
      `WITH gone AS (DELETE FROM staff_sessions WHERE expires_at <= $1 OR last_seen_at <= $2 RETURNING 1)
       SELECT 1 FROM gone`,
      [now, new Date(now.getTime() - IDLE_MS)],
    );
    return gone.length;
  }

  private note(action: AuditActionName, member: StaffMember | null, actor: Actor): Promise<void> {
    const entityId = member?.id ?? 'unknown';
    return this.audit.record(this.db.manager, { actor, action, entityType: 'staff', entityId });
  }
}

function nameOf(hash: Buffer): string {
  return hash.subarray(0, 12).toString('hex');
}

function from({ ip }: { readonly ip?: string | undefined }): { ip?: string } {
  return ip === undefined ? {} : { ip };
}

function describe(
  member: Pick<StaffMember, 'id' | 'name' | 'email' | 'role' | 'locale' | 'passwordChangeRequired'>,
): Omit<StaffSession, 'id' | 'expiresAt'> {
  const { id, name, email, role, locale, passwordChangeRequired } = member;
  const scopes = new Set(ROLE_SCOPES[role]);
  return { principal: { kind: 'staff', id, name, role, scopes }, email, locale, passwordChangeRequired };
}
