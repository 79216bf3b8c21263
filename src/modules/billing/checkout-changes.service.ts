import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ChangeEffect } from '../payment-methods/index.js';
import type { Vendor, VendorChange } from '../vendors/index.js';
import type { CheckoutState } from './billing-vocabulary.js';
import { CheckoutOutcomes } from './checkout-outcomes.service.js';
import { Checkout } from './checkout.entity.js';

type Changed = Extract<VendorChange, { kind: 'checkout_changed' }>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where a browser that was away on a checkout's page goes on. */
export interface CheckoutReturn {
  readonly returnUrl: string;
  readonly state: CheckoutState;
}

/** What is told of checkouts from outside: hints of where to look. */
@Injectable()
export class CheckoutChanges {
  constructor(
    private readonly db: DataSource,
    private readonly outcomes: CheckoutOutcomes,
  ) {}

  /** An event about a checkout's page. */
  async changed(vendor: Vendor, { checkoutId, vendorCheckoutId }: Changed): Promise<ChangeEffect> {
    const rows: { id: string; vendor_checkout_id: string | null }[] = await this.db.query(
      `SELECT id, vendor_checkout_id FROM checkouts WHERE vendor = $1 AND (id = $2 OR vendor_checkout_id = $3)
       ORDER BY vendor_checkout_id = $3 DESC NULLS LAST LIMIT 1`,
      [vendor, checkoutId !== null && UUID.test(checkoutId) ? checkoutId : null, vendorCheckoutId],
    );
    const [found] = rows;
    if (!found) return 'ignored';
    // Killed between the vendor's answer and its note: the event brings the name that was lost.
    if (found.vendor_checkout_id === null)
      await this.db.query(
        'UPDATE checkouts SET vendor_checkout_id = $2 WHERE id = $1 AND vendor_checkout_id IS NULL',
        [found.id, vendorCheckoutId],
      );
    else if (found.vendor_checkout_id !== vendorCheckoutId)
      await this.outcomes.turnTo(found.id, vendorCheckoutId);
    await this.outcomes.look(found.id);
    return 'applied';
  }

  /** Null for one that is not there or not of this vendor. */
  find(vendor: Vendor, id: string): Promise<CheckoutReturn | null> {
    return this.db.manager.findOneBy(Checkout, { id, vendor });
  }

  /** A browser came back. */
  async returned(id: string): Promise<void> {
    await this.outcomes.look(id);
  }
}
