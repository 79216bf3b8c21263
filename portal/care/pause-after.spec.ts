import { describe, expect, it } from '@jest/globals';
import { pauseAfter } from './pause-after.js';

describe('the pause after a failure', () => {
  it('is short at first, doubles, and ends at a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 2_000].map((failures) => pauseAfter(failures, 1))).toEqual([
      4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000,
    ]);
  });

  it('is half as long at least', () => {
    expect(pauseAfter(1, 0)).toBe(2_000);
    expect(pauseAfter(9, 0)).toBe(30_000);
  });
});
