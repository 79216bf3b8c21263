import { type Account, type Cause, ownCause } from './account.js';
import { badState } from './api-error.js';
import { billingDetailsFrom } from './billing-details.js';
import { type CardBehaviour, NAMED_BEHAVIOURS } from './card-behaviour.js';
import { settlePending } from './charging.js';
import { chargeOf } from './charges.js';
import { keepCustomer } from './customer-records.js';
import { type DeclineChoice } from './declines.js';
import { expireSession, sessionOf } from './checkout-records.js';
import { payOnPage } from './checkout-sessions.js';
import { closeDispute, disputeOf, openDispute } from './disputes.js';
import { newId } from '../kit/index.js';
import { type CardFacts, fingerprintOf, keepMethod, methodOf } from './method-records.js';
import { finishPayment, paymentIntentOf } from './payment-intents.js';
import { detachMethod } from './payment-methods.js';
import { refundOf, settleRefund } from './refunds.js';
import { finishSetup, setupIntentOf } from './setup-intents.js';
import { type WireCheckoutSession } from './wire-checkout.js';
import { type WireDispute, type WirePaymentIntent } from './wire-payments.js';
import { type Metadata, type WirePaymentMethod } from './wire.js';

/** A customer to have at the vendor. */
export interface CustomerSpec {
  id: string;
  email?: string;
  name?: string;
  metadata?: Metadata;
}

/** A card to have at the vendor, without any number. */
export interface MethodSpec {
  id?: string;
  /** Made if the vendor does not know it. */
  customer?: string;
  /** The customer's default at the vendor. */
  default?: boolean;
  brand?: string;
  last4?: string;
  exp_month: number;
  exp_year: number;
  funding?: string;
  country?: string;
  /** Two cards with one fingerprint are the same card; made of brand, last4 and id unless told. */
  fingerprint?: string;
  name?: string;
  metadata?: Metadata;
  /** A name such as `authenticationRequired`, a decline code for every charge, or the behaviour spelt out. */
  behaviour?: string | CardBehaviour;
}

/** What the card networks' account updater changed. */
export interface CardRenewal {
  exp_month?: number;
  exp_year?: number;
  last4?: string;
  fingerprint?: string;
  brand?: string;
}

/** What a person at the vendor, a bank or a card network may do without any call of the API. */
export class Control {
  constructor(private readonly account: Account) {}

  /** Makes customers and cards in bulk, without events; those that exist stay as they are. */
  seed(customers: readonly CustomerSpec[], methods: readonly MethodSpec[]): WirePaymentMethod[] {
    for (const spec of customers) this.customer(spec);
    return methods.map((spec) => this.method(spec));
  }

  /** The account updater gives a card another expiry or number. */
  renewCard(id: string, renewal: CardRenewal): WirePaymentMethod {
    const method = methodOf(this.account, id);
    const { card } = method.wire;
    const fields = Object.keys(renewal) as (keyof CardRenewal)[];
    const previous = Object.fromEntries(fields.map((name) => [name, card[name]]));
    method.wire.card = { ...card, ...renewal };
    this.account.store.methods.save(method);
    return this.because((cause) => {
      this.account.emit(cause, 'payment_method.automatically_updated', method.wire, { card: previous });
      return method.wire;
    });
  }

  /** The issuer behaves differently from now on. */
  changeBehaviour(id: string, behaviour: string | CardBehaviour): WirePaymentMethod {
    const method = methodOf(this.account, id);
    method.behaviour = behaviourOf(behaviour);
    method.setUp = method.behaviour.alreadySetUp ?? method.setUp;
    this.account.store.methods.save(method);
    return method.wire;
  }

  /** Somebody detaches a card in the vendor's dashboard. */
  detach(id: string): WirePaymentMethod {
    const method = methodOf(this.account, id);
    return this.because((cause) => {
      detachMethod(this.account, cause, method);
      return method.wire;
    });
  }

  /** A card vanishes: it can no longer be retrieved. */
  deleteMethod(id: string): WirePaymentMethod {
    const wire = this.detach(id);
    this.account.store.methods.remove(id);
    return wire;
  }

  /** The customer ends the authentication of a setup or payment intent. */
  authenticate(id: string, outcome: 'approve' | 'fail'): object {
    const cause = { ...ownCause(), durable: false };
    const intent = id.startsWith('seti_')
      ? finishSetup(this.account, cause, setupIntentOf(this.account, id), outcome)
      : finishPayment(this.account, cause, paymentIntentOf(this.account, id), outcome);
    this.account.release(cause);
    return intent;
  }

  /** A checkout session as its page sees it; null when there is none. */
  checkoutSession(id: string): WireCheckoutSession | null {
    if (this.account.store.checkoutSessions.find(id) === undefined) return null;
    return this.because((cause) => sessionOf(this.account, cause, id).wire);
  }

  /** The customer pays on the hosted page with a test card such as `pm_card_visa`; declined cards leave it open. */
  payCheckout(id: string, card: string): WirePaymentIntent {
    return this.because((cause) => {
      const record = sessionOf(this.account, cause, id);
      if (record.wire.status !== 'open') throw badState(`Checkout session ${id} is ${record.wire.status}.`);
      return payOnPage(this.account, cause, record, card);
    });
  }

  /** The page's time runs out. */
  expireCheckout(id: string): WireCheckoutSession {
    return this.because((cause) => {
      const record = sessionOf(this.account, cause, id);
      if (record.wire.status === 'open') expireSession(this.account, cause, record);
      return record.wire;
    });
  }

  /** Ends a payment that is processing: paid, or declined. */
  settlePayment(id: string, decline: DeclineChoice | string | null = null): object {
    const intent = paymentIntentOf(this.account, id);
    return this.because((cause) => {
      settlePending(this.account, cause, intent, decline);
      return intent;
    });
  }

  /** Ends a refund at the bank. */
  settleRefund(id: string, status: 'succeeded' | 'failed' | 'canceled'): object {
    const refund = refundOf(this.account, id);
    return this.because((cause) => {
      settleRefund(this.account, cause, refund, status);
      return refund;
    });
  }

  /** The cardholder disputes a charge. */
  dispute(chargeId: string, reason?: string): WireDispute {
    const charge = chargeOf(this.account, chargeId);
    if (charge.disputed) throw badState(`Charge ${chargeId} is disputed already.`);
    return this.because((cause) => openDispute(this.account, cause, charge, reason));
  }

  /** The bank decides a dispute. */
  closeDispute(id: string, status: 'won' | 'lost'): WireDispute {
    const dispute = disputeOf(this.account, id);
    return this.because((cause) => {
      closeDispute(this.account, cause, dispute, status);
      return dispute;
    });
  }

  /** Sends an event of any type with any object, for receivers that must stand the unknown. */
  emit(type: string, object: object, previous?: object): void {
    this.because((cause) => {
      this.account.emit(cause, type, object, previous);
    });
  }

  /** Sends an event again, as the dashboard's button does. */
  resend(eventId: string): boolean {
    return this.account.outbox.resend(eventId);
  }

  private because<T>(work: (cause: Cause) => T): T {
    const cause = ownCause();
    const result = work(cause);
    this.account.release(cause);
    return result;
  }

  private customer(spec: CustomerSpec): void {
    if (this.account.store.customers.find(spec.id) !== undefined) return;
    const customer = keepCustomer(this.account, spec.id);
    customer.email = spec.email ?? null;
    customer.name = spec.name ?? null;
    customer.metadata = spec.metadata ?? {};
    this.account.store.customers.save(customer);
  }

  private method(spec: MethodSpec): WirePaymentMethod {
    const { id = newId('pm_1'), customer } = spec;
    const known = this.account.store.methods.find(id);
    if (known !== undefined) return known.wire;
    if (customer !== undefined) this.customer({ id: customer });
    const record = keepMethod(this.account, this.factsOf(spec, id), {
      id,
      customer: customer ?? null,
      billingDetails: { ...billingDetailsFrom(undefined), name: spec.name ?? null },
      metadata: spec.metadata ?? {},
    });
    record.setUp = customer !== undefined;
    this.account.store.methods.save(record);
    if (spec.default === true && customer !== undefined) this.makeDefault(customer, id);
    return record.wire;
  }

  private factsOf(spec: MethodSpec, id: string): CardFacts {
    const { brand = 'visa', last4 = '4242', funding = 'credit', country = 'US', behaviour = {} } = spec;
    return {
      brand,
      last4,
      expMonth: spec.exp_month,
      expYear: spec.exp_year,
      funding,
      country,
      fingerprint: spec.fingerprint ?? fingerprintOf(this.account, `${brand} ${last4} ${id}`),
      behaviour: behaviourOf(behaviour),
      cvcGiven: true,
    };
  }

  private makeDefault(customerId: string, methodId: string): void {
    const customer = this.account.store.customers.find(customerId);
    if (customer === undefined) return;
    customer.invoice_settings = { ...customer.invoice_settings, default_payment_method: methodId };
    this.account.store.customers.save(customer);
  }
}

function behaviourOf(given: string | CardBehaviour): CardBehaviour {
  if (typeof given !== 'string') return given;
  return NAMED_BEHAVIOURS[given] ?? { charge: given };
}
