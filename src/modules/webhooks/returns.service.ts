import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { allowedOrigins } from '../../common/config/allowed-origins.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { NotFound } from '../../common/errors/domain-error.js';
import { Metrics } from '../../common/http/metrics.service.js';
import { BillingChanges, CheckoutChanges } from '../billing/index.js';
import { SetupSettlement } from '../payment-methods/index.js';
import { VendorGateways, type Vendor } from '../vendors/index.js';
import { paymentFacts } from './payment-return.js';
import { withCheckout, withOutcome, type ReturnFacts } from './return-page.js';

const WAIT_MS = 8_000;

/** A browser that goes on at once, since the shop has a page of its own to tell how it ended. */
export interface OnwardReturn {
  readonly about: 'checkout';
  readonly onTo: string;
}

/** A browser that comes back from a vendor's page: a hint to ask the vendor, and nothing more. */
@Injectable()
export class Returns {
  private readonly log = new Logger('returns');
  private readonly refused: Counter;
  private readonly asking = new Map<string, Promise<void>>();

  constructor(
    private readonly gateways: VendorGateways,
    private readonly settlement: SetupSettlement,
    private readonly billing: BillingChanges,
    private readonly checkouts: CheckoutChanges,
    @Inject(CONFIG) private readonly config: Config,
    metrics: Metrics,
  ) {
    this.refused = metrics.counter('returns_refused_total', 'Returns of browsers with a forged signature', [
      'vendor',
    ]);
  }

  /**
   * Asks the vendor unless what the browser brought is forged, and says where the setup, the checkout, or the payment that wanted confirming, stands;
   * 404 for one that is not this vendor's.
   */
  async arrive(
    vendor: Vendor,
    id: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<ReturnFacts | OnwardReturn> {
    const checkout = await this.checkouts.find(vendor, id);
    if (checkout) {
      await this.hear(vendor, id, fields, () => this.checkouts.returned(id));
      const { returnUrl, state } = (await this.checkouts.find(vendor, id)) ?? checkout;
      return { about: 'checkout', onTo: withCheckout(returnUrl, id, state) };
    }
    if ((await this.billing.stateOf(vendor, id)) !== null) return this.paymentBack(vendor, id, fields);
    const setup = await this.settlement.find(id);
    if (setup.vendor !== vendor) throw new NotFound('setup');
    await this.hear(vendor, id, fields, () => this.settlement.settleLater(id));
    const { state, returnUrl } = await this.settlement.find(id);
    return {
      about: 'setup',
      setupId: id,
      status: state,
      origins: this.origins(),
      goOnTo: returnUrl === null ? null : withOutcome(returnUrl, id, state),
      businessName: this.config.business.name,
    };
  }

  private async paymentBack(
    vendor: Vendor,
    id: string,
    fields: Readonly<Record<string, string>>,
  ): Promise<ReturnFacts> {
    await this.hear(vendor, id, fields, () => this.billing.returned(vendor, id));
    const state = (await this.billing.stateOf(vendor, id)) ?? 'unknown';
    return paymentFacts(id, state, this.config);
  }

  private async hear(
    vendor: Vendor,
    id: string,
    fields: Readonly<Record<string, string>>,
    question: () => Promise<unknown>,
  ): Promise<void> {
    if (this.gateways.get(vendor).checkReturn(fields) === 'forged') this.refused.inc({ vendor });
    else await Promise.race([this.ask(id, question), sleep(WAIT_MS, undefined, { ref: false })]);
  }

  /** Pages that may show the return page in a frame, and that it may tell. */
  origins(): readonly string[] {
    return allowedOrigins(this.config);
  }

  /** One question at a time for each, whoever reloads the page; it never fails, since the job asks again. */
  private ask(id: string, question: () => Promise<unknown>): Promise<void> {
    const asked = this.asking.get(id) ?? this.settle(id, question);
    this.asking.set(id, asked);
    return asked;
  }

  private async settle(id: string, question: () => Promise<unknown>): Promise<void> {
    try {
      await question();
    } catch (error) {
      this.log.warn({ err: error, id }, 'a return could not be settled; the job asks again');
    } finally {
      this.asking.delete(id);
    }
  }
}
