import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, daysBetween } from './calendar.js';
import { periodFrom, periodStart, runningSince } from './billing-period.js';

const day = fc.integer({ min: 0, max: 20_000 }).map((days) => addDays('1999-01-01', days));
const period = fc
  .tuple(fc.integer({ min: 1, max: 400 }), fc.constantFrom('D', 'W', 'M', 'Y'))
  .map(([count, unit]) => `P${String(unit === 'Y' ? Math.min(count, 20) : count)}${unit}`);

describe('periods', () => {
  it('of the 31st keep to it after every shorter month', () => {
    const starts = [0, 1, 2, 3, 13].map((n) => periodStart('2026-01-31', 'P1M', n));
    expect(starts).toEqual(['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2027-02-28']);
  });

  it('of 29 February come back to it in a leap year', () => {
    const starts = [1, 4].map((n) => periodStart('2024-02-29', 'P1Y', n));
    expect(starts).toEqual(['2025-02-28', '2028-02-29']);
  });

  it('of a day that begins none are the first after it', () => {
    expect(periodFrom('2026-01-31', 'P1M', '2026-02-28')).toEqual({ from: '2026-02-28', to: '2026-03-30' });
    expect(periodFrom('2026-01-31', 'P1M', '2026-03-01')).toEqual({ from: '2026-03-31', to: '2026-04-29' });
    expect(periodFrom('2026-01-31', 'P1M', '2025-01-01')).toEqual({ from: '2026-01-31', to: '2026-02-27' });
  });

  it('follow each other without a gap, and are where a day-by-day search finds them', () => {
    fc.assert(
      fc.property(day, period, fc.integer({ min: 0, max: 40 }), (anchor, length, n) => {
        const from = periodStart(anchor, length, n);
        const found = periodFrom(anchor, length, from);
        expect(found.from).toBe(from);
        expect(addDays(found.to, 1)).toBe(periodStart(anchor, length, n + 1));
        expect(daysBetween(found.from, found.to)).toBeGreaterThanOrEqual(0);
        expect(periodFrom(anchor, length, addDays(from, 1)).from).toBe(
          found.to < addDays(from, 1) ? addDays(from, 1) : addDays(found.to, 1),
        );
      }),
    );
  });

  it('run from their first day to the day before the next one', () => {
    const days = ['2026-01-30', '2026-01-31', '2026-02-27', '2026-02-28', '2026-03-30', '2026-03-31'];
    expect(days.map((one) => runningSince('2026-01-31', 'P1M', one))).toEqual([
      null,
      '2026-01-31',
      '2026-01-31',
      '2026-02-28',
      '2026-02-28',
      '2026-03-31',
    ]);
  });

  it.each(['P999D', 'P999W', 'P999M', 'P99Y'])(
    'of %s can be reckoned wherever a day may be given',
    (length) => {
      for (const one of ['1900-01-01', '2199-12-31'])
        expect(periodFrom('1900-01-01', length, one).to > one).toBe(true);
      expect(periodFrom('2199-12-31', length, '2199-12-31').to > '2199-12-31').toBe(true);
    },
  );
});
