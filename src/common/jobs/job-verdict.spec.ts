import { describe, expect, it } from '@jest/globals';
import { jobsPart, type JobRun } from './job-verdict.js';

const NOW = new Date('2026-11-22T09:00:00Z');
const run = (minutesAgo: number | null, more: Partial<JobRun> = {}): JobRun => ({
  name: 'deliver-messages',
  everySeconds: 2,
  knownSince: new Date('2026-10-01T09:00:00Z'),
  lastSucceededAt: minutesAgo === null ? null : new Date(NOW.getTime() - minutesAgo * 60_000),
  lastError: null,
  ...more,
});

describe('jobs in the system check', () => {
  it('are well when each ran in time, and a rare one may take its time', () => {
    expect(jobsPart([run(1), run(170, { everySeconds: 3_600 })], NOW)).toMatchObject({
      state: 'ok',
      facts: { jobs: 2, late: 0, last_run_at: '2026-11-22T08:59:00.000Z' },
    });
  });

  it('want a look when one is late, never ran or failed once', () => {
    for (const bad of [run(11), run(null), run(1, { lastError: 'no space left' })])
      expect(jobsPart([run(1), bad], NOW)).toMatchObject({
        state: 'warning',
        detail: expect.stringContaining('deliver-messages'),
      });
  });

  it('are not due yet while a new one has had no more time than a late one gets, and late after that', () => {
    const fresh = (everySeconds: number, minutes: number): string =>
      jobsPart(
        [run(null, { everySeconds, knownSince: new Date(NOW.getTime() - minutes * 60_000) }), run(1)],
        NOW,
      ).state;
    expect([fresh(2, 10), fresh(2, 11)]).toEqual(['ok', 'warning']);
    expect([fresh(3_600, 180), fresh(3_600, 181)]).toEqual(['ok', 'warning']);
    expect(jobsPart([run(null, { knownSince: null })], NOW).state).toBe('warning');
  });

  it('fail when one has gone on failing', () => {
    expect(jobsPart([run(11, { lastError: 'no space left' })], NOW)).toMatchObject({
      state: 'failing',
      detail: 'deliver-messages failed: no space left.',
    });
  });
});
