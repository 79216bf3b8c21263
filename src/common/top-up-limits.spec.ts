import { describe, expect, it } from '@jest/globals';
import { isTopUp, topUpLimits } from './top-up-limits.js';

describe('what can be topped up at once', () => {
  it.each([
    ['GBP', 100, 99_999_999],
    ['SAR', 100, 99_999_999],
    ['AED', 200, 99_999_999],
    ['JPY', 100, 99_999_999],
    ['KWD', 1_000, 99_999_990],
  ])('in %s is from %i to %i minor units', (currency, least, most) => {
    expect(topUpLimits(currency)).toEqual({
      least: { amount: least, currency },
      most: { amount: most, currency },
    });
    const taken = [least - 1, least, most, most + 1].map((amount) => isTopUp({ amount, currency }));
    expect(taken).toEqual([false, true, true, false]);
  });
});
