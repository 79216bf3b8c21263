import { describe, expect, it } from '@jest/globals';
import { stripeDecline } from './stripe-declines.js';

// https://docs.stripe.com/declines/codes, each with whether we may charge the same card again by ourselves.
const DOCUMENTED: [string, string, boolean][] = [
  ['approve_with_id', 'issuer', true],
  ['authentication_not_handled', 'authentication', false],
  ['authentication_required', 'authentication', false],
  ['call_issuer', 'issuer', true],
  ['card_not_supported', 'card_data', false],
  ['card_velocity_exceeded', 'funds', true],
  ['currency_not_supported', 'card_data', false],
  ['do_not_honor', 'issuer', true],
  ['do_not_try_again', 'issuer', false],
  ['duplicate_transaction', 'duplicate', false],
  ['expired_card', 'card_data', false],
  ['fraudulent', 'fraud', false],
  ['generic_decline', 'issuer', true],
  ['incorrect_address', 'card_data', false],
  ['incorrect_cvc', 'card_data', false],
  ['incorrect_number', 'card_data', false],
  ['incorrect_pin', 'card_data', false],
  ['incorrect_zip', 'card_data', false],
  ['insufficient_funds', 'funds', true],
  ['invalid_account', 'card_data', false],
  ['invalid_amount', 'issuer', true],
  ['invalid_cvc', 'card_data', false],
  ['invalid_expiry_month', 'card_data', false],
  ['invalid_expiry_year', 'card_data', false],
  ['invalid_number', 'card_data', false],
  ['invalid_pin', 'card_data', false],
  ['issuer_not_available', 'issuer', true],
  ['lost_card', 'fraud', false],
  ['merchant_blacklist', 'fraud', false],
  ['mobile_device_authentication_required', 'authentication', false],
  ['new_account_information_available', 'card_data', false],
  ['no_action_taken', 'issuer', true],
  ['not_permitted', 'issuer', false],
  ['offline_pin_required', 'authentication', false],
  ['online_or_offline_pin_required', 'authentication', false],
  ['pickup_card', 'fraud', false],
  ['pin_try_exceeded', 'card_data', false],
  ['processing_error', 'technical', true],
  ['reenter_transaction', 'technical', true],
  ['restricted_card', 'fraud', false],
  ['revocation_of_all_authorizations', 'revoked', false],
  ['revocation_of_authorization', 'revoked', false],
  ['security_violation', 'fraud', false],
  ['service_not_allowed', 'issuer', false],
  ['stolen_card', 'fraud', false],
  ['stop_payment_order', 'revoked', false],
  ['testmode_decline', 'card_data', false],
  ['transaction_not_allowed', 'issuer', false],
  ['try_again_later', 'issuer', true],
  ['withdrawal_count_limit_exceeded', 'funds', true],
];

describe("Stripe's declines", () => {
  it.each(DOCUMENTED)('puts %s into %s, retried: %s', (code, bucket, retryable) => {
    expect(stripeDecline({ code: 'card_declined', decline_code: code })).toMatchObject({
      bucket,
      code,
      retryable,
    });
  });

  it("falls back on the error's code where there is no decline code", () => {
    expect(stripeDecline({ code: 'expired_card', decline_code: '' })).toMatchObject({
      bucket: 'card_data',
      code: 'expired_card',
    });
    expect(stripeDecline({})).toMatchObject({ bucket: 'issuer', code: 'card_declined' });
  });

  it('keeps the advice, from the error or else from the outcome of the charge', () => {
    expect(
      stripeDecline(
        { decline_code: 'generic_decline', network_decline_code: '05' },
        { advice_code: 'do_not_try_again', network_advice_code: '03' },
      ),
    ).toMatchObject({
      adviceCode: 'do_not_try_again',
      networkAdviceCode: '03',
      networkDeclineCode: '05',
      retryable: false,
    });
  });

  it.each([
    ['highest_risk_level', 'highest_risk_level', 'fraud'],
    ['rule', 'blocked_by_rule', 'fraud'],
    ['previously_declined_do_not_retry', 'previously_declined_do_not_retry', 'issuer'],
  ])('does not retry what Radar stopped before the bank saw it (%s)', (reason, code, bucket) => {
    const outcome = { network_status: 'not_sent_to_network', type: 'blocked', reason };
    expect(stripeDecline({ decline_code: 'generic_decline' }, outcome)).toMatchObject({
      bucket,
      code,
      hint: 'contact_bank',
      retryable: false,
    });
  });
});
