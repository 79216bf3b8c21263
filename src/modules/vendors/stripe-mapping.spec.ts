import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type Stripe from 'stripe';
import {
  chargeOutcome,
  disputeState,
  fromStripeAmount,
  META,
  methodDetails,
  refundOutcome,
  setupState,
  toStripeAmount,
} from './stripe-mapping.js';

const card = (more: object = {}) =>
  ({
    id: 'pm_1',
    object: 'payment_method',
    type: 'card',
    customer: 'cus_1',
    livemode: false,
    billing_details: { name: ' Nora Haddad ' },
    card: { brand: 'Visa', last4: '4242', exp_month: 3, exp_year: 2031, funding: 'debit', fingerprint: 'fp' },
    ...more,
  }) as unknown as Stripe.PaymentMethod;
const intent = (more: object) =>
  ({
    id: 'pi_1',
    object: 'payment_intent',
    currency: 'gbp',
    amount_received: 1250,
    metadata: {},
    ...more,
  }) as unknown as Stripe.PaymentIntent;
const setup = (more: object) =>
  ({
    id: 'seti_1',
    object: 'setup_intent',
    payment_method: card(),
    ...more,
  }) as unknown as Stripe.SetupIntent;

describe('amounts', () => {
  it.each([
    ['GBP', 1250, 1250],
    ['JPY', 500, 500],
    ['KWD', 1250, 1250],
    ['ISK', 500, 50_000],
    ['MGA', 500, 5],
  ])('gives Stripe %s %s as %s', (currency, amount, given) => {
    expect(toStripeAmount({ amount, currency })).toBe(given);
    expect(fromStripeAmount(given, currency.toLowerCase())).toEqual({ amount, currency });
  });

  it('refuses what Stripe cannot take instead of rounding it', () => {
    expect(toStripeAmount({ amount: 1251, currency: 'KWD' })).toBeNull();
    expect(toStripeAmount({ amount: 1250, currency: 'MGA' })).toBeNull();
    expect(toStripeAmount({ amount: Number.MAX_SAFE_INTEGER, currency: 'UGX' })).toBeNull();
  });

  it('comes back unchanged', () => {
    const currency = fc.constantFrom('GBP', 'USD', 'JPY', 'KWD', 'BHD', 'OMR', 'JOD', 'ISK', 'UGX', 'MGA');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99_999_999 }), currency, (amount, code) => {
        const given = toStripeAmount({ amount, currency: code });
        return given === null || fromStripeAmount(given, code).amount === amount;
      }),
    );
  });
});

describe('methods', () => {
  it('reads a card as we store it', () => {
    expect(methodDetails(card())).toEqual({
      vendorPaymentMethodId: 'pm_1',
      vendorCustomerId: 'cus_1',
      paymentType: 'card',
      brand: 'visa',
      last4: '4242',
      expMonth: 3,
      expYear: 2031,
      name: 'Nora Haddad',
      funding: 'debit',
      fingerprint: 'fp',
      walletPayerId: null,
      accountEmailMasked: null,
    });
  });

  it('counts a method of nobody as gone', () => {
    expect(methodDetails(card({ customer: null }))).toBeNull();
  });

  it('takes no blank name', () => {
    expect(methodDetails(card({ billing_details: { name: '  ' } }))?.name).toBeNull();
  });
});

describe('setups', () => {
  it.each([
    'requires_confirmation',
    'requires_action',
    'processing',
    'requires_payment_method',
    'of_the_future',
  ])('are pending while %s', (status) => {
    expect(setupState(setup({ status, last_setup_error: null }))).toEqual({ status: 'pending' });
  });

  it('stay open after a decline, for the next try in the same form', () => {
    const state = setupState(
      setup({ status: 'requires_payment_method', last_setup_error: { decline_code: 'lost_card' } }),
    );
    expect(state).toMatchObject({
      status: 'failed',
      final: false,
      decline: { bucket: 'fraud', hint: 'contact_bank' },
    });
  });

  it('complete with the method, and fail for good when it was taken off again', () => {
    expect(setupState(setup({ status: 'succeeded' }))).toMatchObject({
      status: 'completed',
      method: { last4: '4242' },
    });
    expect(
      setupState(setup({ status: 'succeeded', payment_method: card({ customer: null }) })),
    ).toMatchObject({
      status: 'failed',
      final: true,
    });
    expect(setupState(setup({ status: 'canceled' }))).toEqual({ status: 'expired' });
  });
});

describe('charges', () => {
  it('succeed with what was really captured', () => {
    const latest_charge = {
      amount_refunded: 250,
      payment_method_details: { card: { network_transaction_id: 'ntid' } },
    };
    expect(chargeOutcome(intent({ status: 'succeeded', latest_charge }), {})).toEqual({
      status: 'succeeded',
      vendorChargeId: 'pi_1',
      amount: { amount: 1250, currency: 'GBP' },
      refunded: { amount: 250, currency: 'GBP' },
      networkTransactionId: 'ntid',
    });
  });

  it('are unknown, not an exception, when a success cannot be read', () => {
    expect(chargeOutcome(intent({ status: 'succeeded', amount_received: undefined }), {}).status).toBe(
      'unknown',
    );
    expect(chargeOutcome(intent({ status: 'of_the_future' }), {}).status).toBe('unknown');
  });

  it.each(['processing', 'requires_capture', 'requires_confirmation'])('are pending while %s', (status) => {
    expect(chargeOutcome(intent({ status }), {})).toEqual({ status: 'pending', vendorChargeId: 'pi_1' });
  });

  it('send the customer on when the bank asks for him', () => {
    const next_action = { redirect_to_url: { url: 'https://bank.example' } };
    expect(chargeOutcome(intent({ status: 'requires_action', next_action }), {})).toMatchObject({
      nextAction: { type: 'redirect', url: 'https://bank.example' },
    });
    const inForm = intent({ status: 'requires_action', next_action: {}, client_secret: 's' });
    expect(chargeOutcome(inForm, { publishableKey: 'pk' })).toMatchObject({
      nextAction: { type: 'vendor_form', client: { clientSecret: 's', publishableKey: 'pk' } },
    });
  });

  it('are declined with the reason, from the error and the outcome', () => {
    const declined = intent({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: 'insufficient_funds' },
      latest_charge: { outcome: { advice_code: 'do_not_try_again' } },
    });
    expect(chargeOutcome(declined, {})).toMatchObject({
      status: 'declined',
      decline: { bucket: 'funds', retryable: false },
    });
    expect(chargeOutcome(intent({ status: 'canceled' }), {})).toMatchObject({
      decline: { bucket: 'canceled' },
    });
  });
});

describe('refunds and disputes', () => {
  it.each([
    ['succeeded', 'succeeded'],
    ['pending', 'pending'],
    ['requires_action', 'pending'],
    ['failed', 'failed'],
    ['canceled', 'failed'],
    [null, 'unknown'],
  ])('reads a refund that is %s as %s', (status, expected) => {
    const refund = { id: 're_1', amount: 100, currency: 'jpy', status } as unknown as Stripe.Refund;
    expect(refundOutcome(refund).status).toBe(expected);
  });

  it.each([
    ['needs_response', 'open'],
    ['warning_under_review', 'open'],
    ['warning_closed', 'won'],
    ['won', 'won'],
    ['lost', 'lost'],
  ])('reads a dispute that is %s as %s', (status, expected) => {
    const dispute = {
      amount: 100,
      currency: 'gbp',
      status,
      payment_intent: 'pi_1',
    } as unknown as Stripe.Dispute;
    expect(disputeState(dispute)).toMatchObject({ status: expected, vendorChargeId: 'pi_1' });
  });
});

it('keeps our ids under names of our own', () => {
  expect(Object.values(META).every((key) => key.startsWith('omnicrm_'))).toBe(true);
});
