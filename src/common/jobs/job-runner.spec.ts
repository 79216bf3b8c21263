import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { DiscoveryService } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import type { DataSource } from 'typeorm';
import { Clock } from '../clock/clock.js';
import type { Config } from '../config/config.js';
import { JobRunner } from './job-runner.service.js';

const NAMES = Array.from({ length: 30 }, (_, i) => `job-${String(i)}`);

describe('the runner of jobs', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('wakes each in its time and no crowd of them at once, which would want more connections than there are', async () => {
    const woken: { readonly name: string; readonly at: number }[] = [];
    const discovery = {
      getProviders: () => NAMES.map((name) => ({ name, instance: { run: () => Promise.resolve(0) } })),
      getMetadataByDecorator: (_: unknown, { name }: { name: string }) => ({ name, everySeconds: 2 }),
    };
    const db = {
      query: (text: string, values: readonly unknown[]) => {
        if (text.includes('INTO jobs AS held')) woken.push({ name: String(values[0]), at: Date.now() });
        return Promise.resolve([{}]);
      },
    };
    const runner = new JobRunner(
      discovery as unknown as DiscoveryService,
      new SchedulerRegistry(),
      db as unknown as DataSource,
      new Clock(),
      { jobs: { enabled: true } } as Config,
    );
    const from = Date.now();
    await runner.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(5_100);
    await runner.beforeApplicationShutdown();
    await jest.advanceTimersByTimeAsync(5_000);

    expect(new Set(woken.map(({ name }) => name)).size).toBe(NAMES.length);
    expect(woken).toHaveLength(2 * NAMES.length);
    expect(woken[0]?.at).toBe(from + 2_000);
    const within = (ms: number): number[] =>
      woken.map(({ at }) => woken.filter((other) => other.at >= at && other.at < at + ms).length);
    expect(Math.max(...within(100))).toBeLessThan(5);
  });
});
