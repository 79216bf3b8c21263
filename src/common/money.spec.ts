import { describe, expect, it } from '@jest/globals';
import { exponentOf } from './money.js';

describe('exponentOf', () => {
  it.each([
    ['JPY', 0],
    ['UGX', 0],
    ['USD', 2],
    ['GBP', 2],
    ['KWD', 3],
    ['BHD', 3],
    ['OMR', 3],
    ['JOD', 3],
  ])('%s has %s decimals', (currency, decimals) => {
    expect(exponentOf(currency)).toBe(decimals);
  });
});
