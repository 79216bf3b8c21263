import { describe, expect, it } from '@jest/globals';
import { amountIn } from './typed-amount.js';

const pounds = { amount: 1_200, currency: 'GBP' };
const dinars = { amount: 12_500, currency: 'KWD' };

describe('an amount that somebody types', () => {
  it.each([
    ['12', pounds, 1_200],
    [' 3.5 ', pounds, 350],
    ['3,50', pounds, 350],
    ['٣٫٥٠', pounds, 350],
    ['12.500', dinars, 12_500],
    ['١٢٫٥', dinars, 12_500],
  ])('%j of at most %j is %d minor units', (typed, most, amount) => {
    expect(amountIn(typed, most)).toEqual({ amount, currency: most.currency });
  });

  it.each(['', '0', '-1', '12.01', '1.234', 'all', '1e2', '1,000.00'])('%j is none', (typed) => {
    expect(amountIn(typed, pounds)).toBeNull();
  });
});
