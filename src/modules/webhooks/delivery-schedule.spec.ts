import { describe, expect, it } from '@jest/globals';
import { PAUSED_AFTER_SECONDS, pauseAfter, wishedSeconds } from './delivery-schedule.js';

function pauses(random: number): number[] {
  const all: number[] = [];
  for (let attempts = 1; ; attempts += 1) {
    const pause = pauseAfter(attempts, random);
    if (pause === null) return all;
    all.push(pause);
  }
}

const sum = (list: readonly number[]): number => list.reduce((total, one) => total + one, 0);

describe('the tries of a delivery', () => {
  it('begin seconds apart, grow, and go on for about three days', () => {
    const all = pauses(0.5);
    expect(all.slice(0, 3)).toEqual([5, 30, 300]);
    expect(all).toEqual([...all].sort((a, b) => a - b));
    expect(sum(all) / 86_400).toBeGreaterThan(3);
    expect(sum(all) / 86_400).toBeLessThan(3.5);
  });

  it('spread by a tenth to either side', () => {
    expect(pauses(0)[0]).toBeCloseTo(4.5);
    expect(pauses(1)[0]).toBeCloseTo(5.5);
  });

  it('last as long as it takes until an endpoint that fails throughout is paused', () => {
    expect(sum(pauses(0.5))).toBeGreaterThan(PAUSED_AFTER_SECONDS);
  });

  it('grant an endpoint the pause that it asks for, up to a day, and none beyond the last try', () => {
    expect(pauseAfter(1, 0.5, 60)).toBe(60);
    expect(pauseAfter(3, 0.5, 60)).toBe(300);
    expect(pauseAfter(1, 0.5, 10_000_000)).toBe(86_400);
    expect(pauseAfter(11, 0.5, 60)).toBeNull();
  });

  it('read the wish only where it is a number of seconds', () => {
    expect(['120', undefined, '-1', 'Fri, 31 Dec 1999 23:59:59 GMT', '1e9'].map(wishedSeconds)).toEqual([
      120, 0, 0, 0, 0,
    ]);
  });
});
