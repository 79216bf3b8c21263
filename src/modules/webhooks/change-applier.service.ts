import { Injectable } from '@nestjs/common';
import { BillingChanges, CheckoutChanges } from '../billing/index.js';
import { VendorChanges, type ChangeEffect } from '../payment-methods/index.js';
import type { Vendor, VendorChange } from '../vendors/index.js';

/** Leads what an event is about to the module whose rows it concerns. */
@Injectable()
export class ChangeApplier {
  constructor(
    private readonly methods: VendorChanges,
    private readonly billing: BillingChanges,
    private readonly checkouts: CheckoutChanges,
  ) {}

  /** Repeatable, in any order: whoever applies a change reads the vendor. */
  async apply(vendor: Vendor, change: VendorChange): Promise<ChangeEffect> {
    switch (change.kind) {
      case 'setup_changed':
        return this.methods.setupChanged(vendor, change);
      case 'method_changed':
      case 'method_detached':
        return this.methods.methodChanged(vendor, change);
      case 'customer_gone':
        return this.methods.customerGone(vendor, change);
      case 'charge_changed':
        return this.billing.chargeChanged(vendor, change);
      case 'refund_changed':
        return this.billing.refundChanged(vendor, change);
      case 'dispute_changed':
        return this.billing.disputeChanged(vendor, change);
      case 'checkout_changed':
        return this.checkouts.changed(vendor, change);
      case 'ignored':
        return 'ignored';
    }
  }
}
