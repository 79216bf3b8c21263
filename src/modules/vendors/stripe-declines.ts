import { type DeclineTable, toDecline } from './decline-buckets.js';
import type { Decline } from './vendor-gateway.js';
import type { DeclineBucket } from './vendor-vocabulary.js';

// https://docs.stripe.com/declines/codes, then the error codes that stand where no decline code does.
const CODES: Readonly<Record<DeclineBucket, string>> = {
  funds: 'insufficient_funds card_velocity_exceeded withdrawal_count_limit_exceeded',
  issuer: `generic_decline do_not_honor call_issuer no_action_taken try_again_later issuer_not_available
    approve_with_id invalid_amount do_not_try_again transaction_not_allowed service_not_allowed not_permitted
    card_declined card_decline_rate_limit_exceeded previously_declined_do_not_retry`,
  technical: 'processing_error reenter_transaction payment_method_provider_timeout',
  card_data: `expired_card incorrect_cvc invalid_cvc incorrect_number invalid_number invalid_account
    invalid_expiry_month invalid_expiry_year incorrect_zip incorrect_address incorrect_pin invalid_pin
    pin_try_exceeded card_not_supported currency_not_supported new_account_information_available
    testmode_decline incorrect_postal_code invalid_card_type expired_payment_method resource_missing
    payment_method_detached`,
  authentication: `authentication_required authentication_not_handled offline_pin_required
    online_or_offline_pin_required mobile_device_authentication_required authentication_failure
    setup_intent_authentication_failure payment_intent_authentication_failure payment_intent_action_required
    three_d_secure_authentication_not_supported`,
  fraud: `lost_card stolen_card pickup_card fraudulent restricted_card security_violation merchant_blacklist
    highest_risk_level blocked_by_rule`,
  revoked: `revocation_of_authorization revocation_of_all_authorizations stop_payment_order
    india_recurring_payment_mandate_canceled payment_intent_mandate_invalid setup_intent_mandate_invalid`,
  duplicate: 'duplicate_transaction',
  canceled: 'payment_method_customer_decline canceled',
};

const TABLE: DeclineTable = {
  buckets: Object.fromEntries(
    (Object.keys(CODES) as DeclineBucket[]).flatMap((bucket) =>
      CODES[bucket].split(/\s+/).map((code) => [code, bucket]),
    ),
  ),
  neverAgain: new Set([
    'do_not_try_again',
    'transaction_not_allowed',
    'service_not_allowed',
    'not_permitted',
    'card_decline_rate_limit_exceeded',
    'previously_declined_do_not_retry',
  ]),
};

/** The fields in which Stripe tells a refusal, on an error, on an intent's last error and on a charge's outcome. */
export interface StripeDeclineFields {
  readonly code?: string | null | undefined;
  readonly decline_code?: string | null | undefined;
  readonly advice_code?: string | null | undefined;
  readonly network_advice_code?: string | null | undefined;
  readonly network_decline_code?: string | null | undefined;
}

/** The outcome of a charge, where a payment that Radar stopped can be told from one that the bank refused. */
export interface StripeOutcomeFields extends StripeDeclineFields {
  readonly network_status?: string | null | undefined;
  readonly reason?: string | null | undefined;
  readonly type?: string | null | undefined;
}

/** Puts a Stripe refusal into its bucket. */
export function stripeDecline(error: StripeDeclineFields, outcome?: StripeOutcomeFields | null): Decline {
  return toDecline(
    {
      code: blockedCode(outcome) ?? firstOf(error.decline_code, error.code) ?? 'card_declined',
      adviceCode: firstOf(error.advice_code, outcome?.advice_code),
      networkAdviceCode: firstOf(error.network_advice_code, outcome?.network_advice_code),
      networkDeclineCode: firstOf(error.network_decline_code, outcome?.network_decline_code),
    },
    TABLE,
  );
}

// Radar's own refusals carry the decline code of a bank that was never asked.
function blockedCode(outcome: StripeOutcomeFields | null | undefined): string | null {
  if (outcome?.network_status !== 'not_sent_to_network' || outcome.type !== 'blocked') return null;
  return outcome.reason === 'previously_declined_do_not_retry' || outcome.reason === 'highest_risk_level'
    ? outcome.reason
    : 'blocked_by_rule';
}

// The SDK gives '' for a card error without a decline code.
function firstOf(...values: (string | null | undefined)[]): string | null {
  return values.find((value) => value !== undefined && value !== null && value !== '') ?? null;
}
