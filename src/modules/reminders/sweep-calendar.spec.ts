import { describe, expect, it } from '@jest/globals';
import { calendarOf } from './sweep-calendar.js';

const RULES = {
  now: new Date('2026-11-30T20:30:00Z'),
  stages: [60, 30, 7, 0],
  others: [30, 0],
  expiredWithinDays: 30,
};

describe('the calendar of a sweep', () => {
  it('tells for each zone and month end what stage cards are at on that day of the zone', () => {
    const pairs = calendarOf(RULES, ['Asia/Riyadh', 'Pacific/Auckland'], ['2026-10-30', '2027-01-30']);
    expect(pairs).toEqual([
      {
        zone: 'Asia/Riyadh',
        lastDay: '2026-10-31',
        today: '2026-11-30',
        minute: 1_410,
        ofAll: 0,
        ofOthers: 0,
      },
      {
        zone: 'Asia/Riyadh',
        lastDay: '2026-11-30',
        today: '2026-11-30',
        minute: 1_410,
        ofAll: 7,
        ofOthers: 30,
      },
      {
        zone: 'Asia/Riyadh',
        lastDay: '2026-12-31',
        today: '2026-11-30',
        minute: 1_410,
        ofAll: 60,
        ofOthers: null,
      },
      // In Auckland the next day has begun, so that November's cards have expired and October's have for too long.
      {
        zone: 'Pacific/Auckland',
        lastDay: '2026-11-30',
        today: '2026-12-01',
        minute: 570,
        ofAll: 0,
        ofOthers: 0,
      },
      {
        zone: 'Pacific/Auckland',
        lastDay: '2026-12-31',
        today: '2026-12-01',
        minute: 570,
        ofAll: 30,
        ofOthers: 30,
      },
    ]);
  });

  it('keeps a pair at which only the other cards are at a stage', () => {
    const pairs = calendarOf({ ...RULES, stages: [7] }, ['UTC'], ['2026-12-01', '2026-12-31']);
    expect(pairs).toEqual([]);
    const later = { ...RULES, stages: [7], now: new Date('2026-12-05T00:00:00Z') };
    expect(calendarOf(later, ['UTC'], ['2026-12-01', '2026-12-31'])).toEqual([
      { zone: 'UTC', lastDay: '2026-12-31', today: '2026-12-05', minute: 0, ofAll: null, ofOthers: 30 },
    ]);
  });
});
