import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  addMonths,
  dayBounds,
  daysBetween,
  instantAt,
  lastDayOfMonth,
  localDay,
  localMinute,
} from './calendar.js';

const zones = fc.constantFrom(
  'UTC',
  'Etc/GMT+12',
  'Pacific/Kiritimati',
  'Europe/London',
  'America/New_York',
  'America/Havana',
  'Africa/Cairo',
  'Asia/Tehran',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
);
const instants = fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
const days = instants.map((at) => at.toISOString().slice(0, 10));

describe('localDay', () => {
  it.each([
    ['2026-01-31T23:30:00Z', 'UTC', '2026-01-31'],
    ['2026-01-31T23:30:00Z', 'Asia/Riyadh', '2026-02-01'],
    ['2026-03-29T00:30:00Z', 'Europe/London', '2026-03-29'],
    ['2026-01-01T09:59:59Z', 'Pacific/Kiritimati', '2026-01-01'],
    ['2026-01-01T10:00:00Z', 'Pacific/Kiritimati', '2026-01-02'],
    ['2026-01-01T11:59:59Z', 'Etc/GMT+12', '2025-12-31'],
    ['2024-02-29T12:00:00Z', 'America/New_York', '2024-02-29'],
  ])('puts %s in %s on %s', (at, timeZone, day) => {
    expect(localDay(new Date(at), timeZone)).toBe(day);
  });
});

describe('localMinute', () => {
  it('counts whole minutes of the clock, from midnight', () => {
    expect(localMinute(new Date('2026-06-01T00:00:59Z'), 'UTC')).toBe(0);
    expect(localMinute(new Date('2026-06-01T23:59:59Z'), 'UTC')).toBe(1439);
    expect(localMinute(new Date('2026-06-01T00:00:00Z'), 'Asia/Kathmandu')).toBe(345);
  });
});

describe('instantAt', () => {
  it.each([
    ['2026-06-01', 540, 'UTC', '2026-06-01T09:00:00.000Z'],
    ['2026-06-01', 540, 'Europe/London', '2026-06-01T08:00:00.000Z'],
    ['2026-01-01', 540, 'Pacific/Kiritimati', '2025-12-31T19:00:00.000Z'],
    ['2026-01-01', 540, 'Etc/GMT+12', '2026-01-01T21:00:00.000Z'],
    ['2026-01-01', 1440, 'UTC', '2026-01-02T00:00:00.000Z'],
  ])('of %s and %d minutes in %s is %s', (day, minutes, zone, at) => {
    expect(instantAt(day, minutes, zone).toISOString()).toBe(at);
  });

  it('moves a time that the clock skips, and takes the second of one that it shows twice', () => {
    expect(instantAt('2026-03-29', 90, 'Europe/London').toISOString()).toBe('2026-03-29T01:30:00.000Z');
    expect(instantAt('2026-10-25', 90, 'Europe/London').toISOString()).toBe('2026-10-25T01:30:00.000Z');
    expect(instantAt('2026-03-08', 150, 'America/New_York').toISOString()).toBe('2026-03-08T07:30:00.000Z');
    expect(instantAt('2026-11-01', 90, 'America/New_York').toISOString()).toBe('2026-11-01T06:30:00.000Z');
  });

  it('gives back the day and the minute outside of such hours', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: 300, max: 1_379 }), zones, (day, minutes, zone) => {
        const at = instantAt(day, minutes, zone);
        expect([localDay(at, zone), localMinute(at, zone)]).toEqual([day, minutes]);
      }),
    );
  });
});

describe('dayBounds', () => {
  it('holds the whole local day and nothing else, in every zone', () => {
    fc.assert(
      fc.property(days, zones, (day, zone) => {
        const { from, to } = dayBounds(day, zone);
        expect(localDay(from, zone)).toBe(day);
        expect(localDay(new Date(from.getTime() - 1), zone)).toBe(addDays(day, -1));
        expect(localDay(new Date(to.getTime() - 1), zone)).toBe(day);
        expect(localDay(to, zone)).toBe(addDays(day, 1));
      }),
    );
  });

  it('starts with the first midnight where the clock shows two, and after the gap where it shows none', () => {
    expect(dayBounds('2026-11-01', 'America/Havana').from.toISOString()).toBe('2026-11-01T04:00:00.000Z');
    expect(localMinute(dayBounds('2026-04-24', 'Africa/Cairo').from, 'Africa/Cairo')).toBe(60);
  });
});

describe('days', () => {
  it('are added and counted the same way', () => {
    fc.assert(
      fc.property(days, fc.integer({ min: -5_000, max: 5_000 }), (day, count) => {
        expect(daysBetween(day, addDays(day, count))).toBe(count);
      }),
    );
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
  });

  it('of a month that is too short become its last', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2026-01-31', 2)).toBe('2026-03-31');
    expect(addMonths('2027-11-30', 3)).toBe('2028-02-29');
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15');
    expect(addMonths('2026-05-31', -27)).toBe('2024-02-29');
    expect(lastDayOfMonth(2028, 2)).toBe('2028-02-29');
  });

  it('are refused when the calendar has no such day', () => {
    for (const day of ['2026-02-29', '2026-13-01', '2026-1-1', 'today', '']) {
      expect(() => addDays(day, 0)).toThrow(RangeError);
    }
  });
});
