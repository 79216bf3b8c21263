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
  payment_method_options: { card: Record<string, unknown> };
  payment_method_types: string[];
  single_use_mandate: null;
  status: 'requires_payment_method' | 'requires_confirmation' | 'requires_action' | 'canceled' | 'succeeded';
  usage: string;
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
  payment_method_details: { card: { three_d_secure: WireThreeDSecure | null }; type: 'card' };
  setup_error: WireCardError | null;
  setup_intent: string;
  status: 'requires_action' | 'succeeded' | 'failed' | 'abandoned';
  usage: string;
}

export interface WirePaymentIntent extends WireTypeChoice {
  id: string;
  object: 'payment_intent';
  amount: number;
  amount_capturable: number;
  amount_received: number;
  application: null;
  application_fee_amount: null;
  canceled_at: number | null;
  cancellation_reason: string | null;
  capture_method: 'automatic_async' | 'automatic';
  client_secret: string;
  confirmation_method: 'automatic';
  created: number;
  currency: string;
  customer: string | null;
  customer_account: null;
  description: string | null;
  last_payment_error: WireCardError | null;
  latest_charge: string | null;
  livemode: false;
  managed_payments: null;
  metadata: Metadata;
  next_action: WireNextAction | null;
  on_behalf_of: null;
  payment_method: string | null;
  payment_method_options: { card: Record<string, unknown> };
  payment_method_types: string[];
  payment_record: null;
  processing: null;
  receipt_email: string | null;
  review: null;
  setup_future_usage: string | null;
  shipping: null;
  source: null;
  statement_descriptor: string | null;
  statement_descriptor_suffix: string | null;
  status:
    | 'requires_payment_method'
    | 'requires_confirmation'
    | 'requires_action'
    | 'processing'
    | 'canceled'
    | 'succeeded';
  transfer_data: null;
  transfer_group: null;
}

export interface WireOutcome {
  advice_code: string | null;
  network_advice_code: string | null;
  network_decline_code: string | null;
  network_status: 'approved_by_network' | 'declined_by_network' | 'not_sent_to_network';
  reason: string | null;
  risk_level: string;
  risk_score: number;
  seller_message: string;
  type: 'authorized' | 'issuer_declined' | 'blocked' | 'invalid';
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

export interface WireChargeCard {
  amount_authorized: number | null;
  authorization_code: string | null;
  brand: string;
  checks: WireCard['checks'];
  country: string | null;
  electronic_commerce_indicator: string | null;
  exp_month: number;
  exp_year: number;
  fingerprint: string | null;
  funding: string;
  installments: null;
  last4: string;
  mandate: null;
  network: string;
  network_transaction_id: string | null;
  regulated_status: 'unregulated';
  three_d_secure: WireThreeDSecure | null;
  transaction_link_id: null;
  wallet: null;
}

export interface WireCharge {
  id: string;
  object: 'charge';
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  application: null;
  application_fee: null;
  application_fee_amount: null;
  balance_transaction: string | null;
  billing_details: WireBillingDetails;
  calculated_statement_descriptor: string | null;
  captured: boolean;
  created: number;
  currency: string;
  customer: string | null;
  description: string | null;
  disputed: boolean;
  failure_balance_transaction: null;
  failure_code: string | null;
  failure_message: string | null;
  fraud_details: Record<string, never>;
  livemode: false;
  metadata: Metadata;
  on_behalf_of: null;
  outcome: WireOutcome;
  paid: boolean;
  payment_intent: string;
  payment_method: string;
  payment_method_details: { card: WireChargeCard; type: 'card' };
  receipt_email: string | null;
  receipt_number: null;
  receipt_url: null;
  refunded: boolean;
  review: null;
  shipping: null;
  source: null;
  source_transfer: null;
  statement_descriptor: string | null;
  statement_descriptor_suffix: string | null;
  status: 'succeeded' | 'pending' | 'failed';
  transfer_data: null;
  transfer_group: null;
}

export interface WireRefund {
  id: string;
  object: 'refund';
  amount: number;
  balance_transaction: string | null;
  charge: string;
  created: number;
  currency: string;
  customer: string | null;
  customer_account: null;
  destination_details: { card: { type: 'refund' }; type: 'card' };
  failure_reason?: string;
  metadata: Metadata;
  payment_intent: string | null;
  payment_method: string | null;
  pending_reason?: 'processing';
  reason: string | null;
  receipt_number: null;
  source_transfer_reversal: null;
  status: 'pending' | 'succeeded' | 'failed' | 'canceled';
  transfer_reversal: null;
}

export interface WireDispute {
  id: string;
  object: 'dispute';
  amount: number;
  balance_transactions: never[];
  charge: string;
  created: number;
  currency: string;
  enhanced_eligibility_types: never[];
  is_charge_refundable: boolean;
  livemode: false;
  metadata: Metadata;
  network_reason_code: string | null;
  payment_intent: string | null;
  reason: string;
  status: string;
}

export interface WireList {
  object: 'list' | 'search_result';
  data: object[];
  has_more: boolean;
  next_page?: string | null;
  url: string;
}
