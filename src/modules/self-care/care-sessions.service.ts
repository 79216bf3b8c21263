import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { Sql, type Statement } from '../../common/database/sql.js';
import { hashSecret, newSecret } from '../../common/security/secrets.js';
import { CareLinks, type CareLinkGrant } from '../customers/index.js';
import { sessionCookie } from './care-cookie.js';
import { FRESH_MS, IDLE_MS, LONGEST_MS, type CareSession, type SessionKind } from './care-session.js';
import { SessionOver } from './self-care.errors.js';

const SEEN_EVERY_MS = 60_000;
const REPLACED_MS = 10_000;

/** A session with the header that hands it to the browser; null where the browser has it already. */
export interface OpenedSession {
  readonly session: CareSession;
  readonly cookie: string | null;
}

interface SessionRow extends Record<string, unknown> {
  readonly customer_id: string;
  readonly kind: SessionKind;
  readonly purpose: string | null;
  readonly link_id: string | null;
  readonly about_method_id: string | null;
  readonly fresh_at: Date | null;
  readonly last_seen_at: Date;
}

const FIND: Statement = {
  name: 'care-session',
  text: `SELECT s.customer_id, s.kind, s.purpose, s.link_id, s.about_method_id, s.fresh_at, s.last_seen_at
    FROM care_sessions s JOIN customers c ON c.id = s.customer_id
    WHERE s.token_hash = $1 AND s.expires_at > $2 AND s.last_seen_at > $3 AND c.erased_at IS NULL`,
};

/** Customers' sessions as rows, on real time: over when idle for an hour, after a day, with the link behind them, and with their customer. */
@Injectable()
export class CareSessions {
  constructor(
    private readonly db: DataSource,
    private readonly sql: Sql,
    private readonly links: CareLinks,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Begins a session limited to what a link is for. */
  begin(tx: EntityManager, grant: CareLinkGrant): Promise<OpenedSession> {
    return this.insert(tx, {
      customerId: grant.customerId,
      kind: 'link',
      purpose: grant.purpose,
      linkId: grant.id,
      aboutMethodId: grant.paymentMethodId,
      freshAt: null,
    });
  }

  /** Begins a session of a customer who has just proved who he is. */
  signIn(tx: EntityManager, customerId: string): Promise<OpenedSession> {
    return this.insert(tx, {
      customerId,
      kind: 'full',
      purpose: null,
      linkId: null,
      aboutMethodId: null,
      freshAt: this.clock.real(),
    });
  }

  private async insert(
    tx: EntityManager,
    row: {
      customerId: string;
      kind: SessionKind;
      purpose: string | null;
      linkId: string | null;
      aboutMethodId: string | null;
      freshAt: Date | null;
    },
  ): Promise<OpenedSession> {
    const token = newSecret('care');
    const tokenHash = hashSecret(token);
    const now = this.clock.real();
    const { customerId, kind, purpose, linkId, aboutMethodId, freshAt } = row;
    await tx.query(
      `INSERT INTO care_sessions (token_hash, customer_id, kind, purpose, link_id, about_method_id, fresh_at, created_at, last_seen_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8, $9)`,
      [
        tokenHash,
        customerId,
        kind,
        purpose,
        linkId,
        aboutMethodId,
        freshAt,
        now,
        new Date(now.getTime() + LONGEST_MS),
      ],
    );
    const session = { tokenHash, customerId, kind, purpose, aboutMethodId, isFresh: freshAt !== null };
    return { session, cookie: this.cookie(token) };
  }

  /** Whose session it is; null for one that is unknown or over. A poll does not keep it alive. */
  async find(token: string, { isPoll = false } = {}): Promise<CareSession | null> {
    const now = this.clock.real();
    const tokenHash = hashSecret(token);
    const [row] = await this.sql.rows<SessionRow>(FIND, [tokenHash, now, new Date(now.getTime() - IDLE_MS)]);
    if (!row || !(await this.hangsOnLink(row))) return null;
    if (!isPoll && now.getTime() - row.last_seen_at.getTime() >= SEEN_EVERY_MS)
      await this.db.query('UPDATE care_sessions SET last_seen_at = $2 WHERE token_hash = $1', [
        tokenHash,
        now,
      ]);
    return {
      tokenHash,
      customerId: row.customer_id,
      kind: row.kind,
      purpose: row.purpose,
      aboutMethodId: row.about_method_id,
      isFresh: row.fresh_at !== null && now.getTime() - row.fresh_at.getTime() < FRESH_MS,
    };
  }

  private async hangsOnLink({ link_id: linkId }: SessionRow): Promise<boolean> {
    return linkId === null || (await this.links.grantOf(linkId)).ok;
  }

  /**
   * Gives a customer who has just proved who he is a session that hangs on no link, under another cookie, so that whoever knew the old one may
   * no more than before. That one ends when what its page has asked for is answered; one that has ended meanwhile throws.
   */
  async freshen(tx: EntityManager, { tokenHash, ...session }: CareSession): Promise<OpenedSession> {
    const now = this.clock.real();
    const [ending]: [unknown[], number] = await tx.query(
      'UPDATE care_sessions SET expires_at = least(expires_at, $2) WHERE token_hash = $1 RETURNING 1',
      [tokenHash, new Date(now.getTime() + REPLACED_MS)],
    );
    if (ending.length === 0) throw new SessionOver();
    const { customerId, purpose, aboutMethodId } = session;
    return this.insert(tx, { customerId, kind: 'full', purpose, linkId: null, aboutMethodId, freshAt: now });
  }

  /** Lets a customer who has signed in follow a mail's link without giving up what he may do. */
  async goTo(tx: EntityManager, session: CareSession, grant: CareLinkGrant): Promise<OpenedSession> {
    const about = { purpose: grant.purpose, aboutMethodId: grant.paymentMethodId };
    await tx.query('UPDATE care_sessions SET purpose = $2, about_method_id = $3 WHERE token_hash = $1', [
      session.tokenHash,
      about.purpose,
      about.aboutMethodId,
    ]);
    return { session: { ...session, ...about }, cookie: null };
  }

  /** Ends one session; an unknown one is fine. */
  async end(tx: EntityManager, token: string): Promise<void> {
    await tx.query('DELETE FROM care_sessions WHERE token_hash = $1', [hashSecret(token)]);
  }

  /** Ends every session of a customer, and takes back what could still begin one by mail. */
  async endAll(tx: EntityManager, customerId: string): Promise<void> {
    // This waits for whoever is signing in just now, whose session is then among those that end; sign-ins are locked first everywhere.
    await tx.query('UPDATE care_sign_ins SET used_at = $2 WHERE customer_id = $1 AND used_at IS NULL', [
      customerId,
      this.clock.now(),
    ]);
    await tx.query('DELETE FROM care_sessions WHERE customer_id = $1', [customerId]);
  }

  /** The header that takes the cookie away. */
  noCookie(): string {
    return this.cookie('');
  }

  private cookie(token: string): string {
    const isSecure = this.config.http.publicUrl.startsWith('https://');
    return sessionCookie(token, { maxAgeMs: LONGEST_MS, isSecure });
  }
}
