import { describe, expect, it } from '@jest/globals';
import { reportPeriod } from './report-period.js';

const NOW = new Date('2026-11-22T22:30:00Z');
const ZONE = 'Asia/Riyadh';

const asked = (from?: string, to?: string): unknown => {
  const period = reportPeriod({ from, to }, NOW, ZONE);
  return 'field' in period ? period.field : [period.from.toISOString(), period.to.toISOString()];
};

describe('the period of a report', () => {
  it('is the thirty days that end today, in the business’s calendar', () => {
    // It is the 23rd in Riyadh already.
    expect(asked()).toEqual(['2026-10-24T21:00:00.000Z', '2026-11-23T21:00:00.000Z']);
  });

  it('takes days with both of them within, and instants as they are', () => {
    expect(asked('2026-11-01', '2026-11-01')).toEqual([
      '2026-10-31T21:00:00.000Z',
      '2026-11-01T21:00:00.000Z',
    ]);
    expect(asked('2026-11-01T00:00:00Z', '2026-11-02T12:00:00Z')).toEqual([
      '2026-11-01T00:00:00.000Z',
      '2026-11-02T12:00:00.000Z',
    ]);
    expect(asked(undefined, '2026-03-31')).toEqual(['2026-03-01T21:00:00.000Z', '2026-03-31T21:00:00.000Z']);
  });

  it('is refused back to front, empty, or longer than a leap year', () => {
    expect(asked('2026-11-02', '2026-11-01')).toBe('to');
    expect(asked('2026-11-02T00:00:00Z', '2026-11-02T00:00:00Z')).toBe('to');
    expect(asked('2024-01-01', '2024-12-31')).toHaveLength(2);
    expect(asked('2024-01-01', '2025-01-01')).toBe('from');
  });
});
