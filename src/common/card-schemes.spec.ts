import { describe, expect, it } from '@jest/globals';
import { isIssued, MAX_LENGTH, MIN_LENGTH } from './card-schemes.js';

describe('isIssued', () => {
  it('knows the edges of the ranges', () => {
    const issued = [
      [4000, 13],
      [4999, 19],
      [2221, 16],
      [2720, 16],
      [5100, 16],
      [5599, 16],
      [3400, 15],
      [3528, 16],
      [3589, 19],
      [3000, 14],
      [6200, 19],
      [5018, 12],
      [9792, 16],
      [2204, 19],
    ] as const;
    const not = [
      [4000, 12],
      [4000, 15],
      [2220, 16],
      [2721, 16],
      [3400, 16],
      [3590, 16],
      [3060, 14],
      [1234, 16],
      [6312, 12],
      [5712, 12],
      [9999, 16],
    ] as const;
    for (const [prefix, length] of issued)
      expect([prefix, length, isIssued(prefix, length)]).toEqual([prefix, length, true]);
    for (const [prefix, length] of not)
      expect([prefix, length, isIssued(prefix, length)]).toEqual([prefix, length, false]);
  });

  it('knows no number outside the lengths that the guard looks at', () => {
    for (let prefix = 0; prefix < 10_000; prefix += 1) {
      expect(isIssued(prefix, MIN_LENGTH - 1) || isIssued(prefix, MAX_LENGTH + 1)).toBe(false);
    }
  });
});
