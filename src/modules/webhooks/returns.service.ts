import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { Counter } from 'prom-client';
import { CONFIG, type Config } from '../../common/config/config.js';
import { NotFound } from '../../common/errors/domain-error.js';
import { Metrics } from '../../common/http/metrics.service.js';
import { SetupSettlement } from '../payment-methods/index.js';
import { VendorGateways, type Vendor } from '../vendors/index.js';
import { withOutcome, type ReturnFacts } from './return-page.js';

const WAIT_MS = 8_000;

/** A browser that comes back from a vendor's page: a hint to ask the vendor, and nothing more. */
@Injectable()
export class Returns {
  private readonly log = new Logger('returns');
  private readonly refused: Counter;
  private readonly asking = new Map<string, Promise<void>>();

  constructor(
    private readonly gateways: VendorGateways,
    private readonly settlement: SetupSettlement,
    @Inject(CONFIG) private readonly config: Config,
    metrics: Metrics,
  ) {
    this.refused = metrics.counter('returns_refused_total', 'Returns of browsers with a forged signature', [
      'vendor',
    ]);
  }

  /** Asks the vendor unless what the browser brought is forged, and says where the setup stands; 404 for one that is not this vendor's. */
  async arrive(vendor: Vendor, id: string, fields: Readonly<Record<string, string>>): Promise<ReturnFacts> {
    const setup = await this.settlement.find(id);
    if (setup.vendor !== vendor) throw new NotFound('setup');
    if (this.gateways.get(vendor).checkReturn(fields) === 'forged') this.refused.inc({ vendor });
    else await Promise.race([this.ask(id), sleep(WAIT_MS, undefined, { ref: false })]);
    const { state, returnUrl } = await this.settlement.find(id);
    return {
      setupId: id,
      status: state,
      origins: this.origins(),
      goOnTo: returnUrl === null ? null : withOutcome(returnUrl, id, state),
      businessName: this.config.business.name,
    };
  }

  /** Pages that may show the return page in a frame, and that it may tell. */
  origins(): readonly string[] {
    return [new URL(this.config.http.publicUrl).origin, ...this.config.selfCare.allowedOrigins];
  }

  /** One question at a time for each setup, whoever reloads the page; it never fails, since the job asks again. */
  private ask(id: string): Promise<void> {
    const asked = this.asking.get(id) ?? this.settle(id);
    this.asking.set(id, asked);
    return asked;
  }

  private async settle(id: string): Promise<void> {
    try {
      await this.settlement.settleLater(id);
    } catch (error) {
      this.log.warn({ err: error, setup: id }, 'a return could not be settled; the job asks again');
    } finally {
      this.asking.delete(id);
    }
  }
}
