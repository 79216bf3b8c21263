import { Inject, Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { allowedOrigins } from '../../common/config/allowed-origins.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { Clock } from '../../common/clock/clock.js';
import { DomainError, Invalid } from '../../common/errors/domain-error.js';
import { CustomersService } from '../customers/index.js';
import { keyOfTry, VendorCustomers, vendorRef } from '../payment-methods/index.js';
import {
  VendorGateways,
  type BegunCheckout,
  type CheckoutRef,
  type Vendor,
  type VendorCustomerRef,
} from '../vendors/index.js';
import { CheckoutOver } from './billing.errors.js';
import type { CheckoutState } from './billing-vocabulary.js';
import { nextAsk } from './checkout-cadence.js';
import { Checkout } from './checkout.entity.js';

const MOST_HELD = 10_000;
const ROUNDS = 2;

interface Page {
  readonly begun: BegunCheckout;
  readonly vendorCustomerId: string | null;
}

/** The vendors' pages of checkouts. Their addresses open them to whoever holds one, so they are asked for again and not kept. */
@Injectable()
export class CheckoutPages {
  private readonly log = new Logger('checkouts');
  /** For vendors that open another page each time, of which each could be paid: held in memory alone, and for as long as the page is open. */
  private readonly held = new Map<string, BegunCheckout>();

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly customers: CustomersService,
    private readonly vendorCustomers: VendorCustomers,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A return address leads to us or to an allowed origin, or it could be used to send a customer anywhere. */
  refuseForeignReturn(returnUrl: string): void {
    if (!allowedOrigins(this.config).includes(new URL(returnUrl).origin))
      throw new Invalid('return_url', 'This origin is not one of self_care.allowed_origins.');
  }

  /**
   * Opens the page of an open checkout, or asks for its address once more; the same page again where the vendor has idempotency keys.
   * No address was given away when it throws: 409 for a checkout that ended meanwhile.
   */
  async open(checkout: Checkout): Promise<string> {
    const held = this.held.get(checkout.id);
    if (held && held.expiresAt > this.clock.now()) return held.redirectUrl;
    const { vendor } = checkout;
    for (let round = 1; round <= ROUNDS; round += 1) {
      const page = await this.begin(checkout);
      const { vendorCheckoutId, redirectUrl } = page.begun;
      if ((await this.record(checkout, page)) === 'open') {
        if (!this.gateways.get(vendor).capabilities.idempotencyKeys) this.hold(checkout.id, page.begun);
        return redirectUrl;
      }
      await this.close(vendor, { checkoutId: checkout.id, vendorCheckoutId });
      Object.assign(checkout, await this.db.manager.findOneByOrFail(Checkout, { id: checkout.id }));
      if (checkout.state !== 'open') break;
    }
    throw new CheckoutOver(checkout.state);
  }

  /** Closes a page where the vendor can, so that nobody pays there; one that cannot be closed now ends by itself. */
  async close(vendor: Vendor, page: CheckoutRef): Promise<void> {
    try {
      await this.gateways.get(vendor).closeCheckout?.(page);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.log.warn({ err: error, checkout: page.checkoutId }, 'a page could not be closed');
    }
  }

  private hold(id: string, begun: BegunCheckout): void {
    this.held.delete(id);
    this.held.set(id, begun);
    const [oldest] = this.held.keys();
    if (this.held.size > MOST_HELD && oldest !== undefined) this.held.delete(oldest);
  }

  private async begin(checkout: Checkout): Promise<Page> {
    try {
      return await this.ask(checkout);
    } catch (error) {
      // The key of a page that was given away stands: another would open a second page, and each could be paid.
      if (error instanceof DomainError)
        await this.db.query(
          'UPDATE checkouts SET begin_failures = begin_failures + 1 WHERE id = $1 AND vendor_checkout_id IS NULL',
          [checkout.id],
        );
      throw error;
    }
  }

  private async ask(checkout: Checkout): Promise<Page> {
    const { customerId } = checkout;
    if (customerId === null) return { begun: await this.call(checkout, null), vendorCustomerId: null };
    const gateway = this.gateways.get(checkout.vendor);
    const customer = await this.customers.get(customerId);
    // The same call under its key, whatever was learned of the customer since.
    if (checkout.vendorCheckoutId !== null) {
      const { vendorCustomerId } = checkout;
      return { begun: await this.call(checkout, vendorRef(customer, vendorCustomerId)), vendorCustomerId };
    }
    const home = await this.vendorCustomers.ensure(customer, gateway);
    return this.vendorCustomers.homing(customer, gateway, home, async ({ vendorCustomerId }) => ({
      begun: await this.call(checkout, vendorRef(customer, vendorCustomerId)),
      vendorCustomerId,
    }));
  }

  private call(checkout: Checkout, customer: VendorCustomerRef | null): Promise<BegunCheckout> {
    const { id, vendor, amount, currency } = checkout;
    const gateway = this.gateways.get(vendor);
    const { publicUrl } = this.config.http;
    const key = `checkout-${id}-${customer?.vendorCustomerId ?? ''}`;
    return gateway.beginCheckout({
      checkoutId: id,
      amount: { amount, currency },
      customer,
      paymentType: checkout.paymentType,
      saveMethod: checkout.saveMethod,
      description: checkout.description,
      locale: checkout.locale,
      returnUrl: `${publicUrl}/returns/${vendor}/${id}`,
      callbackUrl: `${publicUrl}/webhooks/${vendor}`,
      idempotencyKey: keyOfTry(key, checkout.beginFailures),
    });
  }

  /**
   * The vendor's name of the page, by which it is found again whatever becomes of the browser or the checkout, its end, and the key under
   * which it is had again. Answers the checkout's state; null when another page of it was noted first.
   */
  private async record(
    checkout: Checkout,
    { begun: { vendorCheckoutId, expiresAt }, vendorCustomerId }: Page,
  ): Promise<CheckoutState | null> {
    const { id, vendor, beginFailures } = checkout;
    Object.assign(checkout, { vendorCheckoutId, vendorCustomerId, expiresAt });
    checkout.nextCheckAt = nextAsk(checkout, this.clock.now());
    const [rows]: [{ state: CheckoutState }[], number] = await this.db.query(
      `UPDATE checkouts SET vendor_checkout_id = $2, vendor_customer_id = $3, expires_at = $4, begin_failures = $5,
         next_check_at = CASE WHEN state = 'open' THEN $6 ELSE next_check_at END
       WHERE id = $1 AND ($7 OR coalesce(vendor_checkout_id, $2) = $2) RETURNING state`,
      [
        id,
        vendorCheckoutId,
        vendorCustomerId,
        expiresAt,
        beginFailures,
        checkout.nextCheckAt,
        !this.gateways.get(vendor).capabilities.idempotencyKeys,
      ],
    );
    return rows[0]?.state ?? null;
  }
}
