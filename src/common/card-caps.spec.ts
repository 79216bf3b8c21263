import { describe, expect, it } from '@jest/globals';
import { freeFrom, networkOf } from './card-caps.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const from = new Date('2027-03-31T09:00:00Z');
const ago = (...spans: number[]): number[] => spans.map((span) => from.getTime() - span);

describe('when a card may be asked once more', () => {
  const caps = { per24h: 2, per30d: 3, byHandPer30d: 4 };

  it('is now while no window is full', () => {
    expect(freeFrom(caps, ago(29 * DAY_MS, HOUR_MS), { byHand: false, from })).toEqual(from);
  });

  it('is when the oldest that fills a window leaves it, of the two the later', () => {
    const daily = freeFrom(caps, ago(3 * HOUR_MS, HOUR_MS), { byHand: false, from });
    expect(daily.getTime()).toBe(from.getTime() + 21 * HOUR_MS);
    const monthly = freeFrom(caps, ago(20 * DAY_MS, 10 * DAY_MS, 5 * DAY_MS), { byHand: false, from });
    expect(monthly.getTime()).toBe(from.getTime() + 10 * DAY_MS);
  });

  it('is sooner for a person', () => {
    const times = ago(20 * DAY_MS, 10 * DAY_MS, 5 * DAY_MS);
    expect(freeFrom(caps, times, { byHand: true, from })).toEqual(from);
  });

  it('is never where nothing is let through', () => {
    const never = freeFrom({ ...caps, per30d: 0 }, [], { byHand: false, from });
    expect(never > new Date('9999-12-31')).toBe(true);
  });

  it('goes by the network', () => {
    expect(['visa', 'mastercard', 'amex', null].map(networkOf)).toEqual([
      'visa',
      'mastercard',
      'other',
      'other',
    ]);
  });
});
