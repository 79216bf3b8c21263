import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Locale } from '../../common/i18n/locale.js';
import { SignedTokens } from '../../common/security/signed-tokens.js';
import { BillingChanges, type PaymentState } from '../billing/index.js';
import { paymentFacts } from './payment-return.js';
import type { ReturnFacts } from './return-page.js';

/** Where the link of a mail leads: on to the bank, to a page that says how the payment stands, or nowhere. */
export interface Confirmation {
  readonly goTo: string | null;
  /** Null for a link that we never made, and for one that opens nothing any more. */
  readonly facts: ReturnFacts | null;
  /** The customer's language, where he is known. */
  readonly locale: Locale | null;
}

const NOWHERE: Confirmation = { goTo: null, facts: null, locale: null };

/** Customers whose bank wants a payment confirmed, by the signed link in their mail. */
@Injectable()
export class Confirmations {
  private readonly log = new Logger('confirmations');

  constructor(
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
    private readonly billing: BillingChanges,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Opening a link changes nothing but asks the vendor, while the payment waits and the link is in time. */
  async open(token: string): Promise<Confirmation> {
    const { ok: inTime, claims } = this.tokens.verify('confirm_payment', token, this.clock.now());
    const paymentId = claims?.['payment'];
    const asked = paymentId === undefined ? null : await this.billing.askedOf(paymentId);
    if (paymentId === undefined || asked === null) return NOWHERE;
    const { state, url } = inTime
      ? await this.ask(paymentId, asked.state)
      : { state: asked.state, url: null };
    return {
      goTo: url,
      facts: paymentFacts(paymentId, state, this.config, !inTime),
      locale: asked.locale,
    };
  }

  private async ask(
    paymentId: string,
    state: PaymentState,
  ): Promise<{ readonly state: PaymentState; readonly url: string | null }> {
    try {
      return (await this.billing.confirmation(paymentId)) ?? { state, url: null };
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind !== 'unavailable') throw error;
      this.log.warn({ err: error, id: paymentId }, 'a payment could not be confirmed now');
      return { state, url: null };
    }
  }
}
