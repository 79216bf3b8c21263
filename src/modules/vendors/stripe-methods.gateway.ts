import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import type { Answer, StripeClient } from './stripe-client.gateway.js';
import { stripeDecline } from './stripe-declines.js';
import { exceptionOf } from './stripe-faults.js';
import { idOf, META, methodDetails, setupState } from './stripe-mapping.js';
import type {
  AttachInput,
  AttachOutcome,
  BeginSetupInput,
  BegunSetup,
  EnsureCustomerInput,
  MethodDetails,
  SetupClient,
  SetupRef,
  SetupState,
  VendorMethodRef,
  VerifyInput,
  VerifyOutcome,
} from './vendor-gateway.js';
import {
  PaymentTypeNotSupported,
  VendorObjectGone,
  VendorRequestRefused,
  VendorTokenRefused,
} from './vendors.errors.js';

const CARD_ONLY = ['card'] satisfies Stripe.SetupIntentCreateParams.AllowedPaymentMethodType[];
const SETUP_HOURS = 24;
const PAGE = 100;
const MOST_METHODS = 1000;

/** Customers, setups and stored cards at Stripe. */
export class StripeMethods {
  constructor(private readonly client: StripeClient) {}

  async ensureCustomer(input: EnsureCustomerInput): Promise<{ vendorCustomerId: string }> {
    const params: Stripe.CustomerCreateParams = {
      name: input.name,
      ...(input.email ? { email: input.email } : {}),
      ...(input.phone ? { phone: input.phone } : {}),
      ...(input.locale ? { preferred_locales: [input.locale] } : {}),
      metadata: { [META.customerId]: input.customerId },
    };
    // A key is good for one set of parameters, and a name or address may change between two tries.
    const digest = createHash('sha256').update(JSON.stringify(params)).digest('hex').slice(0, 16);
    const customer = await this.createCustomer(params, `${input.idempotencyKey}:${digest}`);
    return { vendorCustomerId: this.client.sameMode(customer).id };
  }

  async beginSetup(input: BeginSetupInput): Promise<BegunSetup> {
    const browser = this.client.browser();
    const customer = input.customer.vendorCustomerId;
    if (customer === null) throw new VendorObjectGone('stripe', 'customer');
    if (input.paymentType !== 'card') throw new PaymentTypeNotSupported('stripe', input.paymentType);
    const answer = await this.client.write('setup_intent', input.idempotencyKey, (sdk, options) =>
      sdk.setupIntents.create(
        {
          customer,
          usage: 'off_session',
          allowed_payment_method_types: CARD_ONLY,
          metadata: { [META.setupId]: input.setupId, [META.customerId]: input.customer.customerId },
          ...this.moto(input),
        },
        options,
      ),
    );
    const setup = this.client.sameMode(orThrow(answer, 'customer'));
    return {
      vendorSetupId: setup.id,
      client: clientOf(setup, browser),
      expiresAt: new Date(this.client.options.clock.now().getTime() + SETUP_HOURS * 3_600_000),
    };
  }

  async clientForSetup(ref: SetupRef): Promise<SetupClient> {
    const browser = this.client.browser();
    const answer = await this.retrieve(ref.vendorSetupId);
    const setup = ofCustomer(orThrow(answer, 'setup'), ref);
    if (setup.status === 'canceled') throw new VendorObjectGone('stripe', 'setup');
    return clientOf(setup, browser);
  }

  async readSetup(ref: SetupRef): Promise<SetupState> {
    const answer = await this.retrieve(ref.vendorSetupId);
    if (isMissing(answer)) return { status: 'expired' };
    return setupState(ofCustomer(this.client.sameMode(orThrow(answer, 'setup')), ref));
  }

  async readMethod({ vendorPaymentMethodId }: VendorMethodRef): Promise<MethodDetails | null> {
    if (!isId(vendorPaymentMethodId)) return null;
    const answer = await this.client.tryRead('payment_method', (sdk, options) =>
      sdk.paymentMethods.retrieve(vendorPaymentMethodId, {}, options),
    );
    return isMissing(answer) ? null : methodDetails(this.client.sameMode(orThrow(answer)));
  }

  async listMethods(vendorCustomerId: string): Promise<readonly MethodDetails[]> {
    const found: MethodDetails[] = [];
    let after: string | undefined;
    do {
      const page: Stripe.ApiList<Stripe.PaymentMethod> = orThrow(
        await this.client.tryRead('list', (sdk, options) =>
          sdk.customers.listPaymentMethods(
            vendorCustomerId,
            { type: 'card', limit: PAGE, ...(after ? { starting_after: after } : {}) },
            options,
          ),
        ),
        'customer',
      );
      found.push(...page.data.map(methodDetails).filter((method) => method !== null));
      after = page.has_more ? page.data.at(-1)?.id : undefined;
    } while (after && found.length < MOST_METHODS);
    return found;
  }

  async attachMethod(input: AttachInput): Promise<AttachOutcome> {
    const token = input.vendorPaymentMethodId;
    const customer = input.vendorCustomerId;
    if (customer === null) throw new VendorObjectGone('stripe', 'customer');
    if (!isId(token)) throw new VendorTokenRefused('unknown');
    const owned = await this.ownerChecked(token, customer);
    if (owned) return { status: 'attached', method: owned };

    const answer = await this.client.write('payment_method', input.idempotencyKey, (sdk, options) =>
      sdk.paymentMethods.attach(token, { customer }, options),
    );
    if (!answer.ok) return attachFault(answer);
    const method = methodDetails(this.client.sameMode(answer.value));
    return method ? { status: 'attached', method } : { status: 'unknown', reason: 'not_attached' };
  }

  async detach(ref: VendorMethodRef): Promise<void> {
    const answer = await this.client.write('payment_method', null, (sdk, options) =>
      sdk.paymentMethods.detach(ref.vendorPaymentMethodId, {}, options),
    );
    if (answer.ok || isMissing(answer)) return;
    // Stripe gives no code for a method that is attached to nobody, so the method itself is asked.
    if (answer.fault.kind === 'refused' && (await this.readMethod(ref)) === null) return;
    throw exceptionOf(answer.fault);
  }

  async setDefault(vendorCustomerId: string, vendorPaymentMethodId: string | null): Promise<void> {
    const answer = await this.client.write('customer', null, (sdk, options) =>
      sdk.customers.update(
        vendorCustomerId,
        { invoice_settings: { default_payment_method: vendorPaymentMethodId ?? '' } },
        options,
      ),
    );
    orThrow(answer, 'customer');
  }

  /** A setup intent confirmed on the spot: the network's zero-amount check. */
  async verify({ customer, method, idempotencyKey }: VerifyInput): Promise<VerifyOutcome> {
    const vendorCustomerId = customer.vendorCustomerId;
    if (vendorCustomerId === null) throw new VendorObjectGone('stripe', 'customer');
    const answer = await this.client.write('setup_intent', idempotencyKey, (sdk, options) =>
      sdk.setupIntents.create(
        {
          customer: vendorCustomerId,
          payment_method: method.vendorPaymentMethodId,
          usage: 'off_session',
          allowed_payment_method_types: CARD_ONLY,
          confirm: true,
          metadata: { [META.customerId]: customer.customerId },
        },
        options,
      ),
    );
    return answer.ok ? verified(answer.value) : verifyFault(answer);
  }

  // The answer kept under a key outlives its customer: one deleted since is made anew, still once.
  private async createCustomer(params: Stripe.CustomerCreateParams, key: string): Promise<Stripe.Customer> {
    const answer = await this.client.write('customer', key, (sdk, options) =>
      sdk.customers.create(params, options),
    );
    const customer = orThrow(answer);
    if (customer.lastResponse.headers['idempotent-replayed'] !== 'true') return customer;
    const now = await this.client.tryRead('customer', (sdk, options) =>
      sdk.customers.retrieve(customer.id, {}, options),
    );
    const isGone = isMissing(now) || orThrow(now).deleted === true;
    return isGone ? this.createCustomer(params, `${key}:${customer.id}`) : customer;
  }

  private async ownerChecked(token: string, customer: string): Promise<MethodDetails | null> {
    const answer = await this.client.tryRead('payment_method', (sdk, options) =>
      sdk.paymentMethods.retrieve(token, {}, options),
    );
    if (isMissing(answer))
      throw new VendorTokenRefused('unknown', answer.ok ? undefined : answer.fault.cause);
    const method = this.client.sameMode(orThrow(answer));
    if (method.type !== 'card') throw new PaymentTypeNotSupported('stripe', method.type);
    const owner = idOf(method.customer);
    if (owner !== null && owner !== customer) throw new VendorTokenRefused('foreign');
    return methodDetails(method);
  }

  private retrieve(vendorSetupId: string): Promise<Answer<Stripe.SetupIntent>> {
    return this.client.tryRead('setup_intent', (sdk, options) =>
      sdk.setupIntents.retrieve(vendorSetupId, { expand: ['payment_method'] }, options),
    );
  }

  private moto({ channel }: BeginSetupInput): Pick<Stripe.SetupIntentCreateParams, 'payment_method_options'> {
    if (channel !== 'phone') return {};
    if (!this.client.options.moto) throw new VendorRequestRefused('stripe', 'moto_not_enabled');
    return { payment_method_options: { card: { moto: true } } };
  }
}

function clientOf(setup: Stripe.SetupIntent, browser: SetupClient): SetupClient {
  return { ...browser, ...(setup.client_secret ? { clientSecret: setup.client_secret } : {}) };
}

function verified(setup: Stripe.SetupIntent): VerifyOutcome {
  const status: string = setup.status;
  switch (status) {
    case 'succeeded':
      return { status: 'verified' };
    case 'requires_action':
      return { status: 'declined', decline: stripeDecline({ code: 'authentication_required' }) };
    case 'requires_payment_method':
      return { status: 'declined', decline: stripeDecline(setup.last_setup_error ?? {}) };
    default:
      return { status: 'unknown', reason: `status_${status}` };
  }
}

function verifyFault({ fault }: Extract<Answer<unknown>, { ok: false }>): VerifyOutcome {
  if (fault.kind === 'declined') return { status: 'declined', decline: stripeDecline(fault.error) };
  if (fault.kind === 'lost') return { status: 'unknown', reason: fault.reason };
  throw exceptionOf(fault);
}

function attachFault({ fault }: Extract<Answer<unknown>, { ok: false }>): AttachOutcome {
  if (fault.kind === 'declined') return { status: 'declined', decline: stripeDecline(fault.error) };
  if (fault.kind === 'lost' || fault.kind === 'key_reused') {
    return { status: 'unknown', reason: fault.kind === 'lost' ? fault.reason : fault.kind };
  }
  // Stripe's only sign of a token that was used up or detached is this sentence.
  if (fault.kind === 'refused' && /may not be used again|already been attached/.test(fault.message)) {
    throw new VendorTokenRefused('used', fault.cause);
  }
  throw exceptionOf(fault);
}

function ofCustomer(setup: Stripe.SetupIntent, ref: SetupRef): Stripe.SetupIntent {
  if (idOf(setup.customer) === ref.vendorCustomerId) return setup;
  throw new VendorTokenRefused('foreign');
}

function orThrow<T>(answer: Answer<T>, missing?: 'customer' | 'setup' | 'method'): T {
  if (!answer.ok) throw exceptionOf(answer.fault, missing);
  return answer.value;
}

function isMissing(answer: Answer<unknown>): boolean {
  return !answer.ok && answer.fault.kind === 'refused' && answer.fault.code === 'resource_missing';
}

// A caller's token becomes part of an address.
function isId(token: string): boolean {
  return /^\w{3,255}$/.test(token);
}
