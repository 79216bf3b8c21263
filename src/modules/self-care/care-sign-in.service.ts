import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { uuidv7 } from '../../common/database/ids.js';
import type { Actor } from '../../common/http/principal.js';
import { CustomersService } from '../customers/index.js';
import { CareChallenges } from './care-challenges.service.js';
import { CareEntry, type Caller } from './care-entry.service.js';
import { CareLimits } from './care-limits.service.js';
import type { AskSignIn, TellCode } from './care.schemas.js';
import type { CareSession } from './care-session.js';
import type { OpenedSession } from './care-sessions.service.js';
import { maskedEmail } from './care-views.js';
import { readHostToken } from './host-token.js';
import { LinkRefused, NoEmail } from './self-care.errors.js';

/** Longer than it takes to find somebody and to write a mail, so that the time does not tell whether there is somebody. */
const ANSWER_AFTER_MS = 250;

/** A code that was sent, and where to. */
export interface SentCheck {
  readonly challenge_id: string;
  readonly email_masked: string | null;
}

/** Getting in without a mail's link: by an address, by the host CRM's word, and proving once more who one is. */
@Injectable()
export class CareSignIn {
  constructor(
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly challenges: CareChallenges,
    private readonly entry: CareEntry,
    private readonly limits: CareLimits,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Mails a link and a code to whoever has this address; the answer is the same for an address that nobody has. */
  async ask({ email, to }: AskSignIn, { ip }: Caller): Promise<{ challenge_id: string }> {
    await this.countMail(email, ip);
    const id = uuidv7();
    await Promise.all([this.mailTo(id, email, to), wait(ANSWER_AFTER_MS)]);
    return { challenge_id: id };
  }

  private async mailTo(id: string, email: string, to: string | null): Promise<void> {
    const customer = await this.customers.findByEmail(email);
    await this.challenges.begin(id, customer, { sessionHash: null, to });
  }

  /** The same to a session's own customer. */
  async askCheck(session: CareSession, { ip }: Caller): Promise<SentCheck> {
    const customer = await this.customers.get(session.customerId);
    if (customer.email === null) throw new NoEmail();
    // Counted apart from what anybody may ask for with the address, who could else keep its owner from proving who he is.
    await this.countMail(session.customerId, ip);
    const id = uuidv7();
    await this.challenges.begin(id, customer, { sessionHash: session.tokenHash, to: null });
    return { challenge_id: id, email_masked: maskedEmail(customer.email) };
  }

  private async countMail(to: string, ip: string): Promise<void> {
    await this.limits.countFrom('mail_ip', ip);
    await this.limits.count('mail_address', to.toLowerCase());
    await this.limits.count('mail_address_day', to.toLowerCase());
  }

  /** Opens the link of a mail, and says which page it leads to. */
  async byLink(token: string, caller: Caller): Promise<{ opened: OpenedSession; to: string | null }> {
    await this.limits.countFrom('try_ip', caller.ip);
    const opened = await this.entry.signIn(
      'sign_in_link',
      (tx) => this.challenges.useLink(tx, token),
      caller,
    );
    return { opened, to: this.challenges.pageOf(token) };
  }

  async byCode({ challenge_id: challengeId, code }: TellCode, caller: Caller): Promise<OpenedSession> {
    await this.limits.countFrom('try_ip', caller.ip);
    await this.challenges.checkCode({ challengeId, code, sessionHash: null });
    return this.entry.signIn('code', (tx) => this.challenges.useCode(tx, challengeId), caller);
  }

  async check(
    session: CareSession,
    { challenge_id: challengeId, code }: TellCode,
    actor: Actor,
  ): Promise<OpenedSession> {
    if (actor.ip !== undefined) await this.limits.countFrom('try_ip', actor.ip);
    await this.challenges.checkCode({ challengeId, code, sessionHash: session.tokenHash });
    return this.entry.freshen(session, (tx) => this.challenges.useCode(tx, challengeId), actor);
  }

  /** Believes a token that the host CRM signed, once. */
  async byHost(token: string, caller: Caller): Promise<OpenedSession> {
    await this.limits.countFrom('try_ip', caller.ip);
    const { hostTokenKey: key } = this.config.selfCare;
    const read = key === null ? null : readHostToken(token, key, this.clock.real());
    if (!read?.ok) throw new LinkRefused(read?.why ?? 'invalid');
    const customer = await this.customers.findByReference(read.subject);
    if (!customer) throw new LinkRefused('invalid');
    return this.entry.signIn('host', (tx) => this.useHostToken(tx, read, customer.id), caller);
  }

  private async useHostToken(
    tx: EntityManager,
    { id, expiresAt }: { readonly id: string; readonly expiresAt: Date },
    customerId: string,
  ): Promise<string> {
    const now = this.clock.real();
    const rows: unknown[] = await tx.query(
      `INSERT INTO care_sign_ins (id, kind, customer_id, host_token, created_at, expires_at, used_at)
       VALUES ($1, 'host', $2, $3, $4, $5, $4) ON CONFLICT (host_token) DO NOTHING RETURNING 1`,
      [uuidv7(), customerId, createHash('sha256').update(id).digest(), now, expiresAt],
    );
    if (rows.length === 0) throw new LinkRefused('used');
    return customerId;
  }
}
