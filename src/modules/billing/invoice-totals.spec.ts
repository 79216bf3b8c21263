import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { totalsOf, type PricedLine } from './invoice-totals.js';

const line = (amount: number, tax = 0, currency = 'GBP'): PricedLine => ({
  money: { amount, currency },
  tax: { amount: tax, currency },
});

describe('the totals of an invoice', () => {
  it('are the sums of its lines, with the tax in the price', () => {
    expect(totalsOf([line(1200, 200), line(5), line(0)], 'GBP')).toEqual({ total: 1205, tax: 200 });
  });

  it('never hold more tax than price, whatever the lines', () => {
    const lines = fc.array(
      fc
        .tuple(fc.nat(10 ** 12), fc.nat(10 ** 12))
        .map(([one, two]) => line(Math.max(one, two), Math.min(one, two))),
      { maxLength: 100 },
    );
    fc.assert(
      fc.property(lines, (some) => {
        const totals = totalsOf(some, 'GBP');
        expect(totals).toEqual({
          total: some.reduce((sum, { money }) => sum + money.amount, 0),
          tax: some.reduce((sum, { tax }) => sum + tax.amount, 0),
        });
      }),
    );
  });

  it.each([
    ['a price in another currency', [line(1), line(1, 0, 'USD')], { index: 1, field: 'money' }],
    ['more tax than price', [line(1, 2)], { index: 0, field: 'tax_amount' }],
    ['a total beyond exact numbers', [line(Number.MAX_SAFE_INTEGER), line(1)], { index: 1, field: 'money' }],
    [
      'a tax in another currency',
      [{ money: { amount: 1, currency: 'GBP' }, tax: { amount: 0, currency: 'USD' } }],
      { index: 0, field: 'tax_amount' },
    ],
  ])('are not made of %s', (_, lines, fault) => {
    expect(totalsOf(lines, 'GBP')).toMatchObject(fault);
  });
});
