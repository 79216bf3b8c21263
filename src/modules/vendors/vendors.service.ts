import { DomainError } from '../../common/errors/domain-error.js';
import type { VendorGateway } from './vendor-gateway.js';
import { type Vendor, VENDORS } from './vendor-vocabulary.js';
import { UnknownVendor, VendorNotConfigured } from './vendors.errors.js';

/** What the system check found about one vendor. */
export interface VendorCheck {
  readonly vendor: Vendor;
  readonly state: 'ok' | 'not_configured' | 'failing';
  readonly detail?: string;
  readonly hint?: string;
}

/** The gateways of the vendors that have keys. */
export class VendorGateways {
  constructor(private readonly gateways: ReadonlyMap<Vendor, VendorGateway>) {}

  /** Throws {@link UnknownVendor} or {@link VendorNotConfigured}. */
  get(vendor: string): VendorGateway {
    const known = VENDORS.find((name) => name === vendor);
    if (!known) throw new UnknownVendor(vendor);
    const gateway = this.gateways.get(known);
    if (!gateway) throw new VendorNotConfigured(known);
    return gateway;
  }

  /** In the order of {@link VENDORS}. */
  configured(): Vendor[] {
    return VENDORS.filter((vendor) => this.gateways.has(vendor));
  }

  /** Asks every configured vendor whether our keys are good. */
  check(): Promise<VendorCheck[]> {
    return Promise.all(VENDORS.map((vendor) => this.checkOne(vendor)));
  }

  private async checkOne(vendor: Vendor): Promise<VendorCheck> {
    const gateway = this.gateways.get(vendor);
    if (!gateway) return { vendor, state: 'not_configured' };
    try {
      await gateway.check();
      return { vendor, state: 'ok' };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { vendor, state: 'failing', detail: error.detail, ...(error.hint ? { hint: error.hint } : {}) };
    }
  }
}
