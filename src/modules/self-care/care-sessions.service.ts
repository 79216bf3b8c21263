import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import type { Actor } from '../../common/http/principal.js';
import { SignedTokens } from '../../common/security/signed-tokens.js';
import { CareLinks, type CareLinkGrant } from '../customers/index.js';
import { LinkRefused, SessionOver } from './self-care.errors.js';

const SESSION_MS = 60 * 60_000;
const COOKIE = 'omnicrm_care';

/** A customer on the page behind a mail's link, limited to what the link is for. */
export interface CareSession {
  readonly grant: CareLinkGrant;
  readonly actor: Actor;
}

/** Sessions that a link starts: signed, an hour long, and over as soon as the link is taken back. */
@Injectable()
export class CareSessions {
  constructor(
    private readonly links: CareLinks,
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Opens a link; throws why it opens nothing. */
  async open(
    token: string,
    facts: { ip: string; requestId: string },
  ): Promise<{ session: CareSession; cookie: string }> {
    const grant = await this.links.resolve(token);
    if (!grant.ok) throw new LinkRefused(grant.why);
    const expiresAt = new Date(this.clock.real().getTime() + SESSION_MS);
    return {
      session: sessionOf(grant, facts),
      cookie: this.cookie(this.tokens.sign('session', { link: grant.id }, expiresAt)),
    };
  }

  /** The session in a cookie header; the link behind it is read again, so that one taken back ends it. */
  async find(cookies: string | undefined, facts: { ip: string; requestId: string }): Promise<CareSession> {
    const value = valueOf(cookies);
    const verified = value === null ? null : this.tokens.verify('session', value, this.clock.real());
    const link = verified?.ok ? verified.claims['link'] : undefined;
    const grant = link === undefined ? null : await this.links.grantOf(link);
    if (!grant?.ok) throw new SessionOver();
    return sessionOf(grant, facts);
  }

  private cookie(value: string): string {
    const secure = this.config.http.publicUrl.startsWith('https://') ? '; Secure' : '';
    return `${COOKIE}=${value}; Path=/care; HttpOnly; SameSite=Strict; Max-Age=${String(SESSION_MS / 1_000)}${secure}`;
  }
}

function valueOf(cookies: string | undefined): string | null {
  const pair = (cookies ?? '').split(';').find((part) => part.trim().startsWith(`${COOKIE}=`));
  return pair === undefined ? null : pair.trim().slice(COOKIE.length + 1);
}

function sessionOf(grant: CareLinkGrant, { ip, requestId }: { ip: string; requestId: string }): CareSession {
  return {
    grant,
    actor: {
      kind: 'customer',
      id: grant.customerId,
      name: 'customer, by a link',
      scopes: new Set(),
      ip,
      requestId,
    },
  };
}
