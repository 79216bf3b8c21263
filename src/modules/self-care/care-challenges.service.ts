import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { SignedTokens } from '../../common/security/signed-tokens.js';
import type { Customer } from '../customers/index.js';
import { NotificationsService } from '../notifications/index.js';
import { ownPath } from './own-path.js';
import { CodeExpired, CodeWrong, LinkRefused } from './self-care.errors.js';

const MINUTES = 15;
const MOST_TRIES = 5;

/** A code that somebody types, and where it has to have been asked for. */
export interface TypedCode {
  readonly challengeId: string;
  readonly code: string;
  /** The session that asked to be checked; null for a sign-in. */
  readonly sessionHash: Buffer | null;
}

/** What a mail's link and code are for. */
export interface ChallengeWish {
  /** The session that asks to be checked; null for a sign-in. */
  readonly sessionHash: Buffer | null;
  /** The page that the link leads to; null for the first one. */
  readonly to: string | null;
}

/** Mails with a link and a code: each works once, for 15 minutes of business time; a code can be tried five times. */
@Injectable()
export class CareChallenges {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly tokens: SignedTokens,
    private readonly notifications: NotificationsService,
  ) {}

  /** Writes one down, with its mail; without a customer there is nobody to mail and nothing that ever opens it. */
  async begin(
    id: string,
    customer: Pick<Customer, 'id' | 'name' | 'email' | 'locale'> | null,
    { sessionHash, to }: ChallengeWish,
  ): Promise<void> {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + MINUTES * 60_000);
    await this.db.transaction(async (tx) => {
      await tx.query(
        `INSERT INTO care_sign_ins (id, kind, customer_id, session_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, sessionHash === null ? 'sign_in' : 'check', customer?.id ?? null, sessionHash, now, expiresAt],
      );
      if (customer)
        await this.mail(tx, customer, {
          sign_in: id,
          expires_at: expiresAt.toISOString(),
          ...(to === null ? {} : { to }),
        });
    });
  }

  private async mail(
    tx: EntityManager,
    customer: Pick<Customer, 'id' | 'name' | 'email' | 'locale'>,
    link: { readonly sign_in: string; readonly expires_at: string; readonly to?: string },
  ): Promise<void> {
    await this.notifications.enqueue(tx, {
      type: 'sign_in_link',
      customer,
      dedupeKey: `sign_in:${link.sign_in}`,
      variables: {
        customer_name: customer.name,
        minutes: MINUTES,
        code: null,
        link,
      },
    });
  }

  /** Uses the link of a mail up, and says whose it was; throws why it opens nothing. */
  async useLink(tx: EntityManager, token: string): Promise<string> {
    const now = this.clock.now();
    const verified = this.tokens.verify('sign_in', token, now);
    const id = verified.claims?.['id'];
    if (id === undefined) throw new LinkRefused('invalid');
    const customerId = verified.ok ? await this.use(tx, id, now) : null;
    if (customerId !== null) return customerId;
    const rows: { is_used: boolean }[] = await tx.query(
      'SELECT used_at IS NOT NULL AS is_used FROM care_sign_ins WHERE id = $1',
      [id],
    );
    throw new LinkRefused(rows[0]?.is_used ? 'used' : 'expired', this.pageOf(token));
  }

  /** The page that a link of ours leads to, also one that is over; the signature is ours, and the page is looked at again all the same. */
  pageOf(token: string): string | null {
    return ownPath(this.tokens.verify('sign_in', token, this.clock.now()).claims?.['to']);
  }

  /** Takes a code, counting the try before it looks; throws 422 for a wrong one and 404 for one that is over. */
  async checkCode({ challengeId, code, sessionHash }: TypedCode): Promise<void> {
    const [rows]: [{ customer_id: string | null; tries: number }[], number] = await this.db.query(
      `UPDATE care_sign_ins SET tries = tries + 1
       WHERE id = $1 AND kind = $2 AND session_hash IS NOT DISTINCT FROM $3 AND used_at IS NULL AND expires_at > $4 AND tries < $5
       RETURNING customer_id, tries`,
      [challengeId, sessionHash === null ? 'sign_in' : 'check', sessionHash, this.clock.now(), MOST_TRIES],
    );
    const [row] = rows;
    if (!row) throw new CodeExpired();
    const isRight = isOneOf(code, this.tokens.codes('sign_in', challengeId));
    if (!isRight || row.customer_id === null) throw new CodeWrong(MOST_TRIES - row.tries);
  }

  /** Uses up a challenge whose code was right, and says whose it was; of two at once the second finds it used. */
  async useCode(tx: EntityManager, challengeId: string): Promise<string> {
    const customerId = await this.use(tx, challengeId, this.clock.now());
    if (customerId === null) throw new CodeExpired();
    return customerId;
  }

  private async use(tx: EntityManager, id: string, now: Date): Promise<string | null> {
    const [rows]: [{ customer_id: string }[], number] = await tx.query(
      `UPDATE care_sign_ins SET used_at = $2
       WHERE id = $1 AND kind <> 'host' AND used_at IS NULL AND expires_at > $2
         AND EXISTS (SELECT FROM customers c WHERE c.id = customer_id AND c.erased_at IS NULL)
       RETURNING customer_id`,
      [id, now],
    );
    return rows[0]?.customer_id ?? null;
  }
}

function isOneOf(code: string, right: readonly string[]): boolean {
  const given = Buffer.from(code);
  // Every one is looked at, so that nobody learns from the time which came close.
  return right
    .map((one) => Buffer.from(one))
    .map((one) => one.length === given.length && timingSafeEqual(one, given))
    .includes(true);
}
