import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addDays, dayBounds, localDay } from '../../common/calendar.js';
import {
  areLater,
  cardStatus,
  daysLeft,
  expiresOn,
  formatExpiry,
  hasOtherDates,
  isExpired,
} from './expiry.js';

const ZONES = [
  'Etc/GMT+12',
  'Pacific/Pago_Pago',
  'America/New_York',
  'America/Santiago',
  'America/Havana',
  'UTC',
  'Europe/London',
  'Africa/Cairo',
  'Asia/Riyadh',
  'Asia/Tehran',
  'Asia/Kathmandu',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
];

const zones = fc.constantFrom(...ZONES);
const months = fc.record({
  year: fc.integer({ min: 2000, max: 2100 }),
  month: fc.integer({ min: 1, max: 12 }),
});
const instants = fc.date({ min: new Date('2015-01-01'), max: new Date('2045-01-01'), noInvalidDate: true });

describe('expiresOn', () => {
  it.each([
    [2027, 1, '2027-01-31'],
    [2027, 2, '2027-02-28'],
    [2028, 2, '2028-02-29'],
    [2100, 2, '2100-02-28'],
    [2000, 2, '2000-02-29'],
    [2026, 4, '2026-04-30'],
    [2026, 12, '2026-12-31'],
  ])('of %d-%d is %s', (year, month, day) => {
    expect(expiresOn(year, month)).toBe(day);
  });

  it("is the month's last day: the next one is a first", () => {
    fc.assert(
      fc.property(months, ({ year, month }) => {
        const day = expiresOn(year, month);
        expect(day.startsWith(`${String(year)}-${String(month).padStart(2, '0')}-`)).toBe(true);
        expect(addDays(day, 1).endsWith('-01')).toBe(true);
      }),
    );
  });

  it('refuses what is no month or no year of four digits', () => {
    for (const [year, month] of [
      [2026, 0],
      [2026, 13],
      [2026, 1.5],
      [26, 1],
      [Number.NaN, 1],
    ] as const) {
      expect(() => expiresOn(year, month)).toThrow(RangeError);
    }
  });
});

describe('daysLeft', () => {
  it('is 0 on the last valid day and negative from the next on', () => {
    expect(daysLeft('2026-02-28', '2026-02-27')).toBe(1);
    expect(daysLeft('2026-02-28', '2026-02-28')).toBe(0);
    expect(daysLeft('2026-02-28', '2026-03-01')).toBe(-1);
    expect(daysLeft('2028-02-29', '2028-02-28')).toBe(1);
    expect(isExpired('2028-02-29', '2028-02-29')).toBe(false);
    expect(isExpired('2028-02-29', '2028-03-01')).toBe(true);
  });

  it('counts a day each local day, in every zone, whatever its clock does', () => {
    fc.assert(
      fc.property(months, zones, fc.integer({ min: -400, max: 400 }), ({ year, month }, zone, offset) => {
        const last = expiresOn(year, month);
        const { from, to } = dayBounds(addDays(last, -offset), zone);
        expect(daysLeft(last, localDay(from, zone))).toBe(offset);
        expect(daysLeft(last, localDay(new Date(to.getTime() - 1), zone))).toBe(offset);
      }),
    );
  });

  it('expires a card at the end of its month in the zone of the customer, and not a second before', () => {
    fc.assert(
      fc.property(months, zones, ({ year, month }, zone) => {
        const last = expiresOn(year, month);
        const { to } = dayBounds(last, zone);
        expect(isExpired(last, localDay(new Date(to.getTime() - 1), zone))).toBe(false);
        expect(isExpired(last, localDay(to, zone))).toBe(true);
      }),
    );
  });

  it('differs by two days at most over the whole earth', () => {
    fc.assert(
      fc.property(months, instants, ({ year, month }, at) => {
        const last = expiresOn(year, month);
        const all = ZONES.map((zone) => daysLeft(last, localDay(at, zone)));
        expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(2);
      }),
    );
  });
});

describe('how a card is shown', () => {
  it('is expired below 0, expiring up to 90 days, valid beyond', () => {
    expect([-400, -1, 0, 60, 90, 91].map(cardStatus)).toEqual([
      'expired',
      'expired',
      'expiring',
      'expiring',
      'expiring',
      'valid',
    ]);
  });

  it('writes MM/YYYY', () => {
    expect(formatExpiry(2027, 1)).toBe('01/2027');
    expect(formatExpiry(2030, 12)).toBe('12/2030');
  });
});

describe('dates that are told', () => {
  it.each([
    ['later by a month', [3, 2030], [2, 2030], true, true],
    ['later by a year, in an earlier month', [1, 2031], [12, 2030], true, true],
    ['the same', [12, 2030], [12, 2030], false, false],
    ['earlier', [11, 2030], [12, 2030], true, false],
    ['none', [null, null], [12, 2030], false, false],
    ['half of one', [null, 2031], [12, 2030], false, false],
    ['where none were known', [1, 2030], [null, null], true, true],
  ])('%s', (_, [expMonth, expYear], [knownMonth, knownYear], other, later) => {
    const told = { expMonth: expMonth ?? null, expYear: expYear ?? null };
    const known = { expMonth: knownMonth ?? null, expYear: knownYear ?? null };
    expect([hasOtherDates(told, known), areLater(told, known)]).toEqual([other, later]);
  });
});
