import Stripe from 'stripe';
import { StripeCharges } from './stripe-charges.gateway.js';
import { StripeCheckouts } from './stripe-checkouts.gateway.js';
import { StripeClient, type StripeOptions } from './stripe-client.gateway.js';
import { StripeDirectory } from './stripe-directory.gateway.js';
import { toVendorEvent } from './stripe-events.js';
import { exceptionOf, safeCause } from './stripe-faults.js';
import { StripeMethods } from './stripe-methods.gateway.js';
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
  CustomerDirectory,
  DisputeState,
  EnsureCustomerInput,
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
import { VendorNotConfigured, WebhookSignatureInvalid, WebhookUnreadable } from './vendors.errors.js';

const TOLERANCE_SECONDS = 300;
// A key may be given the permission to read its account, or a proxy may have refused for a moment.
const REFUSAL_HOLDS_MS = 300_000;

/** Stripe behind the port. */
export class StripeGateway implements VendorGateway {
  readonly vendor = 'stripe';
  readonly capabilities: VendorCapabilities;
  readonly directory: CustomerDirectory;
  private readonly client: StripeClient;
  private readonly methods: StripeMethods;
  private readonly charges: StripeCharges;
  private readonly checkouts: StripeCheckouts;
  private known: { readonly account: string; readonly until: number } | null = null;

  constructor(options: StripeOptions) {
    this.client = new StripeClient(options);
    this.methods = new StripeMethods(this.client);
    this.charges = new StripeCharges(this.client);
    this.checkouts = new StripeCheckouts(this.client);
    this.directory = new StripeDirectory(this.client);
    this.capabilities = {
      paymentTypes: ['card'],
      duplicateBy: 'fingerprint',
      customers: true,
      detaches: true,
      defaults: true,
      attach: true,
      zeroAmountVerify: true,
      phoneEntry: options.moto,
      idempotencyKeys: true,
    };
  }

  /** A restricted key that may not read its account, and a compatible server that has none, count as one account. */
  async account(): Promise<string> {
    const now = this.client.options.clock.real().getTime();
    if (this.known !== null && now < this.known.until) return this.known.account;
    const answer = await this.client.tryRead('account', (sdk, options) =>
      sdk.accounts.retrieveCurrent({}, options),
    );
    const wasNamed = this.known?.account;
    if (answer.ok) {
      this.known = { account: answer.value.id, until: Infinity };
    } else if (wasNamed) {
      // Another caller has learned the name meanwhile; no refusal takes it away.
      return wasNamed;
    } else if (answer.fault.kind === 'refused' || isForbidden(answer.fault.cause)) {
      this.known = { account: '', until: now + REFUSAL_HOLDS_MS };
    } else {
      throw exceptionOf(answer.fault);
    }
    return this.known.account;
  }

  async check(): Promise<void> {
    this.client.browser();
    if (this.client.options.webhookSecrets.length === 0) {
      throw new VendorNotConfigured('stripe', 'vendors.stripe.webhook_secrets');
    }
    const customers = await this.client.read<Stripe.ApiList<Stripe.Customer>>('list', (sdk, options) =>
      sdk.customers.list({ limit: 1 }, options),
    );
    customers.data.forEach((customer) => this.client.sameMode(customer));
  }

  ensureCustomer(input: EnsureCustomerInput): Promise<{ vendorCustomerId: string }> {
    return this.methods.ensureCustomer(input);
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

  setDefault(vendorCustomerId: string, vendorPaymentMethodId: string | null): Promise<void> {
    return this.methods.setDefault(vendorCustomerId, vendorPaymentMethodId);
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

  cancelCharge(query: ChargeQuery): Promise<ChargeLookUp> {
    return this.charges.cancelCharge(query);
  }

  refund(input: RefundInput): Promise<RefundOutcome> {
    return this.charges.refund(input);
  }

  lookUpRefund(query: RefundQuery): Promise<RefundLookUp> {
    return this.charges.lookUpRefund(query);
  }

  beginCheckout(input: BeginCheckoutInput): Promise<BegunCheckout> {
    return this.checkouts.beginCheckout(input);
  }

  readCheckout(ref: CheckoutRef): Promise<CheckoutState> {
    return this.checkouts.readCheckout(ref);
  }

  closeCheckout(ref: CheckoutRef): Promise<void> {
    return this.checkouts.closeCheckout(ref);
  }

  readDispute(vendorDisputeId: string): Promise<DisputeState | null> {
    return this.charges.readDispute(vendorDisputeId);
  }

  /** Tries every secret, so that an old and a new one hold side by side while they are rotated. */
  verifyWebhook(rawBody: Buffer, headers: WebhookHeaders): Promise<VendorEvent> {
    return Promise.resolve().then(() => toVendorEvent(this.eventOf(rawBody, headers), this.client.livemode));
  }

  checkReturn(): ReturnProof {
    return 'unsigned';
  }

  private eventOf(rawBody: Buffer, headers: WebhookHeaders): Stripe.Event {
    const { webhookSecrets, clock } = this.client.options;
    if (webhookSecrets.length === 0)
      throw new VendorNotConfigured('stripe', 'vendors.stripe.webhook_secrets');
    const signature = headers['stripe-signature'];
    if (typeof signature !== 'string') throw new WebhookSignatureInvalid('stripe');
    let refusal: Error | null = null;
    for (const secret of webhookSecrets) {
      try {
        const received = clock.real().getTime();
        return Stripe.webhooks.constructEvent(
          rawBody,
          signature,
          secret,
          TOLERANCE_SECONDS,
          undefined,
          received,
        );
      } catch (error) {
        if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) {
          throw new WebhookUnreadable('stripe', error);
        }
        refusal = safeCause(error);
      }
    }
    throw new WebhookSignatureInvalid('stripe', refusal);
  }
}

function isForbidden(cause: Error): boolean {
  return 'statusCode' in cause && cause.statusCode === 403;
}
