import { PaytabsCharges } from './paytabs-charges.gateway.js';
import { PaytabsClient, type PaytabsOptions } from './paytabs-client.gateway.js';
import { readNotice } from './paytabs-events.js';
import { exceptionOf } from './paytabs-faults.js';
import { PaytabsMethods } from './paytabs-methods.gateway.js';
import { PaytabsPages } from './paytabs-pages.gateway.js';
import { PaytabsRefunds } from './paytabs-refunds.gateway.js';
import { bodySignature, proofOf, sameText } from './paytabs-signatures.js';
import type {
  AttachInput,
  AttachOutcome,
  BeginCheckoutInput,
  BeginSetupInput,
  BegunCheckout,
  BegunSetup,
  ChargeInput,
  ChargeLookUp,
  ChargeOutcome,
  ChargeQuery,
  CheckoutRef,
  CheckoutState,
  DisputeState,
  HostedCheckout,
  MethodDetails,
  RefundInput,
  RefundLookUp,
  RefundOutcome,
  RefundQuery,
  ReturnProof,
  SetupClient,
  SetupRef,
  SetupState,
  VendorCapabilities,
  VendorEvent,
  VendorGateway,
  VendorMethodRef,
  VerifyInput,
  VerifyOutcome,
  WebhookHeaders,
} from './vendor-gateway.js';
import { WebhookSignatureInvalid, WebhookUnreadable } from './vendors.errors.js';

/** PayTabs behind the port. It has no idempotency keys, so each change is asked for by its cart before it is made. */
export class PaytabsGateway implements VendorGateway, HostedCheckout {
  readonly vendor = 'paytabs';
  readonly capabilities: VendorCapabilities = {
    paymentTypes: ['card'],
    duplicateBy: 'token',
    customers: false,
    defaults: false,
    attach: true,
    zeroAmountVerify: false,
    phoneEntry: false,
    idempotencyKeys: false,
  };
  private readonly client: PaytabsClient;
  private readonly methods: PaytabsMethods;
  private readonly charges: PaytabsCharges;
  private readonly refunds: PaytabsRefunds;

  constructor(options: PaytabsOptions) {
    this.client = new PaytabsClient(options);
    const pages = new PaytabsPages(this.client);
    this.methods = new PaytabsMethods(this.client, pages);
    this.refunds = new PaytabsRefunds(this.client);
    this.charges = new PaytabsCharges(this.client, pages, this.refunds);
  }

  account(): Promise<string> {
    return Promise.resolve(`${this.client.options.region}:${String(this.client.profileId)}`);
  }

  async check(): Promise<void> {
    const answer = await this.client.byCart('omnicrm-check');
    if (!answer.ok) throw exceptionOf(answer.fault);
  }

  ensureCustomer(): Promise<{ vendorCustomerId: null }> {
    return Promise.resolve({ vendorCustomerId: null });
  }

  beginSetup(input: BeginSetupInput): Promise<BegunSetup> {
    return this.methods.beginSetup(input);
  }

  clientForSetup(setup: SetupRef): Promise<SetupClient> {
    return this.methods.clientForSetup(setup);
  }

  readSetup(setup: SetupRef): Promise<SetupState> {
    return this.methods.readSetup(setup);
  }

  readMethod(method: VendorMethodRef): Promise<MethodDetails | null> {
    return this.methods.readMethod(method);
  }

  /** PayTabs cannot list tokens. */
  listMethods(): Promise<readonly MethodDetails[]> {
    return Promise.resolve([]);
  }

  attachMethod(input: AttachInput): Promise<AttachOutcome> {
    return this.methods.attachMethod(input);
  }

  detach(method: VendorMethodRef): Promise<void> {
    return this.methods.detach(method);
  }

  setDefault(): Promise<void> {
    return Promise.resolve();
  }

  verify(input: VerifyInput): Promise<VerifyOutcome> {
    return this.methods.verify(input);
  }

  charge(input: ChargeInput): Promise<ChargeOutcome> {
    return this.charges.charge(input);
  }

  lookUpCharge(query: ChargeQuery): Promise<ChargeLookUp> {
    return this.charges.lookUpCharge(query);
  }

  refund(input: RefundInput): Promise<RefundOutcome> {
    return this.refunds.refund(input);
  }

  lookUpRefund(query: RefundQuery): Promise<RefundLookUp> {
    return this.refunds.lookUp(query);
  }

  /** PayTabs tells of disputes in its dashboard alone. */
  readDispute(): Promise<DisputeState | null> {
    return Promise.resolve(null);
  }

  beginCheckout(input: BeginCheckoutInput): Promise<BegunCheckout> {
    return this.charges.beginCheckout(input);
  }

  readCheckout(ref: CheckoutRef): Promise<CheckoutState> {
    return this.charges.readCheckout(ref);
  }

  verifyWebhook(rawBody: Buffer, headers: WebhookHeaders): Promise<VendorEvent> {
    return Promise.resolve().then(() => this.eventOf(rawBody, headers));
  }

  checkReturn(fields: Readonly<Record<string, string>>): ReturnProof {
    return proofOf(fields, this.client.options.serverKey);
  }

  private eventOf(rawBody: Buffer, headers: WebhookHeaders): VendorEvent {
    const { serverKey, clock } = this.client.options;
    const signature = headers['signature'];
    if (typeof signature !== 'string' || !sameText(signature, bodySignature(rawBody, serverKey)))
      throw new WebhookSignatureInvalid('paytabs');
    const read = readNotice(rawBody, this.client.profileId, clock.real());
    if (read.status === 'event') return read.event;
    throw read.status === 'stale'
      ? new WebhookSignatureInvalid('paytabs', new Error('The transaction is older than an hour.'))
      : new WebhookUnreadable('paytabs');
  }
}
