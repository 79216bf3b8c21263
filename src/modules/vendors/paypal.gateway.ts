import { PayPalCharges } from './paypal-charges.gateway.js';
import { PayPalCheckout } from './paypal-checkout.gateway.js';
import { PayPalClient, type PayPalOptions } from './paypal-client.gateway.js';
import { PayPalMethods } from './paypal-methods.gateway.js';
import { PayPalVerification } from './paypal-verification.gateway.js';
import { PayPalWebhooks } from './paypal-webhooks.gateway.js';
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
import { VendorNotConfigured } from './vendors.errors.js';

/** PayPal behind the port. */
export class PayPalGateway implements VendorGateway, HostedCheckout {
  readonly vendor = 'paypal';
  readonly capabilities: VendorCapabilities;
  private readonly client: PayPalClient;
  private readonly methods: PayPalMethods;
  private readonly charges: PayPalCharges;
  private readonly checkouts: PayPalCheckout;
  private readonly verification: PayPalVerification;
  private readonly webhooks: PayPalWebhooks;

  constructor(options: PayPalOptions) {
    this.client = new PayPalClient(options);
    this.methods = new PayPalMethods(this.client);
    this.charges = new PayPalCharges(this.client);
    this.checkouts = new PayPalCheckout(this.client, this.charges, this.methods);
    this.verification = new PayPalVerification(this.client);
    this.webhooks = new PayPalWebhooks(options);
    this.capabilities = {
      paymentTypes: ['card', 'paypal'],
      duplicateBy: 'payer',
      customers: true,
      defaults: false,
      attach: true,
      zeroAmountVerify: false,
      phoneEntry: false,
      idempotencyKeys: true,
    };
  }

  /** The client id: another app of the same merchant has a vault of its own. */
  account(): Promise<string> {
    return Promise.resolve(this.client.options.clientId);
  }

  async check(): Promise<void> {
    const { webhookId } = this.client.options;
    this.client.browser();
    if (webhookId === null) throw new VendorNotConfigured('paypal', 'vendors.paypal.webhook_id');
    await this.methods.readMethod({ vendorPaymentMethodId: 'systemcheck', paymentType: 'card' });
    await this.charges.check();
  }

  /** PayPal makes its customer with the first method saved, and cannot be asked for one before. */
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

  listMethods(vendorCustomerId: string): Promise<readonly MethodDetails[]> {
    return this.methods.listMethods(vendorCustomerId);
  }

  attachMethod(input: AttachInput): Promise<AttachOutcome> {
    return this.methods.attachMethod(input);
  }

  detach(method: VendorMethodRef): Promise<void> {
    return this.methods.detach(method);
  }

  /** PayPal knows no default. */
  setDefault(): Promise<void> {
    return Promise.resolve();
  }

  verify(input: VerifyInput): Promise<VerifyOutcome> {
    return this.verification.verify(input);
  }

  charge(input: ChargeInput): Promise<ChargeOutcome> {
    return this.charges.charge(input);
  }

  lookUpCharge(query: ChargeQuery): Promise<ChargeLookUp> {
    return this.charges.lookUpCharge(query);
  }

  cancelCharge(query: ChargeQuery): Promise<ChargeLookUp> {
    return this.charges.cancelCharge(query);
  }

  refund(input: RefundInput): Promise<RefundOutcome> {
    return this.charges.refund(input);
  }

  lookUpRefund(query: RefundQuery): Promise<RefundLookUp> {
    return this.charges.lookUpRefund(query);
  }

  readDispute(vendorDisputeId: string): Promise<DisputeState | null> {
    return this.charges.readDispute(vendorDisputeId);
  }

  beginCheckout(input: BeginCheckoutInput): Promise<BegunCheckout> {
    return this.checkouts.beginCheckout(input);
  }

  readCheckout(ref: CheckoutRef): Promise<CheckoutState> {
    return this.checkouts.readCheckout(ref);
  }

  verifyWebhook(rawBody: Buffer, headers: WebhookHeaders): Promise<VendorEvent> {
    return this.webhooks.verify(rawBody, headers);
  }

  /** PayPal signs nothing that a browser brings back. */
  checkReturn(): ReturnProof {
    return 'unsigned';
  }
}
