import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  capturedOf,
  chargeOutcome,
  checkoutState,
  isOurs,
  methodOfTransaction,
  refundOutcome,
  setupState,
  toPaytabsAmount,
} from './paytabs-mapping.js';
import { paytabsTransaction, type PaytabsTransaction } from './paytabs.schemas.js';

const result = (status: string, code: string | null = null) => ({
  response_status: status,
  response_code: code,
  response_message: '',
});
const transaction = (more: object = {}): PaytabsTransaction =>
  paytabsTransaction.parse({
    tran_ref: 'TST1',
    tran_type: 'Sale',
    cart_id: 'pay-1-1',
    cart_currency: 'AED',
    cart_amount: '12.50',
    tran_currency: 'AED',
    tran_total: '12.50',
    profileId: 62_000,
    payment_result: result('A', 'G12345'),
    ...more,
  });

describe('amounts', () => {
  it.each([
    [{ amount: 1250, currency: 'AED' }, 12.5],
    [{ amount: 1251, currency: 'KWD' }, 1.251],
    [{ amount: 1, currency: 'BHD' }, 0.001],
    [{ amount: 1250, currency: 'JPY' }, 1250],
    [{ amount: 0, currency: 'AED' }, null],
    [{ amount: -1, currency: 'AED' }, null],
    [{ amount: 1.5, currency: 'AED' }, null],
    [{ amount: Number.MAX_SAFE_INTEGER, currency: 'AED' }, null],
  ])('of %j are written as %s', (money, written) => {
    expect(toPaytabsAmount(money)).toBe(written);
  });

  it('come back as they went, or are refused, in every currency', () => {
    const currency = fc.constantFrom('AED', 'KWD', 'JPY', 'USD', 'IQD', 'CLF');
    fc.assert(
      fc.property(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), currency, (amount, code) => {
        const written = toPaytabsAmount({ amount, currency: code });
        if (written === null) return;
        const sent = JSON.parse(JSON.stringify({ cart_amount: written })) as object;
        const read = transaction({ ...sent, cart_currency: code, tran_total: null });
        expect(capturedOf(read)).toEqual({ amount, currency: code });
      }),
    );
  });

  it.each([
    ['1250.00', 'JPY', 1250],
    ['1.250', 'KWD', 1250],
    ['1.25', 'KWD', 1250],
    ['12.5', 'aed', 1250],
    [12.5, 'AED', 1250],
    ['12.505', 'AED', null],
    ['1250.50', 'JPY', null],
    ['1,250.00', 'AED', null],
    ['1e3', 'AED', null],
    ['-1.00', 'AED', null],
    ['', 'AED', null],
    ['99999999999999999', 'AED', null],
    ['1.00', 'Dirham', null],
  ])('written as %p %s are read as %p', (cart_amount, cart_currency, amount) => {
    const read = capturedOf(transaction({ cart_amount, cart_currency, tran_total: null }));
    expect(read?.amount ?? null).toBe(amount);
  });

  it('are those that were moved, before those of the cart', () => {
    const read = transaction({ tran_total: '3.40', tran_currency: 'USD' });
    expect(capturedOf(read)).toEqual({ amount: 340, currency: 'USD' });
    expect(capturedOf(transaction({ tran_total: '', tran_currency: '' }))).toEqual({
      amount: 1250,
      currency: 'AED',
    });
  });
});

describe('charges', () => {
  const open = { payment_result: null, redirect_url: 'https://secure.paytabs.com/payment/page/1' };

  it.each([
    ['A', 'G1', 'succeeded'],
    ['H', 'G1', 'pending'],
    ['P', null, 'pending'],
    ['D', '600', 'pending'],
    ['D', '300', 'declined'],
    ['E', '400', 'declined'],
    ['X', null, 'declined'],
    ['C', '321', 'declined'],
    ['V', 'G1', 'declined'],
    ['Z', null, 'unknown'],
    ['AD', null, 'unknown'],
  ])('with status %s and code %s are %s', (status, code, outcome) => {
    expect(chargeOutcome([transaction({ payment_result: result(status, code) })]).status).toBe(outcome);
  });

  it('want the customer while their page is open', () => {
    expect(chargeOutcome([transaction(open)])).toMatchObject({
      status: 'requires_action',
      vendorChargeId: 'TST1',
    });
    expect(chargeOutcome([transaction({ payment_result: [] })])).toMatchObject({ status: 'pending' });
  });

  it('are paid when one of several tries was, and pending while one may still be', () => {
    const declined = transaction({ payment_result: result('D', '300') });
    const paid = transaction({ tran_ref: 'TST2' });
    expect(chargeOutcome([declined, paid])).toMatchObject({ status: 'succeeded', vendorChargeId: 'TST2' });
    expect(chargeOutcome([declined, transaction({ payment_result: result('P') })])).toMatchObject({
      status: 'pending',
    });
  });

  it('are unknown when what was paid cannot be read', () => {
    expect(chargeOutcome([transaction({ tran_total: 'much' })])).toMatchObject({ status: 'unknown' });
    expect(chargeOutcome([transaction(), transaction({ tran_currency: 'USD' })])).toMatchObject({
      status: 'unknown',
    });
    expect(chargeOutcome([])).toMatchObject({ status: 'unknown' });
  });

  it('tell what was given back, and no pending refund', () => {
    const refund = (more: object) => transaction({ tran_type: 'Refund', tran_total: '2.50', ...more });
    expect(
      chargeOutcome([transaction(), refund({}), refund({}), refund({ payment_result: result('P') })]),
    ).toMatchObject({
      refunded: { amount: 500, currency: 'AED' },
    });
    expect(chargeOutcome([transaction(), refund({ payment_result: result('D', '300') })])).toMatchObject({
      refunded: { amount: 0, currency: 'AED' },
    });
  });
});

describe('refunds', () => {
  it.each([
    ['A', 'succeeded'],
    ['P', 'pending'],
    ['H', 'pending'],
    ['D', 'failed'],
    ['E', 'failed'],
    ['Z', 'unknown'],
  ])('with status %s are %s', (status, outcome) => {
    expect(refundOutcome(transaction({ payment_result: result(status) })).status).toBe(outcome);
  });
});

describe('setups', () => {
  const saved = { token: '2C4650BF67A3E930C6B491FC8C7FB5C1', tran_type: 'Register' };

  it.each([
    ['A', 'completed'],
    ['H', 'pending'],
    ['P', 'pending'],
    ['D', 'failed'],
    ['C', 'failed'],
    ['V', 'failed'],
    ['X', 'expired'],
    ['Z', 'pending'],
  ])('with status %s are %s', (status, state) => {
    expect(setupState([transaction({ ...saved, payment_result: result(status) })], 'TST1').status).toBe(
      state,
    );
  });

  it('authorised without a token are failed for good: the profile keeps none', () => {
    expect(setupState([transaction()], 'TST1')).toMatchObject({
      status: 'failed',
      final: true,
      decline: { code: 'token_missing', retryable: false },
    });
  });

  it('are told by the page that was opened last, unless another was finished', () => {
    const left = transaction({ tran_ref: 'TST1', payment_result: null });
    const declined = transaction({ tran_ref: 'TST2', payment_result: result('D', '300') });
    expect(setupState([left, declined], 'TST1').status).toBe('pending');
    expect(setupState([left, declined], 'TST2').status).toBe('failed');
    expect(setupState([declined, transaction({ ...saved, tran_ref: 'TST3' })], 'TST2').status).toBe(
      'completed',
    );
  });
});

describe('checkouts', () => {
  it.each([
    ['A', 'settled'],
    ['H', 'settled'],
    ['D', 'settled'],
    ['C', 'canceled'],
    ['X', 'expired'],
  ])('with status %s are %s', (status, state) => {
    expect(checkoutState([transaction({ payment_result: result(status) })], 'TST1').status).toBe(state);
  });
});

describe('cards', () => {
  const info = (more: object) => methodOfTransaction(transaction({ token: 'T', payment_info: more }));

  it.each([
    [
      { card_scheme: 'Visa', payment_description: '4111 11## #### 1111' },
      { brand: 'visa', last4: '1111' },
    ],
    [
      { card_scheme: 'MasterCard', card_type: 'Debit' },
      { brand: 'mastercard', funding: 'debit', last4: null },
    ],
    [
      { card_scheme: 'American Express', card_type: 'Credit' },
      { brand: 'amex', funding: 'credit' },
    ],
    [
      { payment_method: 'ApplePay', payment_description: 'Apple Pay' },
      { brand: 'applepay', last4: null },
    ],
    [
      { expiryMonth: '02', expiryYear: '29' },
      { expMonth: 2, expYear: 2029 },
    ],
    [
      { expiryMonth: 12, expiryYear: 2035 },
      { expMonth: 12, expYear: 2035 },
    ],
    [
      { expiryMonth: 13, expiryYear: 19_999 },
      { expMonth: null, expYear: null },
    ],
    [{}, { brand: null, last4: null, funding: 'unknown' }],
  ])('are read from %j', (given, method) => {
    expect(info(given)).toMatchObject({
      vendorPaymentMethodId: 'T',
      paymentType: 'card',
      fingerprint: null,
      ...method,
    });
  });

  it('are none without a token', () => {
    expect(methodOfTransaction(transaction())).toBeNull();
  });
});

describe('what is ours', () => {
  it('is of our profile and, where known, of our cart', () => {
    expect(isOurs(transaction(), 62_000)).toBe(true);
    expect(isOurs(transaction(), 62_000, 'pay-1-1')).toBe(true);
    expect(isOurs(transaction(), 62_000, 'pay-1-2')).toBe(false);
    expect(isOurs(transaction(), 62_001)).toBe(false);
    expect(isOurs(transaction({ profileId: undefined, profile_id: '62001' }), 62_000)).toBe(false);
  });
});
