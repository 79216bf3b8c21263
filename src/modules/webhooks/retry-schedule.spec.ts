import { describe, expect, it } from '@jest/globals';
import { retryAfter } from './retry-schedule.js';

function pauses(isAway: boolean): number[] {
  const all: number[] = [];
  for (let tries = 1; ; tries += 1) {
    const pause = retryAfter(tries, { isAway });
    if (pause === null) return all;
    all.push(pause);
  }
}

const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);

describe('the tries of an event', () => {
  it('begin five seconds apart and double to an hour', () => {
    expect(pauses(true).slice(0, 4)).toEqual([5, 10, 20, 40]);
    expect(Math.max(...pauses(true))).toBe(3_600);
  });

  it('go on for about three days while the vendor is away', () => {
    expect(sum(pauses(true)) / 86_400).toBeGreaterThan(2.8);
    expect(sum(pauses(true)) / 86_400).toBeLessThan(3.2);
  });

  it('end within the hour when it was refused', () => {
    expect(pauses(false)).toHaveLength(8);
    expect(sum(pauses(false))).toBeLessThan(3_600);
  });
});
