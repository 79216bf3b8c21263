import type { PaymentTokenResponse, SetupTokenRequest, SetupTokenResponse } from '@paypal/paypal-server-sdk';
import { type Answer, orThrow, type PayPalClient } from './paypal-client.gateway.js';
import { paypalDecline } from './paypal-declines.js';
import { exceptionOf, type PayPalFault } from './paypal-faults.js';
import { localeOf, methodDetails } from './paypal-mapping.js';
import { hasId } from './paypal-orders.js';
import { PAYPAL } from './paypal-values.js';
import type {
  AttachInput,
  AttachOutcome,
  BeginSetupInput,
  BegunSetup,
  MethodDetails,
  SetupClient,
  SetupRef,
  SetupState,
  VendorMethodRef,
} from './vendor-gateway.js';
import { VendorRequestRefused, VendorTokenRefused } from './vendors.errors.js';

const SETUP_HOURS = 72;
// The largest that PayPal takes of either.
const PAGE = 5;
const MOST_PAGES = 10;

/** Setups and stored methods in PayPal's vault. */
export class PayPalMethods {
  constructor(private readonly client: PayPalClient) {}

  async beginSetup(input: BeginSetupInput): Promise<BegunSetup> {
    if (input.channel === 'phone') throw new VendorRequestRefused('paypal', 'moto_not_enabled');
    const browser = this.client.browser();
    const body = this.setupRequest(input);
    const answer = await this.client.write(hasId, ({ vault }) =>
      vault.createSetupToken({ body, paypalRequestId: input.idempotencyKey }),
    );
    const setup = orThrow(answer, 'customer');
    return {
      vendorSetupId: setup.id ?? '',
      client: clientOf(setup, browser),
      expiresAt: new Date(this.client.options.clock.now().getTime() + SETUP_HOURS * 3_600_000),
    };
  }

  async clientForSetup(ref: SetupRef): Promise<SetupClient> {
    const browser = this.client.browser();
    return clientOf(ofCustomer(orThrow(await this.retrieve(ref.vendorSetupId), 'setup'), ref), browser);
  }

  /** Approval alone saves nothing: an approved token is exchanged here for one that lasts. */
  async readSetup(ref: SetupRef): Promise<SetupState> {
    const answer = await this.retrieve(ref.vendorSetupId);
    if (isMissing(answer)) return { status: 'expired' };
    const setup = ofCustomer(orThrow(answer, 'setup'), ref);
    const status = String(setup.status);
    switch (status) {
      // An exchange repeated with its key names the very token that it made, which no list does.
      case 'APPROVED':
      case 'TOKENIZED':
      case 'VAULTED':
        return this.exchange(setup, ref);
      default:
        return { status: 'pending' };
    }
  }

  async readMethod({ vendorPaymentMethodId }: VendorMethodRef): Promise<MethodDetails | null> {
    if (!isId(vendorPaymentMethodId)) return null;
    const answer = await this.retrieveMethod(vendorPaymentMethodId);
    return isMissing(answer) ? null : readable(methodDetails(orThrow(answer)));
  }

  async listMethods(vendorCustomerId: string): Promise<readonly MethodDetails[]> {
    const found: MethodDetails[] = [];
    for (let page = 1; page <= MOST_PAGES; page += 1) {
      const answer = await this.client.read(isListing, ({ vault }) =>
        vault.listCustomerPaymentTokens({
          customerId: vendorCustomerId,
          pageSize: PAGE,
          page,
          totalRequired: true,
        }),
      );
      if (isMissing(answer)) break;
      const { paymentTokens = [], totalPages = 1 } = orThrow(answer, 'customer');
      found.push(...paymentTokens.map(methodDetails).filter((method) => method !== null));
      if (page >= totalPages || paymentTokens.length === 0) break;
    }
    return found;
  }

  /** PayPal knows no attaching: a token of our own merchant account is read, and refused when it bears another customer's name. */
  async attachMethod(input: AttachInput): Promise<AttachOutcome> {
    const token = input.vendorPaymentMethodId;
    if (!isId(token)) throw new VendorTokenRefused('unknown');
    const answer = await this.retrieveMethod(token);
    if (isMissing(answer)) throw new VendorTokenRefused('unknown', faultCause(answer));
    const found = orThrow(answer);
    const owner = found.customer?.merchantCustomerId;
    if (owner !== undefined && owner !== input.customerId) throw new VendorTokenRefused('foreign');
    const method = methodDetails(found);
    if (!method) throw new VendorTokenRefused('unknown');
    return { status: 'attached', method };
  }

  async detach({ vendorPaymentMethodId }: VendorMethodRef): Promise<void> {
    if (!isId(vendorPaymentMethodId)) return;
    const answer = await this.client.write<unknown>(
      () => true,
      ({ vault }) => vault.deletePaymentToken(vendorPaymentMethodId),
    );
    if (answer.ok || isMissing(answer)) return;
    throw exceptionOf(answer.fault);
  }

  private setupRequest(input: BeginSetupInput): SetupTokenRequest {
    const { customerId, vendorCustomerId } = input.customer;
    // PayPal makes the customer with the first thing saved; ours is only a name beside it, known again on every answer.
    const customer = {
      ...(vendorCustomerId === null ? {} : { id: vendorCustomerId }),
      merchantCustomerId: customerId,
    };
    return { customer, paymentSource: this.sourceOf(input) };
  }

  private sourceOf({ paymentType, returnUrl, locale }: BeginSetupInput): SetupTokenRequest['paymentSource'] {
    const { brandName } = this.client.options;
    const experienceContext = {
      ...(brandName ? { brandName } : {}),
      locale: localeOf(locale),
      ...(returnUrl ? { returnUrl, cancelUrl: returnUrl } : {}),
    };
    if (paymentType === 'card') {
      const verificationMethod = PAYPAL.scaWhenRequired;
      return { card: { verificationMethod, experienceContext } };
    }
    if (!returnUrl) throw new VendorRequestRefused('paypal', 'return_url_missing');
    return {
      paypal: {
        usageType: PAYPAL.merchant,
        usagePattern: PAYPAL.unscheduled,
        customerType: PAYPAL.consumer,
        // Else the account saved by one customer of ours would be taken away when another saves it too.
        permitMultiplePaymentTokens: true,
        experienceContext: {
          ...experienceContext,
          shippingPreference: PAYPAL.noShipping,
        },
      },
    };
  }

  private async exchange(setup: SetupTokenResponse, ref: SetupRef): Promise<SetupState> {
    const answer = await this.client.write(hasId, ({ vault }) =>
      vault.createPaymentToken({
        body: { paymentSource: { token: { id: ref.vendorSetupId, type: PAYPAL.setupToken } } },
        paypalRequestId: `exchange-${ref.setupId}`,
      }),
    );
    if (answer.ok) return { status: 'completed', method: readable(methodDetails(answer.value)) };
    const { fault } = answer;
    if (isExchanged(setup, fault)) return this.found(setup);
    if (fault.kind === 'declined') {
      return { status: 'failed', decline: paypalDecline({ code: fault.code }), final: true };
    }
    throw exceptionOf(fault, 'setup');
  }

  // A setup token does not name what it became, and PayPal promises no order: only what looks alike in everything is taken.
  // A list may lag, so that nothing found today may be found tomorrow.
  private async found(setup: SetupTokenResponse): Promise<SetupState> {
    const customer = setup.customer?.id;
    const wanted = methodDetails({ ...setup, id: 'setup' });
    if (customer === undefined || !wanted || !isTelling(wanted)) return { status: 'pending' };
    const methods = await this.listMethods(customer);
    const method = methods.find((one) => looksOf(one) === looksOf(wanted));
    return method ? { status: 'completed', method } : { status: 'pending' };
  }

  private retrieve(vendorSetupId: string): Promise<Answer<SetupTokenResponse>> {
    return this.client.read(hasId, ({ vault }) => vault.getSetupToken(vendorSetupId));
  }

  private retrieveMethod(id: string): Promise<Answer<PaymentTokenResponse>> {
    return this.client.read(hasId, ({ vault }) => vault.getPaymentToken(id));
  }
}

function clientOf(setup: SetupTokenResponse, browser: SetupClient): SetupClient {
  const approve = setup.links?.find(({ rel }) => rel === 'approve' || rel === 'payer-action')?.href;
  return {
    ...browser,
    ...(setup.id ? { setupToken: setup.id } : {}),
    ...(approve ? { redirectUrl: approve } : {}),
  };
}

function ofCustomer(setup: SetupTokenResponse, { customerId }: SetupRef): SetupTokenResponse {
  const owner = setup.customer?.merchantCustomerId;
  if (customerId === undefined || owner === undefined || owner === customerId) return setup;
  throw new VendorTokenRefused('foreign');
}

function looksOf(method: MethodDetails): string {
  const { paymentType, brand, last4, expMonth, expYear, walletPayerId } = method;
  return JSON.stringify([paymentType, brand, last4, expMonth, expYear, walletPayerId]);
}

function isTelling({ last4, walletPayerId }: MethodDetails): boolean {
  return last4 !== null || walletPayerId !== null;
}

// An answer without its instrument says nothing about the method, least of all that it is gone.
function readable(method: MethodDetails | null): MethodDetails {
  if (!method) throw new VendorRequestRefused('paypal', 'unreadable_method');
  return method;
}

// Exchanged before, longer ago than PayPal keeps the key of it; of a vaulted one every refusal says so.
function isExchanged({ status }: SetupTokenResponse, fault: PayPalFault): boolean {
  switch (fault.kind) {
    case 'missing':
    case 'used_before':
      return true;
    case 'declined':
    case 'refused':
      return String(status) === 'VAULTED' || fault.code.includes('ALREADY');
    case 'busy':
    case 'credentials':
    case 'lost':
    case 'unreachable':
      return false;
  }
}

function isMissing(answer: Answer<unknown>): boolean {
  return !answer.ok && (answer.fault.kind === 'missing' || isUnknownToken(answer.fault));
}

function isUnknownToken(fault: { readonly kind: string; readonly code?: string }): boolean {
  return fault.kind === 'declined' && (fault.code === 'TOKEN_ID_NOT_FOUND' || fault.code === 'TOKEN_EXPIRED');
}

function faultCause(answer: Answer<unknown>): Error | undefined {
  return answer.ok ? undefined : answer.fault.cause;
}

function isListing(value: { customer?: object; paymentTokens?: readonly unknown[] }): boolean {
  return value.customer !== undefined || value.paymentTokens !== undefined;
}

// A caller's token becomes part of an address.
function isId(token: string): boolean {
  return /^[\w-]{1,36}$/.test(token);
}
