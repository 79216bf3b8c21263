import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { allowedOrigins } from '../../common/config/allowed-origins.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { Clock } from '../../common/clock/clock.js';
import { DomainError, Invalid } from '../../common/errors/domain-error.js';
import { CustomersService } from '../customers/index.js';
import { keyOfTry, VendorCustomers, vendorRef } from '../payment-methods/index.js';
import { VendorGateways, type BegunCheckout, type VendorCustomerRef } from '../vendors/index.js';
import { nextAsk } from './checkout-cadence.js';
import { Checkout } from './checkout.entity.js';

const MOST_HELD = 10_000;

/** The vendors' pages of checkouts. Their addresses open them to whoever holds one, so they are asked for again and not kept. */
@Injectable()
export class CheckoutPages {
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
   * Nothing was opened when it throws.
   */
  async open(checkout: Checkout): Promise<string> {
    const held = this.held.get(checkout.id);
    if (held && held.expiresAt > this.clock.now()) return held.redirectUrl;
    try {
      const { begun, vendorCustomerId } = await this.begin(checkout);
      await this.record(checkout, begun, vendorCustomerId);
      if (!this.gateways.get(checkout.vendor).capabilities.idempotencyKeys) this.hold(checkout.id, begun);
      return begun.redirectUrl;
    } catch (error) {
      if (error instanceof DomainError)
        await this.db.manager.increment(Checkout, { id: checkout.id }, 'beginFailures', 1);
      throw error;
    }
  }

  private hold(id: string, begun: BegunCheckout): void {
    this.held.delete(id);
    this.held.set(id, begun);
    const [oldest] = this.held.keys();
    if (this.held.size > MOST_HELD && oldest !== undefined) this.held.delete(oldest);
  }

  private async begin(
    checkout: Checkout,
  ): Promise<{ begun: BegunCheckout; vendorCustomerId: string | null }> {
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

  /** The vendor's name of the page, by which it is found again whatever becomes of the browser, and its end. */
  private async record(
    checkout: Checkout,
    { vendorCheckoutId, expiresAt }: BegunCheckout,
    vendorCustomerId: string | null,
  ): Promise<void> {
    Object.assign(checkout, { vendorCheckoutId, vendorCustomerId, expiresAt });
    checkout.nextCheckAt = nextAsk(checkout, this.clock.now());
    await this.db.query(
      `UPDATE checkouts SET vendor_checkout_id = $2, vendor_customer_id = $3, expires_at = $4, next_check_at = $5
       WHERE id = $1 AND state = 'open'`,
      [checkout.id, vendorCheckoutId, vendorCustomerId, expiresAt, checkout.nextCheckAt],
    );
  }
}
