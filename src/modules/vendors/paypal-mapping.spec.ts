import type { OrdersCapture } from '@paypal/paypal-server-sdk';
import { describe, expect, it } from '@jest/globals';
import {
  captureOf,
  captureOutcome,
  chargeNames,
  checkoutNames,
  disputeState,
  fromWireMoney,
  maskedEmail,
  methodDetails,
  namedBy,
  refundName,
  refundOutcome,
  toWireMoney,
} from './paypal-mapping.js';

const money = (value: string, currencyCode = 'GBP') => ({ currencyCode, value });
const capture = (more: object): OrdersCapture =>
  JSON.parse(
    JSON.stringify({ id: 'CAP1', status: 'COMPLETED', amount: money('12.50'), ...more }),
  ) as OrdersCapture;

describe('amounts', () => {
  it.each([
    [1250, 'GBP', '12.50'],
    [5, 'USD', '0.05'],
    [1250, 'JPY', '1250'],
    [125_000, 'HUF', '1250'],
    [125_000, 'TWD', '1250'],
    [1250, 'TND', '1.250'],
  ])('%s minor units of %s are written %s', (amount, currency, value) => {
    expect(toWireMoney({ amount, currency })).toEqual({ currencyCode: currency, value });
    expect(fromWireMoney({ currencyCode: currency, value })).toEqual({ amount, currency });
  });

  it('that PayPal cannot take are not rounded', () => {
    expect(toWireMoney({ amount: 125_050, currency: 'HUF' })).toBeNull();
  });

  it.each([
    ['12.505', 'GBP'],
    ['1250.5', 'JPY'],
    ['', 'GBP'],
    ['1e3', 'GBP'],
    ['12.5.0', 'GBP'],
    ['12', 'gbp'],
  ])('%s %s cannot be read', (value, currency) => {
    expect(fromWireMoney(money(value, currency))).toBeNull();
  });

  it('may be written with fewer or more zeros', () => {
    expect(fromWireMoney(money('12.5'))).toEqual({ amount: 1250, currency: 'GBP' });
    expect(fromWireMoney(money('1250.00', 'JPY'))).toEqual({ amount: 1250, currency: 'JPY' });
    expect(fromWireMoney(undefined)).toBeNull();
  });
});

describe('methods', () => {
  it('of cards carry what a person knows them by', () => {
    const card = {
      brand: 'VISA',
      lastDigits: '1111',
      expiry: '2030-02',
      name: ' Ann Payer ',
      type: 'CREDIT',
    };
    expect(
      methodDetails({ id: 'T1', customer: { id: 'C1' }, paymentSource: { card } } as never),
    ).toMatchObject({
      vendorPaymentMethodId: 'T1',
      vendorCustomerId: 'C1',
      paymentType: 'card',
      brand: 'visa',
      last4: '1111',
      expMonth: 2,
      expYear: 2030,
      name: 'Ann Payer',
      funding: 'credit',
      fingerprint: null,
    });
  });

  it('of PayPal accounts keep the payer and a masked address, and nothing else of him', () => {
    const paypal = {
      emailAddress: 'nora.haddad@Example.com',
      payerId: 'AJM9JTWQJCFTA',
      name: { givenName: 'Nora' },
      address: { countryCode: 'EG' },
    };
    expect(methodDetails({ id: 'T2', paymentSource: { paypal } })).toEqual({
      vendorPaymentMethodId: 'T2',
      vendorCustomerId: null,
      paymentType: 'paypal',
      brand: null,
      last4: null,
      expMonth: null,
      expYear: null,
      name: null,
      funding: null,
      fingerprint: null,
      walletPayerId: 'AJM9JTWQJCFTA',
      accountEmailMasked: 'n***@example.com',
    });
  });

  it('of other kinds, or without an id, are none of ours', () => {
    expect(methodDetails({ id: 'T3', paymentSource: { venmo: {} } })).toBeNull();
    expect(methodDetails({ paymentSource: { card: {} } })).toBeNull();
  });

  it.each([
    ['a@b.co', 'a***@b.co'],
    ['no address', null],
    [undefined, null],
  ])('mask %s as %s', (address, masked) => {
    expect(maskedEmail(address)).toBe(masked);
  });
});

describe('outcomes', () => {
  it('follow the status of the capture', () => {
    expect(captureOutcome(capture({}))).toMatchObject({ status: 'succeeded', vendorChargeId: 'CAP1' });
    expect(captureOutcome(capture({ status: 'PENDING' }))).toMatchObject({ status: 'pending' });
    expect(captureOutcome(capture({ status: 'NEW_ONE' }))).toMatchObject({ reason: 'status_NEW_ONE' });
    expect(captureOutcome(capture({ id: undefined }))).toMatchObject({ status: 'unknown' });
    expect(captureOutcome(capture({ amount: money('x') }))).toMatchObject({ status: 'unknown' });
  });

  it('count refunds that succeeded or will', () => {
    const refunded = ['COMPLETED', 'PENDING', 'FAILED'].map((status) => ({ status, amount: money('2.00') }));
    expect(captureOutcome(capture({ status: 'PARTIALLY_REFUNDED' }), { refunded } as never)).toMatchObject({
      refunded: { amount: 400, currency: 'GBP' },
    });
  });

  it('believe a capture that is refunded whole without any refund to be read, and know nothing of a part', () => {
    expect(captureOutcome(capture({ status: 'REFUNDED' }))).toMatchObject({
      status: 'succeeded',
      refunded: { amount: 1250, currency: 'GBP' },
    });
    expect(captureOutcome(capture({ status: 'PARTIALLY_REFUNDED' }))).toEqual({
      status: 'unknown',
      vendorChargeId: 'CAP1',
      reason: 'unreadable_refunds',
    });
  });

  it('read a refusal from the processor, else from the reason', () => {
    const processorResponse = { responseCode: '5120', paymentAdviceCode: '02' };
    expect(
      captureOutcome(capture({ status: 'DECLINED', processorResponse }), { brand: 'MASTERCARD' }),
    ).toMatchObject({ decline: { bucket: 'funds', code: '5120', networkAdviceCode: '02', retryable: true } });
    expect(
      captureOutcome(capture({ status: 'DECLINED', processorResponse }), { brand: 'VISA' }),
    ).toMatchObject({
      decline: { bucket: 'revoked', retryable: false },
    });
    const statusDetails = { reason: 'DECLINED_BY_RISK_FRAUD_FILTERS' };
    expect(captureOutcome(capture({ status: 'FAILED', statusDetails }))).toMatchObject({
      decline: { bucket: 'fraud' },
    });
  });

  it('take the good capture of an order that has a refused one too', () => {
    const captures = [capture({ id: 'A', status: 'DECLINED' }), capture({ id: 'B' })];
    expect(captureOf({ purchaseUnits: [{ payments: { captures } }] })?.id).toBe('B');
    expect(captureOf({ purchaseUnits: [] })).toBeNull();
  });

  it.each([
    ['COMPLETED', 'succeeded'],
    ['PENDING', 'pending'],
    ['FAILED', 'failed'],
    ['CANCELLED', 'failed'],
    ['OTHER', 'unknown'],
  ])('of a refund that is %s: %s', (status, outcome) => {
    expect(refundOutcome({ id: 'R1', status, amount: money('1.00') } as never)).toMatchObject({
      status: outcome,
    });
  });

  it.each([
    ['OPEN', null, 'open'],
    ['UNDER_REVIEW', null, 'open'],
    ['RESOLVED', 'RESOLVED_BUYER_FAVOUR', 'lost'],
    ['RESOLVED', 'ACCEPTED', 'lost'],
    ['RESOLVED', 'RESOLVED_SELLER_FAVOUR', 'won'],
    ['RESOLVED', 'CANCELED_BY_BUYER', 'won'],
    ['RESOLVED', 'RESOLVED_WITH_PAYOUT', 'won'],
  ])('of a dispute that is %s with %s: %s', (status, outcome, state) => {
    const amount = { currency_code: 'GBP', value: '1.00' };
    expect(disputeState({ status, outcome, captureId: 'CAP1', amount })).toMatchObject({ status: state });
  });
});

describe('names', () => {
  it('lead back to what they were given to', () => {
    const id = '0192-aa';
    expect(namedBy(chargeNames({ paymentId: id, attemptNo: 2 }).customId)).toEqual({ kind: 'charge', id });
    expect(namedBy(checkoutNames(id).customId)).toEqual({ kind: 'checkout', id });
    expect(namedBy(refundName(id))).toEqual({ kind: 'refund', id });
    expect(namedBy('order 17')).toBeNull();
    expect(namedBy(undefined)).toBeNull();
  });
});
