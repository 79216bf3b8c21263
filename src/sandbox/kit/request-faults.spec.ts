import { describe, expect, it } from '@jest/globals';
import { falsified, type MoneyPlaces, performs, requestFaults } from './request-faults.js';

const places: MoneyPlaces = { amounts: ['value', 'amount'], currencies: ['currency_code', 'currency'] };
const order = {
  id: 'o1',
  status: 'COMPLETED',
  units: [{ payments: { captures: [{ amount: { currency_code: 'JOD', value: '10.500' } }] } }],
};

describe('falsified', () => {
  it('gives another amount wherever one stands, with as many decimals, and leaves the rest', () => {
    const wrong = falsified({ kind: 'wrong_amount' }, order, places);
    expect(wrong).toEqual({
      ...order,
      units: [{ payments: { captures: [{ amount: { currency_code: 'JOD', value: '11.500' } }] } }],
    });
    expect(order.units[0]?.payments.captures[0]?.amount.value).toBe('10.500');
  });

  it.each([
    [{ amount: 1250 }, undefined, { amount: 1251 }],
    [{ amount: 1250 }, 990, { amount: 990 }],
    [{ amount: 0 }, undefined, { amount: 0 }],
    [{ value: '7' }, undefined, { value: '8' }],
    [{ value: '7.00' }, '3.50', { value: '3.50' }],
    [{ value: 'seven' }, undefined, { value: 'seven' }],
  ])('turns %j with %j into %j', (answer, amount, wanted) => {
    const fault = amount === undefined ? {} : { amount };
    expect(falsified({ kind: 'wrong_amount', ...fault }, answer, places)).toEqual(wanted);
  });

  it.each([
    ['sar', 'eur'],
    ['eur', 'usd'],
    ['SAR', 'EUR'],
    ['EUR', 'USD'],
  ])('gives another currency for %s in the same case', (currency, other) => {
    expect(falsified({ kind: 'wrong_currency' }, { currency }, places)).toEqual({ currency: other });
  });

  it('looks into the named places alone where some are named', () => {
    const answer = { amount: 5, fee: { amount: 5 }, charge: { amount: 5 } };
    const wrong = falsified({ kind: 'wrong_amount' }, answer, { ...places, within: ['charge'] });
    expect(wrong).toEqual({ amount: 6, fee: { amount: 5 }, charge: { amount: 6 } });
  });

  it('leaves an answer alone that no fault of money strikes', () => {
    expect(falsified(null, order, places)).toBe(order);
    expect(falsified({ kind: 'html' }, order, places)).toBe(order);
  });
});

describe('performs', () => {
  it('does the work behind a broken answer, and not behind a refused call, unless told', () => {
    expect(performs(null)).toBe(true);
    expect(performs({ kind: 'timeout_after' })).toBe(true);
    expect(performs({ kind: 'rate_limit' })).toBe(false);
    expect(performs({ kind: 'reset_before', perform: true })).toBe(true);
    expect(performs({ kind: 'html', perform: false })).toBe(false);
  });
});

describe('requestFaults', () => {
  it('strikes by method and path', () => {
    const faults = requestFaults();
    faults.add({ kind: 'html', method: 'POST', path: '/v1/orders/:id/capture', times: 0 });
    expect(faults.take('GET /v1/orders/1/capture')).toBeNull();
    expect(faults.take('POST /v1/orders')).toBeNull();
    expect(faults.take('POST /v1/orders/1/capture')).toMatchObject({ kind: 'html' });
  });
});
