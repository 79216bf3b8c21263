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

interface LinkRow extends LinkFacts, Record<string, unknown> {
  readonly locale: Locale;
}

// A reminder's link is its card, and goes with it from the list of cards; whose the card was, its reminders tell.
const FIND: Statement = {
  name: 'care-link',
  text: `SELECT l.customer_id AS "customerId", l.purpose, l.payment_method_id AS "paymentMethodId", l.expires_at AS "expiresAt",
      l.revoked_at IS NOT NULL OR c.erased_at IS NOT NULL AS revoked, c.locale
    FROM access_links l JOIN customers c ON c.id = l.customer_id WHERE l.id = $1
    UNION ALL
    SELECT c.id, 'add_payment_method', $1::uuid, NULL, card.listed IS NULL, c.locale
    FROM (SELECT
        (SELECT k.customer_id FROM card_listings k WHERE k.payment_method_id = $1 AND k.service_type = '') AS listed,
        (SELECT m.customer_id FROM messages m WHERE m.subject_id = $1 AND m.category = 'reminder'
          ORDER BY m.created_at DESC LIMIT 1) AS reminded) card
      JOIN customers c ON c.id = coalesce(card.listed, card.reminded)`,
};

/** Reads the links of mails: a token names a row, or the card that a reminder is about. Opening one changes nothing. */
@Injectable()
export class CareLinks {
  constructor(
    private readonly tokens: SignedTokens,
    private readonly sql: Sql,
    private readonly clock: Clock,
  ) {}

  /** What this token opens, or why nothing. */
  async resolve(token: string): Promise<CareLinkGrant | CareLinkRefusal> {
    const { ok: inTime, claims } = this.tokens.verify('care_link', token, this.clock.now());
    const id = claims?.['id'];
    return id === undefined ? { ok: false, why: 'invalid' } : this.read(id, inTime);
  }

  /** The same for a link that was opened before, by its id, to see that it has not been taken back since. */
  grantOf(id: string): Promise<CareLinkGrant | CareLinkRefusal> {
    return this.read(id, true);
  }

  private async read(id: string, inTime: boolean): Promise<CareLinkGrant | CareLinkRefusal> {
    const [link] = await this.sql.rows<LinkRow>(FIND, [id]);
    if (!link) return { ok: false, why: 'invalid' };
    const { customerId, purpose, paymentMethodId, locale } = link;
    const verdict = verdictOf(link, { inTime, now: this.clock.now() });
    if (verdict !== 'open') return { ok: false, why: verdict, customerId, purpose, locale };
    return { ok: true, id, customerId, purpose, paymentMethodId, locale };
  }
}
