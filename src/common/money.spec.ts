import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { exponentOf, formatMoney, fromDecimalString, toDecimalString } from './money.js';

const CURRENCIES = ['JPY', 'UGX', 'USD', 'GBP', 'KWD', 'JOD', 'CLF'] as const;

describe('exponentOf', () => {
  it.each([
    ['JPY', 0],
    ['UGX', 0],
    ['USD', 2],
    ['GBP', 2],
    ['IRR', 2],
    ['KWD', 3],
    ['BHD', 3],
    ['OMR', 3],
    ['JOD', 3],
    ['IQD', 3],
  ])('%s has %s decimals', (currency, decimals) => {
    expect(exponentOf(currency)).toBe(decimals);
  });
});

describe('decimal texts', () => {
  it.each([
    [1250, 'GBP', '12.50'],
    [1250, 'KWD', '1.250'],
    [1250, 'JPY', '1250'],
    [5, 'USD', '0.05'],
    [-5, 'JOD', '-0.005'],
    [0, 'USD', '0.00'],
    [Number.MAX_SAFE_INTEGER, 'USD', '90071992547409.91'],
  ])('%d %s is %s', (amount, currency, text) => {
    expect(toDecimalString({ amount, currency })).toBe(text);
    expect(fromDecimalString(text, currency)).toEqual({ amount, currency });
  });

  it('come back as the same money, for every safe amount', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.constantFrom(...CURRENCIES), (amount, currency) => {
        expect(fromDecimalString(toDecimalString({ amount, currency }), currency)).toEqual({
          amount,
          currency,
        });
      }),
    );
  });

  it('may leave decimals out and never have too many', () => {
    expect(fromDecimalString('12', 'GBP').amount).toBe(1200);
    expect(fromDecimalString('12.5', 'KWD').amount).toBe(12_500);
    for (const [text, currency] of [
      ['12.500', 'GBP'],
      ['12.0', 'JPY'],
      ['1.2345', 'JOD'],
    ] as const) {
      expect(() => fromDecimalString(text, currency)).toThrow(/decimals/);
    }
  });

  it('are refused when they are no exact amount', () => {
    for (const text of [
      '',
      '1e3',
      '1,250.00',
      ' 1',
      '.5',
      '5.',
      '+1',
      'NaN',
      '0x10',
      '٥',
      '90071992547409.92',
      '1'.repeat(17),
    ]) {
      expect(() => fromDecimalString(text, 'USD')).toThrow(RangeError);
    }
    for (const amount of [1.5, Number.NaN, Infinity, 2 ** 53]) {
      expect(() => toDecimalString({ amount, currency: 'USD' })).toThrow(RangeError);
    }
  });
});

describe('formatMoney', () => {
  it("shows the currency's own decimals", () => {
    expect(formatMoney({ amount: 1250, currency: 'GBP' }, 'en')).toBe('£12.50');
    expect(formatMoney({ amount: 1250, currency: 'JPY' }, 'en')).toBe('¥1,250');
    expect(formatMoney({ amount: 1250, currency: 'JOD' }, 'en').replace('\u00a0', ' ')).toBe('JOD 1.250');
    expect(formatMoney({ amount: 1250, currency: 'IQD' }, 'en').replace('\u00a0', ' ')).toBe('IQD 1.250');
  });

  it('writes Arabic as Arabic', () => {
    const text = formatMoney({ amount: 1250, currency: 'SAR' }, 'ar');
    expect(text).toMatch(/ر\.س\u200f?$/);
    expect(text).toMatch(/12.50|١٢٫٥٠/);
  });

  it('loses nothing of the largest amounts', () => {
    expect(formatMoney({ amount: Number.MAX_SAFE_INTEGER, currency: 'USD' }, 'en')).toBe(
      '$90,071,992,547,409.91',
    );
  });
});
