import { expect } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import type {
  BegunSetup,
  ChargeInput,
  ChargeLookUp,
  ChargeOutcome,
  MethodDetails,
  PaymentType,
  RefundInput,
  SetupRef,
  VendorChange,
  VendorCustomerRef,
  VendorEvent,
  VendorGateway,
} from '../../src/modules/vendors/index.js';
import type { TestCard, TestPayer, Trait, VendorHarness, VendorUnderTest } from './gateway-contract.js';

/** A setup with what a test does to it. */
export interface StagedSetup extends BegunSetup {
  readonly ref: SetupRef;
  again(): Promise<BegunSetup>;
}

/** The vendor's stand-in, opened once for all cases, and what most of them begin with. */
export class Stage {
  private opened: VendorHarness | null = null;

  constructor(private readonly under: VendorUnderTest) {}

  async open(): Promise<void> {
    this.opened = await this.under.start();
  }

  async close(): Promise<void> {
    await this.opened?.close();
  }

  async reset(): Promise<void> {
    await this.vendor.reset();
  }

  get vendor(): VendorHarness {
    if (!this.opened) throw new Error('The vendor is not started.');
    return this.opened;
  }

  get gateway(): VendorGateway {
    return this.vendor.gateway;
  }

  async newCustomer(): Promise<VendorCustomerRef> {
    const customerId = uuidv7();
    const given = { customerId, name: 'Nora Haddad', email: 'nora@example.com' };
    const { vendorCustomerId } = await this.gateway.ensureCustomer({
      ...given,
      idempotencyKey: `customer-${customerId}`,
    });
    return { ...given, vendorCustomerId };
  }

  async beginSetup(customer: VendorCustomerRef, paymentType: PaymentType = 'card'): Promise<StagedSetup> {
    const setupId = uuidv7();
    const again = () =>
      this.gateway.beginSetup({
        setupId,
        customer,
        paymentType,
        locale: 'en',
        returnUrl: `https://crm.example/returns/vendor/${setupId}`,
        callbackUrl: this.vendor.callbackUrl ?? 'https://crm.example/webhooks/vendor',
        idempotencyKey: `setup-${setupId}`,
      });
    const begun = await again();
    const { customerId, vendorCustomerId } = customer;
    return {
      ...begun,
      again,
      ref: { setupId, vendorSetupId: begun.vendorSetupId, vendorCustomerId, customerId },
    };
  }

  /** A card on file, by the form. */
  async save(customer: VendorCustomerRef, card: TestCard): Promise<MethodDetails> {
    const setup = await this.beginSetup(customer);
    await this.vendor.finishSetup(setup.vendorSetupId, card);
    return this.saved(setup.ref);
  }

  /** A PayPal account on file, by PayPal's page. */
  async saveAccount(customer: VendorCustomerRef, payer: TestPayer): Promise<MethodDetails> {
    const setup = await this.beginSetup(customer, 'paypal');
    await this.vendor.approveSetup?.(setup.vendorSetupId, payer);
    return this.saved(setup.ref);
  }

  async saved(ref: SetupRef): Promise<MethodDetails> {
    const state = await this.gateway.readSetup(ref);
    if (state.status !== 'completed') throw new Error(`The setup is ${state.status}.`);
    return state.method;
  }

  /** A charge of twelve pounds fifty, nobody being there. */
  chargeOf(customer: VendorCustomerRef, method: MethodDetails, more: Partial<ChargeInput> = {}): ChargeInput {
    const paymentId = more.paymentId ?? uuidv7();
    return {
      attemptNo: 1,
      amount: { amount: 1250, currency: 'GBP' },
      customer,
      method,
      offSession: true,
      usage: 'recurring',
      idempotencyKey: `charge-${paymentId}-1`,
      ...more,
      paymentId,
    };
  }

  async readyCharge(card: TestCard = 'good'): Promise<ChargeInput> {
    const customer = await this.newCustomer();
    return this.chargeOf(customer, await this.save(customer, card));
  }

  lookUp(input: ChargeInput, vendorChargeId: string | null = null): Promise<ChargeLookUp> {
    return this.gateway.lookUpCharge({
      vendorChargeId,
      paymentId: input.paymentId,
      attemptNo: input.attemptNo,
      vendorCustomerId: input.customer.vendorCustomerId,
    });
  }

  async paid(input: ChargeInput): Promise<Extract<ChargeOutcome, { status: 'succeeded' }>> {
    const outcome = await this.gateway.charge(input);
    if (outcome.status !== 'succeeded') throw new Error(`The charge is ${outcome.status}.`);
    return outcome;
  }

  refundOf(vendorChargeId: string, amount: number, refundId = uuidv7()): RefundInput {
    return {
      refundId,
      vendorChargeId,
      amount: { amount, currency: 'GBP' },
      reason: 'requested_by_customer',
      idempotencyKey: `refund-${refundId}`,
    };
  }

  /** Every event so far, its signature checked. */
  async events(): Promise<VendorEvent[]> {
    const received = await this.vendor.events();
    return Promise.all(received.map(({ raw, headers }) => this.gateway.verifyWebhook(raw, headers)));
  }

  async changes(): Promise<VendorChange[]> {
    return (await this.events()).map(({ change }) => change);
  }
}

/** Whether cases about a trait apply. */
export function has(vendor: VendorUnderTest, trait: Trait): boolean {
  return vendor.traits.includes(trait);
}

/** What a call is refused with. */
export const refusal = (call: Promise<unknown>) => expect(call).rejects;

/** An id that no vendor has given to anything. */
export const UNKNOWN_ID = 'unknown0001';
