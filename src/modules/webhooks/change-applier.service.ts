import { Injectable } from '@nestjs/common';
import { VendorChanges, type ChangeEffect } from '../payment-methods/index.js';
import type { Vendor, VendorChange } from '../vendors/index.js';

/** Leads what an event is about to the module whose rows it concerns. */
@Injectable()
export class ChangeApplier {
  constructor(private readonly methods: VendorChanges) {}

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
      // Kept, since whoever bills will want them; nobody does yet.
      case 'charge_changed':
      case 'refund_changed':
      case 'dispute_changed':
      case 'checkout_changed':
      case 'ignored':
        return 'ignored';
    }
  }
}
