import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { localDay, localMinute } from '../../common/calendar.js';
import { currentStage, messageTypeFor, notBefore, spreadMinutes, stagesFor } from './stages.js';

const STAGES = [60, 30, 7, 0];
const at = (daysLeft: number, stages: readonly number[] = STAGES) =>
  currentStage({ daysLeft, stages, expiredWithinDays: 30 });

const stageLists = fc.uniqueArray(fc.integer({ min: -30, max: 365 }), { maxLength: 8 });
const daysLefts = fc.integer({ min: -400, max: 400 });

describe('currentStage', () => {
  it.each([
    [61, null],
    [60, 60],
    [31, 60],
    [30, 30],
    [20, 30],
    [8, 30],
    [7, 7],
    [1, 7],
    [0, 7],
    [-1, 0],
    [-30, 0],
    [-31, null],
  ])('with %d days left is %s', (daysLeft, stage) => {
    expect(at(daysLeft)).toBe(stage);
  });

  it('knows stages after the expiry, counted from the first invalid day', () => {
    expect([-1, -7, -8, -30].map((days) => at(days, [30, 0, -7]))).toEqual([0, 0, -7, -7]);
  });

  it('never announces an expiry that is past, nor an expired card that is valid', () => {
    expect(at(-3, [60, 30, 7])).toBeNull();
    expect(at(3, [0])).toBeNull();
    fc.assert(
      fc.property(daysLefts, stageLists, (daysLeft, stages) => {
        const stage = at(daysLeft, stages);
        expect(stage === null || stage > 0 === daysLeft >= 0).toBe(true);
      }),
    );
  });

  it('is the most urgent stage that was reached, in whatever order they are listed', () => {
    fc.assert(
      fc.property(daysLefts, stageLists, (daysLeft, stages) => {
        const stage = at(daysLeft, stages);
        expect(at(daysLeft, stages.toReversed())).toBe(stage);
        if (stage === null) return;
        expect(stages).toContain(stage);
        expect(stages.filter((other) => other < stage && at(daysLeft, [other]) !== null)).toEqual([]);
      }),
    );
  });

  it('only ever moves to a more urgent stage as days go by, and misses none when days are skipped', () => {
    fc.assert(
      fc.property(stageLists, daysLefts, fc.integer({ min: 0, max: 60 }), (stages, daysLeft, skipped) => {
        const before = at(daysLeft, stages);
        const after = at(daysLeft - skipped, stages);
        expect(before === null || after === null || after <= before).toBe(true);
      }),
    );
  });
});

describe('stagesFor', () => {
  it('gives all stages to the default and to cards that a subscription names, fewer to others', () => {
    const settings = { stages: STAGES, others: [30, 0] };
    expect(stagesFor('default', settings)).toEqual(STAGES);
    expect(stagesFor('named', settings)).toEqual(STAGES);
    expect(stagesFor('other', settings)).toEqual([30, 0]);
  });
});

describe('messageTypeFor', () => {
  it('takes the mail that is no more urgent than the stage', () => {
    expect([365, 60, 45, 31, 30, 14, 8, 7, 1, 0, -5].map(messageTypeFor)).toEqual([
      'card_expiry_60',
      'card_expiry_60',
      'card_expiry_60',
      'card_expiry_60',
      'card_expiry_30',
      'card_expiry_30',
      'card_expiry_30',
      'card_expiry_7',
      'card_expiry_7',
      'card_expired',
      'card_expired',
    ]);
  });
});

describe('spreadMinutes', () => {
  it('is what the statement in its description gives', () => {
    expect(spreadMinutes('a', 540)).toBe(0x0cc175b % 540);
    expect(spreadMinutes('a', 0)).toBe(0);
  });

  it('fills the window evenly', () => {
    const hours = Array.from({ length: 9 }, () => 0);
    for (let card = 0; card < 9_000; card += 1) {
      const hour = Math.floor(spreadMinutes(`card-${String(card)}`, 540) / 60);
      hours[hour] = (hours[hour] ?? 0) + 1;
    }
    expect(Math.min(...hours)).toBeGreaterThan(850);
    expect(Math.max(...hours)).toBeLessThan(1_150);
  });
});

describe('notBefore', () => {
  const hours = { from: 540, to: 1080 };
  const when = (now: string, zone = 'UTC', key = 'card') =>
    notBefore({ now: new Date(now), zone, hours, key });

  it('waits for the hours of the day and is over with them', () => {
    const morning = when('2026-06-01T00:00:00Z');
    expect(morning?.toISOString()).toMatch(/^2026-06-01T(09|1[0-7]):/);
    expect(when('2026-06-01T03:00:00Z')).toEqual(morning);
    expect(when('2026-06-01T18:00:00Z')).toBeNull();
    expect(when('2026-06-01T17:59:59Z')?.toISOString()).toBe('2026-06-01T17:59:59.000Z');
  });

  it("keeps to the hours and the day of the customer's zone, and never goes back", () => {
    const zones = fc.constantFrom(
      'Etc/GMT+12',
      'America/New_York',
      'UTC',
      'Asia/Kathmandu',
      'Pacific/Kiritimati',
    );
    const nows = fc.date({ min: new Date('2024-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(nows, zones, fc.uuid(), (now, zone, key) => {
        const send = notBefore({ now, zone, hours, key });
        const minute = localMinute(now, zone);
        if (send === null) {
          expect(minute).toBeGreaterThanOrEqual(hours.to);
          return;
        }
        expect(send.getTime()).toBeGreaterThanOrEqual(now.getTime());
        expect(localDay(send, zone)).toBe(localDay(now, zone));
        expect(localMinute(send, zone)).toBeGreaterThanOrEqual(Math.max(hours.from, minute));
        expect(localMinute(send, zone)).toBeLessThan(hours.to);
      }),
    );
  });
});
