import { describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import type { JobRunner } from '../../common/jobs/job-runner.service.js';
import { TestClock } from './test-clock.service.js';

describe('the test clock', () => {
  it('does not go back for a row that was read before it was moved', async () => {
    let answer: (rows: object[]) => void = () => undefined;
    const db = { query: () => new Promise<object[]>((resolve) => (answer = resolve)) };
    const clock = new Clock();
    const testClock = new TestClock(db as unknown as DataSource, clock, {} as JobRunner);
    const ready = testClock.onApplicationBootstrap();
    clock.follow(5_000);
    answer([{ offset_ms: 1_000, target_offset_ms: 1_000 }]);
    await ready;
    expect(clock.offset).toBe(5_000);
    await testClock.beforeApplicationShutdown();
  });

  it('says where it is going, until it is there', async () => {
    let row = { offset_ms: 1_000, target_offset_ms: 86_400_000 };
    const db = { query: () => Promise.resolve([row]) };
    const clock = new Clock();
    const testClock = new TestClock(db as unknown as DataSource, clock, {} as JobRunner);
    const ahead = Number(await testClock.target()) - clock.real().getTime();
    expect(Math.abs(ahead - 86_400_000)).toBeLessThan(5_000);
    row = { ...row, offset_ms: 86_400_000 };
    expect(await testClock.target()).toBeNull();
  });
});
