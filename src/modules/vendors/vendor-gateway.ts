import type { Money } from '../../common/money.js';
import type { DeclineBucket, DeclineHint, PaymentType, Vendor } from './vendor-vocabulary.js';

/** What a vendor can do; callers ask these flags and never the vendor's name. */
export interface VendorCapabilities {
  readonly paymentTypes: readonly PaymentType[];
  /** How one instrument stored twice is recognised. */
  readonly duplicateBy: 'fingerprint' | 'payer' | 'token';
  /**
   * Whether the vendor keeps customers of its own; false means `vendorCustomerId` is always null. One that makes them with
   * the first method saved (`ensureCustomer` answers null) names them in that method's details.
   */
  readonly customers: boolean;
  /** Whether a method may be kept there and be nobody's, as one that was taken from its customer; such a one can never be charged. */
  readonly detaches?: boolean;
  /** Whether a default is kept at the vendor and `setDefault` does something. */
  readonly defaults: boolean;
  /** Whether an existing vendor token can be taken over REST by `attachMethod`. */
  readonly attach: boolean;
  /** Whether `verify` costs nothing; false means it authorises and voids `amount`. */
  readonly zeroAmountVerify: boolean;
  /** Whether staff may type a card told by phone into the vendor's field (MOTO). */
  readonly phoneEntry: boolean;
  /** Whether repeating a call with its idempotency key is safe; false means look up first, then use a new key. */
  readonly idempotencyKeys: boolean;
}

/** Our customer as a vendor needs to know him. */
export interface VendorCustomerRef {
  readonly customerId: string;
  readonly vendorCustomerId: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly phone?: string | null;
}

/** A stored method as a vendor knows it. */
export interface VendorMethodRef {
  readonly vendorPaymentMethodId: string;
  readonly paymentType: PaymentType;
}

/** What the vendor says about a stored method; never taken from a caller. */
export interface MethodDetails {
  readonly vendorPaymentMethodId: string;
  /** Null when the method is attached to nobody, or the vendor has no customers. */
  readonly vendorCustomerId: string | null;
  readonly paymentType: PaymentType;
  /** Lower case (`visa`, `mastercard`, `amex`); null for a wallet. */
  readonly brand: string | null;
  readonly last4: string | null;
  /** 1 to 12. */
  readonly expMonth: number | null;
  /** Four digits. */
  readonly expYear: number | null;
  readonly name: string | null;
  readonly funding: 'credit' | 'debit' | 'prepaid' | 'unknown' | null;
  /** The same for one card number within one vendor account; stored, never shown. */
  readonly fingerprint: string | null;
  readonly walletPayerId: string | null;
  readonly accountEmailMasked: string | null;
}

/** A refusal, as data: what happened, what may follow, what the customer may be told. */
export interface Decline {
  /** For staff, retries and reports; show a customer `customerBucket(bucket)`, which hides `fraud`. */
  readonly bucket: DeclineBucket;
  readonly hint: DeclineHint;
  /** The vendor's own code, for staff. */
  readonly code: string;
  readonly adviceCode: string | null;
  readonly networkAdviceCode: string | null;
  readonly networkDeclineCode: string | null;
  /** Whether the same method may be charged again by itself later. */
  readonly retryable: boolean;
}

/** What the browser's form needs to finish one setup; holds secrets, so it is neither stored nor logged. */
export interface SetupClient {
  readonly clientSecret?: string;
  readonly publishableKey?: string;
  readonly jsUrl?: string;
  /** The vendor's page to send the browser to, for vendors without a form of their own in ours. */
  readonly redirectUrl?: string;
  /** PayPal's setup token and client id. */
  readonly setupToken?: string;
  readonly clientId?: string;
}

export interface BeginSetupInput {
  readonly setupId: string;
  readonly customer: VendorCustomerRef;
  readonly paymentType: PaymentType;
  /** Our own page that a hosted page sends the browser back to. */
  readonly returnUrl?: string;
  /** Our address for the vendor's server to tell of this setup, where it takes one per request. */
  readonly callbackUrl?: string;
  readonly locale: string;
  /** `phone` marks a card told to staff (MOTO); only where `capabilities.phoneEntry`. */
  readonly channel?: 'online' | 'phone';
  readonly idempotencyKey: string;
}

export interface BegunSetup {
  readonly vendorSetupId: string;
  readonly client: SetupClient;
  readonly expiresAt: Date;
}

/** One setup of ours at the vendor. */
export interface SetupRef {
  readonly setupId: string;
  readonly vendorSetupId: string;
  /** The answer is refused when the vendor says the setup belongs to another customer. */
  readonly vendorCustomerId: string | null;
  /** Ours, for vendors that keep our name of a customer beside one of their own making. */
  readonly customerId?: string;
}

export type SetupState =
  | { readonly status: 'pending' }
  | { readonly status: 'completed'; readonly method: MethodDetails }
  /** `final: false`: the customer may try again in the same form, so the setup stays open. */
  | { readonly status: 'failed'; readonly decline: Decline; readonly final: boolean }
  | { readonly status: 'expired' };

export interface EnsureCustomerInput {
  readonly customerId: string;
  readonly name: string;
  readonly email: string | null;
  readonly phone?: string | null;
  readonly locale?: string;
  readonly idempotencyKey: string;
}

export interface AttachInput {
  readonly vendorPaymentMethodId: string;
  readonly vendorCustomerId: string | null;
  readonly customerId: string;
  readonly idempotencyKey: string;
}

/** `unknown`: the answer was lost; `readMethod` tells whether the method belongs to the customer now. */
export type AttachOutcome =
  | { readonly status: 'attached'; readonly method: MethodDetails }
  | { readonly status: 'declined'; readonly decline: Decline }
  | { readonly status: 'unknown'; readonly reason: string };

export interface VerifyInput {
  readonly customer: VendorCustomerRef;
  readonly method: VendorMethodRef;
  /** Used where the vendor has no zero-amount check: authorised, then voided. */
  readonly amount: Money | null;
  readonly idempotencyKey: string;
}

export type VerifyOutcome =
  | { readonly status: 'verified' }
  | { readonly status: 'declined'; readonly decline: Decline }
  | { readonly status: 'unknown'; readonly reason: string };

export interface ChargeInput {
  readonly paymentId: string;
  readonly attemptNo: number;
  readonly amount: Money;
  readonly customer: VendorCustomerRef;
  readonly method: VendorMethodRef;
  /** True when the customer is not there to confirm anything. */
  readonly offSession: boolean;
  readonly usage: 'recurring' | 'unscheduled' | 'one_off';
  readonly description?: string;
  /** Where the bank sends the customer back to; on-session charges only. */
  readonly returnUrl?: string;
  /** Made from payment and attempt: a new attempt takes a new one, a retry of an unknown attempt the same. */
  readonly idempotencyKey: string;
}

export type NextAction =
  | { readonly type: 'redirect'; readonly url: string }
  | { readonly type: 'vendor_form'; readonly client: SetupClient };

/**
 * What became of one attempt. An exception from `charge` means that nothing was charged; `unknown` means that
 * nobody knows, and `lookUpCharge` must be asked before anything else is tried.
 */
export type ChargeOutcome =
  | {
      readonly status: 'succeeded';
      readonly vendorChargeId: string;
      /** What was really captured: another amount or currency than ours makes the payment `review`. */
      readonly amount: Money;
      readonly refunded: Money;
      readonly networkTransactionId: string | null;
    }
  | { readonly status: 'pending'; readonly vendorChargeId: string }
  | { readonly status: 'requires_action'; readonly vendorChargeId: string; readonly nextAction: NextAction }
  | { readonly status: 'declined'; readonly vendorChargeId: string | null; readonly decline: Decline }
  | { readonly status: 'unknown'; readonly vendorChargeId: string | null; readonly reason: string };

/** Which charge is looked for: by the vendor's id when it is known, else by ours. */
export interface ChargeQuery {
  readonly vendorChargeId: string | null;
  readonly paymentId: string;
  readonly attemptNo: number;
  readonly vendorCustomerId: string | null;
}

/** `not_found`: the vendor has no such charge now; a request still on its way may yet make it, so a new try keeps its key. */
export type ChargeLookUp = ChargeOutcome | { readonly status: 'not_found' };

export interface RefundInput {
  readonly refundId: string;
  readonly vendorChargeId: string;
  readonly amount: Money;
  readonly reason?: 'duplicate' | 'fraudulent' | 'requested_by_customer';
  readonly idempotencyKey: string;
}

export type RefundOutcome =
  | { readonly status: 'succeeded'; readonly vendorRefundId: string; readonly amount: Money }
  | { readonly status: 'pending'; readonly vendorRefundId: string; readonly amount: Money }
  | { readonly status: 'failed'; readonly vendorRefundId: string | null; readonly code: string }
  | { readonly status: 'unknown'; readonly reason: string };

export interface RefundQuery {
  readonly vendorRefundId: string | null;
  readonly refundId: string;
  readonly vendorChargeId: string;
}

export type RefundLookUp = RefundOutcome | { readonly status: 'not_found' };

export interface DisputeState {
  readonly status: 'open' | 'won' | 'lost';
  readonly vendorChargeId: string | null;
  readonly amount: Money;
}

/** A payment that the customer makes on the vendor's own page, optionally keeping the method. */
export interface BeginCheckoutInput {
  readonly checkoutId: string;
  readonly amount: Money;
  /** Null for a guest, who can keep no method. */
  readonly customer: VendorCustomerRef | null;
  readonly paymentType: PaymentType;
  readonly saveMethod: boolean;
  readonly description: string;
  readonly locale: string;
  readonly returnUrl: string;
  readonly callbackUrl: string;
  readonly idempotencyKey: string;
}

export interface BegunCheckout {
  readonly vendorCheckoutId: string;
  readonly redirectUrl: string;
  readonly expiresAt: Date;
}

/** One checkout of ours at the vendor, with the amount it must have been paid with. */
export interface CheckoutRef {
  readonly checkoutId: string;
  readonly vendorCheckoutId: string;
  /** False: one that the customer has only approved is told as `approved`, and nothing is taken. */
  readonly capture?: boolean;
}

/** `settled` carries what `charge` would have answered, and the method kept where that was asked for. */
export type CheckoutState =
  | { readonly status: 'open' | 'approved' | 'expired' | 'canceled' }
  | { readonly status: 'settled'; readonly outcome: ChargeOutcome; readonly method: MethodDetails | null };

/** What a browser brought back: `unsigned` proves nothing, `forged` was signed by somebody else. */
export type ReturnProof = 'signed' | 'unsigned' | 'forged';

/** What an event is about, by ids only: whoever applies it reads the vendor again. */
export type VendorChange =
  | { readonly kind: 'setup_changed'; readonly vendorSetupId: string; readonly setupId: string | null }
  | {
      readonly kind: 'method_changed' | 'method_detached';
      readonly vendorPaymentMethodId: string;
      /** For a detachment: whose it was. */
      readonly vendorCustomerId: string | null;
    }
  | { readonly kind: 'customer_gone'; readonly vendorCustomerId: string }
  | {
      readonly kind: 'checkout_changed';
      readonly vendorCheckoutId: string;
      readonly checkoutId: string | null;
    }
  | { readonly kind: 'charge_changed'; readonly vendorChargeId: string; readonly paymentId: string | null }
  | {
      readonly kind: 'refund_changed';
      readonly vendorRefundId: string;
      readonly vendorChargeId: string | null;
      readonly refundId: string | null;
    }
  | {
      readonly kind: 'dispute_changed';
      readonly vendorDisputeId: string;
      readonly vendorChargeId: string | null;
    }
  | { readonly kind: 'ignored'; readonly reason: 'not_ours' | 'other_mode' | 'other_account' };

/** A verified event: `vendorEventId` is what repeats are recognised by. */
export interface VendorEvent {
  readonly vendor: Vendor;
  readonly vendorEventId: string;
  /** The vendor's own name of it, for the inbox. */
  readonly type: string;
  readonly occurredAt: Date;
  readonly change: VendorChange;
}

/** Header names in lower case, as Node gives them. */
export type WebhookHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Payments on the vendor's own page. */
export interface HostedCheckout {
  /** Opens the page; nothing is charged until the customer pays there, so a failure is always an exception. */
  beginCheckout(input: BeginCheckoutInput): Promise<BegunCheckout>;
  /** Reads where a checkout stands, capturing an approved one where approval alone moves no money, unless told not to; repeatable. */
  readCheckout(ref: CheckoutRef): Promise<CheckoutState>;
  /** Closes the page of one that nobody is to pay any more; absent where pages only end by themselves. */
  closeCheckout?(ref: CheckoutRef): Promise<void>;
}

/** A customer as the vendor keeps it, perhaps from before our time. */
export interface KnownVendorCustomer {
  readonly vendorCustomerId: string;
  /** Ours, where it was noted at the vendor. */
  readonly customerId: string | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  /** Such as `ar` or `en-GB`. */
  readonly locale: string | null;
  /** ISO 4217 in upper case, of what the customer is billed in there. */
  readonly currency: string | null;
  readonly defaultPaymentMethodId: string | null;
  readonly createdAt: Date;
}

export interface VendorCustomerPage {
  readonly customers: readonly KnownVendorCustomer[];
  /** Null after the last page. */
  readonly nextCursor: string | null;
}

/** Every customer of a vendor account, for taking over one that was there before us. */
export interface CustomerDirectory {
  /** One page from the cursor on, the newest customer first; throws `VendorObjectGone` when the cursor holds no more. */
  listCustomers(cursor: string | null): Promise<VendorCustomerPage>;
}

/**
 * The one door to a payment vendor. A decline is data, an outage is `VendorUnavailable`, an answer lost after
 * something may have been saved or charged is `unknown`. No method keeps state or is called inside a transaction.
 */
export interface VendorGateway extends HostedCheckout {
  readonly vendor: Vendor;
  readonly capabilities: VendorCapabilities;
  /** Absent where the vendor cannot name its customers. */
  readonly directory?: CustomerDirectory;

  /** Names the vendor account behind the keys; a vendor customer id is only good within it. */
  account(): Promise<string>;
  /** Asks the vendor whether the keys are good; throws what is wrong with them. */
  check(): Promise<void>;

  /** Makes the customer at the vendor, once per idempotency key unless deleted there since; null where the vendor keeps none. */
  ensureCustomer(input: EnsureCustomerInput): Promise<{ readonly vendorCustomerId: string | null }>;

  /** Opens a setup; nothing is saved until the customer finishes it, so a failure is always an exception. */
  beginSetup(input: BeginSetupInput): Promise<BegunSetup>;
  /** Reads the form's data again for a replayed answer; throws `VendorObjectGone` when the setup is no more. */
  clientForSetup(setup: SetupRef): Promise<SetupClient>;
  /** Reads where a setup stands, finishing it at the vendor where approval alone saves nothing; repeatable. */
  readSetup(setup: SetupRef): Promise<SetupState>;

  /** Null when the vendor no longer keeps the method for anybody: it can never be charged again. */
  readMethod(method: VendorMethodRef): Promise<MethodDetails | null>;
  /** Everything chargeable the vendor keeps for a customer, newest first. */
  listMethods(vendorCustomerId: string): Promise<readonly MethodDetails[]>;
  /** Takes an existing token; throws `VendorTokenRefused` for an unknown, foreign or used one. */
  attachMethod(input: AttachInput): Promise<AttachOutcome>;
  /** Removes a method for good; one that is already gone counts as removed. */
  detach(method: VendorMethodRef): Promise<void>;
  /** Mirrors our default; null clears it. */
  setDefault(vendorCustomerId: string, vendorPaymentMethodId: string | null): Promise<void>;
  /** Asks the bank whether the method could be charged. */
  verify(input: VerifyInput): Promise<VerifyOutcome>;

  charge(input: ChargeInput): Promise<ChargeOutcome>;
  lookUpCharge(query: ChargeQuery): Promise<ChargeLookUp>;
  /**
   * Takes back a charge that waits for its customer, and says as what it stands then: `declined` as canceled when nothing can be taken by
   * it any more, else whatever it has become meanwhile. Absent where a bank's page cannot be closed.
   */
  cancelCharge?(query: ChargeQuery): Promise<ChargeLookUp>;
  refund(input: RefundInput): Promise<RefundOutcome>;
  lookUpRefund(query: RefundQuery): Promise<RefundLookUp>;
  readDispute(vendorDisputeId: string): Promise<DisputeState | null>;

  /** Checks the signature over the raw body and names the change; throws `WebhookSignatureInvalid`. */
  verifyWebhook(rawBody: Buffer, headers: WebhookHeaders): Promise<VendorEvent>;
  /** Checks what a browser posted to our return page; whatever the answer, only `readSetup` says what is true. */
  checkReturn(fields: Readonly<Record<string, string>>): ReturnProof;
}
