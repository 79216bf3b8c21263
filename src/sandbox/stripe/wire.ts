/** What leaves the stand-in: Stripe's objects of API version 2026-10-28.endive, with every field that the SDK's typings require. */
export const API_VERSION = '2026-10-28.endive';

export type Metadata = Record<string, string>;

export interface WireAddress {
  city: string | null;
  country: string | null;
  line1: string | null;
  line2: string | null;
  postal_code: string | null;
  state: string | null;
}

export interface WireBillingDetails {
  address: WireAddress;
  email: string | null;
  name: string | null;
  phone: string | null;
  tax_id: string | null;
}

export interface WireCustomer {
  id: string;
  object: 'customer';
  address: WireAddress | null;
  balance: number;
  created: number;
  currency: string | null;
  default_source: null;
  delinquent: boolean;
  description: string | null;
  discount: null;
  email: string | null;
  invoice_prefix: string;
  invoice_settings: {
    custom_fields: null;
    default_payment_method: string | null;
    footer: null;
    rendering_options: null;
  };
  livemode: false;
  metadata: Metadata;
  name: string | null;
  next_invoice_sequence: number;
  phone: string | null;
  preferred_locales: string[];
  shipping: null;
  tax_exempt: 'none';
  test_clock: null;
}

export interface WireDeleted {
  id: string;
  object: 'customer';
  deleted: true;
}

export interface WireCard {
  brand: string;
  checks: {
    address_line1_check: string | null;
    address_postal_code_check: string | null;
    cvc_check: string | null;
  };
  country: string | null;
  display_brand: string;
  exp_month: number;
  exp_year: number;
  fingerprint: string | null;
  funding: string;
  generated_from: null;
  last4: string;
  networks: { available: string[]; preferred: string | null };
  regulated_status: 'unregulated';
  three_d_secure_usage: { supported: boolean };
  wallet: null;
}

export interface WirePaymentMethod {
  id: string;
  object: 'payment_method';
  allow_redisplay: 'always' | 'limited' | 'unspecified';
  billing_details: WireBillingDetails;
  card: WireCard;
  created: number;
  customer: string | null;
  customer_account: null;
  livemode: false;
  metadata: Metadata;
  type: 'card';
}

/** The part of an error that Stripe repeats in `last_setup_error` and `last_payment_error`. */
export interface WireCardError {
  advice_code?: string;
  charge?: string;
  code: string;
  decline_code?: string;
  doc_url: string;
  message: string;
  network_advice_code?: string;
  network_decline_code?: string;
  param?: string;
  payment_method?: WirePaymentMethod;
  type: 'card_error' | 'invalid_request_error';
}

export interface WireNextAction {
  type: 'use_stripe_sdk' | 'redirect_to_url';
  use_stripe_sdk?: Record<string, unknown>;
  redirect_to_url?: { return_url: string | null; url: string | null };
}

/** `payment_method_options.card` of a setup intent. */
export interface WireCardOptions {
  mandate_options: null;
  /** Not shown by Stripe; kept here to be known at the confirmation. */
  moto?: true;
  network: string | null;
  request_three_d_secure: string | null;
  setup_credential_usage?: string;
}

/** How an intent names the payment method types it takes; at most one of the four is set. */
export interface WireTypeChoice {
  allowed_payment_method_types: string[] | null;
  automatic_payment_methods: { allow_redirects: string; enabled: boolean } | null;
  excluded_payment_method_types: string[] | null;
  payment_method_configuration_details: { id: string; parent: null } | null;
}

export interface WireSetupIntent extends WireTypeChoice {
  id: string;
  object: 'setup_intent';
  application: null;
  cancellation_reason: string | null;
  client_secret: string;
  created: number;
  customer: string | null;
  customer_account: null;
  description: string | null;
  flow_directions: null;
  last_setup_error: WireCardError | null;
  latest_attempt: string | null;
  livemode: false;
  mandate: null;
  metadata: Metadata;
  next_action: WireNextAction | null;
  on_behalf_of: null;
  payment_method: string | null;
  payment_method_options: { card: WireCardOptions };
  payment_method_types: string[];
  single_use_mandate: null;
  status: 'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'canceled' | 'succeeded';
  usage: string;
}

export interface WireThreeDSecure {
  authentication_flow: 'challenge';
  electronic_commerce_indicator: string | null;
  exemption_indicator: null;
  result: 'authenticated' | 'failed';
  result_reason: string | null;
  transaction_id: string | null;
  version: '2.2.0';
}

export interface WireSetupAttempt {
  id: string;
  object: 'setup_attempt';
  application: null;
  created: number;
  customer: string | null;
  customer_account: null;
  flow_directions: null;
  livemode: false;
  on_behalf_of: null;
  payment_method: string;
  payment_method_details: {
    card: Pick<
      WireCard,
      | 'brand'
      | 'checks'
      | 'country'
      | 'exp_month'
      | 'exp_year'
      | 'fingerprint'
      | 'funding'
      | 'last4'
      | 'wallet'
    > & { network: string; three_d_secure: WireThreeDSecure | null };
    type: 'card';
  };
  setup_error: WireCardError | null;
  setup_intent: string;
  status: 'requires_action' | 'succeeded' | 'failed' | 'abandoned';
  usage: string;
}

export interface WireList {
  object: 'list' | 'search_result';
  data: object[];
  has_more: boolean;
  next_page?: string | null;
  url: string;
}
