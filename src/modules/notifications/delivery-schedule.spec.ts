import { describe, expect, it } from '@jest/globals';
import { claimLeaseMs, LATEST_START_MS, MAX_ATTEMPTS, pauseMs, retryDelayMs } from './delivery-schedule.js';

const HOUR = 3_600_000;

describe('delivery schedule', () => {
  it('doubles from 15 seconds to six hours', () => {
    expect([1, 2, 3].map((attempts) => retryDelayMs(attempts))).toEqual([15_000, 30_000, 60_000]);
    expect(retryDelayMs(40)).toBe(6 * HOUR);
  });

  it('gives a message up after about a day', () => {
    const waits = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, index) => retryDelayMs(index + 1));
    const total = waits.reduce((sum, ms) => sum + ms, 0);
    expect(total).toBeGreaterThan(20 * HOUR);
    expect(total).toBeLessThan(30 * HOUR);
  });

  it('never comes back before Mailjet asks for it', () => {
    expect(retryDelayMs(1, 120)).toBe(120_000);
    expect(pauseMs(1, 20)).toBe(20_000);
  });

  it('pauses a minute at most', () => {
    expect(pauseMs(1)).toBe(250);
    expect(pauseMs(20)).toBe(60_000);
    expect(pauseMs(1, 9_999)).toBe(60_000);
  });

  it('lets no call still run when its messages may be looked up', () => {
    expect(claimLeaseMs(35_000)).toBeGreaterThan(LATEST_START_MS + 35_000);
  });
});
