import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lastInstant, lateLook, nextLook } from './setup-cadence.js';

const HOUR_MS = 3_600_000;
const createdAt = new Date('2031-05-17T08:00:03.210Z');
const expiresAt = new Date(createdAt.getTime() + 24 * HOUR_MS);
const times = { createdAt, expiresAt };

function looks(from: Date): Date[] {
  const all: Date[] = [];
  for (let at = from; at < expiresAt; at = nextLook(times, at)) all.push(at);
  return all;
}

describe('looks at an open setup', () => {
  it('come within thirty seconds at first, and never a minute apart in the first hour', () => {
    const [begun, first] = looks(createdAt);
    expect((first?.getTime() ?? 0) - (begun?.getTime() ?? 0)).toBeLessThanOrEqual(30_000);
    const inHour = looks(createdAt).filter((at) => at.getTime() - createdAt.getTime() <= HOUR_MS);
    for (const [index, at] of inHour.entries())
      expect(at.getTime() - (inHour[index - 1] ?? createdAt).getTime()).toBeLessThanOrEqual(55_000);
  });

  it('grow no closer again, reach an hour at most, and end when it expires', () => {
    const all = [...looks(createdAt), expiresAt];
    const gaps = all.slice(1).map((at, index) => at.getTime() - (all[index] ?? at).getTime());
    expect(Math.max(...gaps)).toBeLessThanOrEqual(HOUR_MS);
    expect(all.length).toBeLessThan(130);
    for (const [index, gap] of gaps.slice(0, -1).entries())
      expect(gap).toBeGreaterThanOrEqual(
        (gaps[index - 1] ?? 0) - Math.max(50_000, (gaps[index - 1] ?? 0) / 2),
      );
  });

  it('always lie ahead, and never beyond the end before it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 24 * HOUR_MS - 1 }), (age) => {
        const now = new Date(createdAt.getTime() + age);
        const next = nextLook(times, now);
        expect(next.getTime()).toBeGreaterThan(now.getTime());
        expect(next.getTime()).toBeLessThanOrEqual(expiresAt.getTime());
      }),
    );
  });

  it('go on while a vendor that is away leaves it open beyond its end', () => {
    const next = nextLook(times, expiresAt);
    expect(next.getTime()).toBeGreaterThan(expiresAt.getTime());
    expect(next.getTime()).toBeLessThanOrEqual(expiresAt.getTime() + HOUR_MS);
  });
});

describe('looks at a setup that has expired', () => {
  it('double from an hour and end after a week', () => {
    const all: Date[] = [];
    for (let at = lateLook(times, expiresAt); at !== null; at = lateLook(times, at)) all.push(at);
    expect(all.length).toBeLessThan(12);
    expect((all[0]?.getTime() ?? 0) - expiresAt.getTime()).toBeLessThanOrEqual(HOUR_MS);
    const last = all.at(-1)?.getTime() ?? 0;
    expect(last - expiresAt.getTime()).toBeGreaterThanOrEqual(7 * 24 * HOUR_MS);
  });

  it('of a page that ended early come as often as before in its first hour, so that one paid at the last moment is not waited for', () => {
    const page = { createdAt, expiresAt: new Date(createdAt.getTime() + 20 * 60_000) };
    let at = page.expiresAt;
    while (at.getTime() - createdAt.getTime() < HOUR_MS) {
      const next = lateLook(page, at) ?? at;
      expect(next.getTime() - at.getTime()).toBeGreaterThan(0);
      expect(next.getTime() - at.getTime()).toBeLessThanOrEqual(55_000);
      at = next;
    }
    expect((lateLook(page, at)?.getTime() ?? 0) - at.getTime()).toBeGreaterThan(HOUR_MS / 2);
  });
});

describe('the end of a setup', () => {
  it('is a day after it was begun', () => {
    expect(lastInstant({ createdAt })).toEqual(expiresAt);
  });
});
