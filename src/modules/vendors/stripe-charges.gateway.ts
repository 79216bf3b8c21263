import type Stripe from 'stripe';
import type { Answer, StripeClient } from './stripe-client.gateway.js';
import { stripeDecline } from './stripe-declines.js';
import { exceptionOf, type StripeFault } from './stripe-faults.js';
import { chargeOutcome, disputeState, META, refundOutcome, toStripeAmount } from './stripe-mapping.js';
import type {
  ChargeInput,
  ChargeLookUp,
  ChargeOutcome,
  ChargeQuery,
  DisputeState,
  RefundInput,
  RefundLookUp,
  RefundOutcome,
  RefundQuery,
} from './vendor-gateway.js';
import { VendorObjectGone, VendorRequestRefused } from './vendors.errors.js';

const PAGE = 100;
const MOST_PAGES = 10;
const WITH_CHARGE = { expand: ['latest_charge'] };

/** Charges, refunds and disputes at Stripe. */
export class StripeCharges {
  constructor(private readonly client: StripeClient) {}

  async charge(input: ChargeInput): Promise<ChargeOutcome> {
    const params = this.paramsOf(input);
    const answer = await this.client.write('payment_intent', input.idempotencyKey, (sdk, options) =>
      sdk.paymentIntents.create(params, options),
    );
    return answer.ok ? this.outcomeOf(answer.value) : this.chargeFault(answer.fault);
  }

  /** By our id through the customer's list, which is exact at once; Stripe's search lags behind by minutes. */
  async lookUpCharge(query: ChargeQuery): Promise<ChargeLookUp> {
    if (query.vendorChargeId !== null) return this.retrieve(query.vendorChargeId);
    const customer = query.vendorCustomerId;
    if (customer === null) return { status: 'unknown', vendorChargeId: null, reason: 'no_vendor_customer' };
    const attemptNo = String(query.attemptNo);
    const search = await this.find<Stripe.PaymentIntent>(
      (sdk, page, options) =>
        sdk.paymentIntents.list({ customer, expand: ['data.latest_charge'], ...page }, options),
      ({ metadata }) =>
        metadata[META.paymentId] === query.paymentId && metadata[META.attemptNo] === attemptNo,
    );
    if (search.found) return this.outcomeOf(search.found);
    return search.complete
      ? { status: 'not_found' }
      : { status: 'unknown', vendorChargeId: null, reason: 'too_many_charges' };
  }

  /** Refused for one that is not open any more, which then tells itself what it is. */
  async cancelCharge(query: ChargeQuery): Promise<ChargeLookUp> {
    const id = query.vendorChargeId;
    if (id === null) return this.lookUpCharge(query);
    const answer = await this.client.write('payment_intent', null, (sdk, options) =>
      sdk.paymentIntents.cancel(id, WITH_CHARGE, options),
    );
    if (answer.ok) return this.outcomeOf(answer.value);
    const { fault } = answer;
    if (fault.kind === 'refused') return this.retrieve(id);
    if (fault.kind === 'lost') return { status: 'unknown', vendorChargeId: id, reason: fault.reason };
    throw exceptionOf(fault);
  }

  async refund(input: RefundInput): Promise<RefundOutcome> {
    const amount = toStripeAmount(input.amount);
    if (amount === null) return { status: 'failed', vendorRefundId: null, code: 'amount_precision' };
    const answer = await this.client.write('refund', input.idempotencyKey, (sdk, options) =>
      sdk.refunds.create(
        {
          payment_intent: input.vendorChargeId,
          amount,
          ...(input.reason ? { reason: input.reason } : {}),
          metadata: { [META.refundId]: input.refundId },
        },
        options,
      ),
    );
    return answer.ok ? refundOutcome(answer.value) : refundFault(answer.fault);
  }

  async lookUpRefund(query: RefundQuery): Promise<RefundLookUp> {
    const id = query.vendorRefundId;
    if (id !== null) {
      const answer = await this.client.tryRead('refund', (sdk, options) =>
        sdk.refunds.retrieve(id, {}, options),
      );
      return answer.ok ? refundOutcome(answer.value) : notFound(answer.fault);
    }
    const search = await this.find<Stripe.Refund>(
      (sdk, page, options) => sdk.refunds.list({ payment_intent: query.vendorChargeId, ...page }, options),
      ({ metadata }) => metadata?.[META.refundId] === query.refundId,
    );
    if (search.found) return refundOutcome(search.found);
    return search.complete ? { status: 'not_found' } : { status: 'unknown', reason: 'too_many_refunds' };
  }

  async readDispute(vendorDisputeId: string): Promise<DisputeState | null> {
    const answer = await this.client.tryRead('dispute', (sdk, options) =>
      sdk.disputes.retrieve(vendorDisputeId, {}, options),
    );
    if (answer.ok) return disputeState(this.client.sameMode(answer.value));
    notFound(answer.fault);
    return null;
  }

  private paramsOf(input: ChargeInput): Stripe.PaymentIntentCreateParams {
    const amount = toStripeAmount(input.amount);
    if (amount === null) throw new VendorRequestRefused('stripe', 'amount_precision');
    const customer = input.customer.vendorCustomerId;
    if (customer === null) throw new VendorObjectGone('stripe', 'customer');
    return {
      amount,
      currency: input.amount.currency.toLowerCase(),
      customer,
      payment_method: input.method.vendorPaymentMethodId,
      allowed_payment_method_types: ['card'],
      confirm: true,
      metadata: {
        [META.paymentId]: input.paymentId,
        [META.attemptNo]: String(input.attemptNo),
        [META.customerId]: input.customer.customerId,
      },
      ...(input.description ? { description: input.description } : {}),
      ...presence(input),
      ...WITH_CHARGE,
    };
  }

  private async retrieve(vendorChargeId: string): Promise<ChargeLookUp> {
    const answer = await this.client.tryRead('payment_intent', (sdk, options) =>
      sdk.paymentIntents.retrieve(vendorChargeId, WITH_CHARGE, options),
    );
    return answer.ok ? this.outcomeOf(answer.value) : notFound(answer.fault);
  }

  private outcomeOf(intent: Stripe.PaymentIntent): ChargeOutcome {
    return chargeOutcome(intent, this.client.browserIfAny());
  }

  private chargeFault(fault: StripeFault): ChargeOutcome {
    switch (fault.kind) {
      case 'declined':
        return declined(fault.error);
      case 'lost':
        return { status: 'unknown', vendorChargeId: null, reason: fault.reason };
      case 'key_reused':
        // Something was charged, or refused, under this key before: only asking tells.
        return { status: 'unknown', vendorChargeId: null, reason: fault.kind };
      case 'refused':
        if (isMethodGone(fault)) {
          return {
            status: 'declined',
            vendorChargeId: null,
            decline: stripeDecline({ code: 'payment_method_detached' }),
          };
        }
        throw exceptionOf(fault);
      case 'busy':
      case 'credentials':
      case 'unreachable':
        throw exceptionOf(fault);
    }
  }

  private async find<T extends { id: string }>(
    list: (
      sdk: Stripe,
      page: Stripe.PaginationParams,
      options: Stripe.RequestOptions,
    ) => Promise<Stripe.ApiList<T>>,
    wanted: (item: T) => boolean,
  ): Promise<{ found: T | null; complete: boolean }> {
    let after: string | undefined;
    for (let pages = 0; pages < MOST_PAGES; pages += 1) {
      const page: Stripe.PaginationParams = { limit: PAGE, ...(after ? { starting_after: after } : {}) };
      const answer: Answer<Stripe.ApiList<T>> = await this.client.tryRead('list', (sdk, options) =>
        list(sdk, page, options),
      );
      if (!answer.ok) throw exceptionOf(answer.fault, 'customer');
      const found = answer.value.data.find(wanted);
      after = answer.value.data.at(-1)?.id;
      if (found || !answer.value.has_more || !after) return { found: found ?? null, complete: true };
    }
    return { found: null, complete: false };
  }
}

function presence(input: ChargeInput): Partial<Stripe.PaymentIntentCreateParams> {
  if (!input.offSession) return input.returnUrl ? { return_url: input.returnUrl } : {};
  return {
    off_session: true,
    payment_method_options: {
      card: { stored_credential_usage: input.usage === 'recurring' ? 'recurring' : 'unscheduled' },
    },
  };
}

function declined(error: Stripe.errors.StripeError): ChargeOutcome {
  const intent = error.payment_intent;
  const charge = intent?.latest_charge;
  return {
    status: 'declined',
    vendorChargeId: intent?.id ?? null,
    decline: stripeDecline(error, typeof charge === 'object' ? charge?.outcome : null),
  };
}

// Only the sentence tells a method that was detached, or is no longer this customer's, from one of somebody else.
const GONE = /may not be used again|does not have a payment method/;

function isMethodGone({ code, param, message }: Extract<StripeFault, { kind: 'refused' }>): boolean {
  return (code === 'resource_missing' && param !== 'customer') || GONE.test(message);
}

// Whatever is refused here, an amount above the remainder or a charge in dispute, is refused before money moves.
function refundFault(fault: StripeFault): RefundOutcome {
  switch (fault.kind) {
    case 'declined':
      return { status: 'failed', vendorRefundId: null, code: fault.error.code ?? 'declined' };
    case 'refused':
      return { status: 'failed', vendorRefundId: null, code: fault.code };
    case 'lost':
      return { status: 'unknown', reason: fault.reason };
    case 'key_reused':
      return { status: 'unknown', reason: fault.kind };
    case 'busy':
    case 'credentials':
    case 'unreachable':
      throw exceptionOf(fault);
  }
}

function notFound(fault: StripeFault): { readonly status: 'not_found' } {
  if (fault.kind === 'refused' && fault.code === 'resource_missing') return { status: 'not_found' };
  throw exceptionOf(fault);
}
