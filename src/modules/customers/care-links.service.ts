import { Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { Sql, type Statement } from '../../common/database/sql.js';
import type { Locale } from '../../common/i18n/locale.js';
import { SignedTokens } from '../../common/security/signed-tokens.js';
import { verdictOf, type LinkFacts, type LinkVerdict } from './care-link-rule.js';

/** What a link lets its holder do, and for whom. */
export interface CareLinkGrant {
  readonly ok: true;
  /** Names the link in sessions and logs; not a secret. */
  readonly id: string;
  readonly customerId: string;
  readonly purpose: LinkFacts['purpose'];
  /** The card that the link is about. */
  readonly paymentMethodId: string | null;
  readonly locale: Locale;
}

/** Why a link opens nothing; whose it was comes along when its signature was good, so that a new one can be offered. */
export interface CareLinkRefusal {
  readonly ok: false;
  readonly why: Exclude<LinkVerdict, 'open'> | 'invalid';
  readonly customerId?: string;
  readonly purpose?: LinkFacts['purpose'];
  readonly locale?: Locale;
}

interface LinkRow extends LinkFacts {
  readonly locale: Locale;
}

const LINK: Statement = {
  name: 'care-link',
  text: `SELECT l.customer_id AS "customerId", l.purpose, l.payment_method_id AS "paymentMethodId", l.expires_at AS "expiresAt",
      l.revoked_at IS NOT NULL OR c.erased_at IS NOT NULL AS revoked, c.locale
    FROM access_links l JOIN customers c ON c.id = l.customer_id WHERE l.id = $1`,
};

// A reminder's link bears the id of its card: it needs no row of its own, and goes with the card from the list of cards.
const REMINDER: Statement = {
  name: 'care-link-of-reminder',
  text: `SELECT c.id AS "customerId", 'add_payment_method' AS purpose, r.subject_id AS "paymentMethodId", NULL AS "expiresAt",
      c.locale, NOT EXISTS (
        SELECT FROM card_listings k WHERE k.payment_method_id = r.subject_id AND k.service_type = '') AS revoked
    FROM messages r JOIN customers c ON c.id = r.customer_id
    WHERE r.subject_id = $1 AND r.category = 'reminder' LIMIT 1`,
};

const LATELY_MS = 10 * 60_000;

const ISSUED_LATELY: Statement = {
  name: 'care-link-issued-lately',
  text: 'SELECT 1 FROM access_links WHERE customer_id = $1 AND created_at > $2 LIMIT 1',
};

/** Reads the links of mails: their `id` names a row, or the card of a reminder. Opening one changes nothing. */
@Injectable()
export class CareLinks {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly sql: Sql,
    private readonly clock: Clock,
  ) {}

  /** What this token opens, or why nothing. */
  async resolve(token: string): Promise<CareLinkGrant | CareLinkRefusal> {
    const now = this.clock.now();
    const { ok: inTime, claims } = this.tokens.verify('care_link', token, now);
    const id = claims?.['id'];
    if (!claims || id === undefined) return { ok: false, why: 'invalid' };
    const link = await this.find(id);
    if (!link) return { ok: false, why: 'invalid' };
    return this.judged(id, link, inTime);
  }

  /** What the link of this id opens now, for a session that it began. */
  async grantOf(id: string): Promise<CareLinkGrant | CareLinkRefusal> {
    const link = await this.find(id);
    return link ? this.judged(id, link, true) : { ok: false, why: 'invalid' };
  }

  /** Whether this customer was given a link in the last ten minutes. */
  async issuedLately(customerId: string): Promise<boolean> {
    const since = new Date(this.clock.now().getTime() - LATELY_MS);
    const rows = await this.sql.rows(ISSUED_LATELY, [customerId, since]);
    return rows.length > 0;
  }

  private judged(id: string, link: LinkRow, inTime: boolean): CareLinkGrant | CareLinkRefusal {
    const { customerId, purpose, paymentMethodId, locale } = link;
    const verdict = verdictOf(link, { inTime, now: this.clock.now() });
    if (verdict !== 'open') return { ok: false, why: verdict, customerId, purpose, locale };
    return { ok: true, id, customerId, purpose, paymentMethodId, locale };
  }

  private async find(id: string): Promise<LinkRow | undefined> {
    const [link] = await this.sql.rows<LinkRow & Record<string, unknown>>(LINK, [id]);
    if (link) return link;
    const [reminder] = await this.sql.rows<LinkRow & Record<string, unknown>>(REMINDER, [id]);
    return reminder;
  }
}
