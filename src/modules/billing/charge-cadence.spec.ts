import { describe, expect, it } from '@jest/globals';
import { isActionOver, mayCallAgain, nextCheck } from './charge-cadence.js';

const NOW = new Date('2031-05-17T12:00:00Z');
const ago = (seconds: number): Date => new Date(NOW.getTime() - seconds * 1_000);
const gaps = (state: 'unknown' | 'pending', looks: number): number[] =>
  Array.from(
    { length: looks },
    (_, index) => (nextCheck(state, index, NOW).getTime() - NOW.getTime()) / 1_000,
  );

describe('open charges', () => {
  it('are asked for soon, then ever later, and never less often than each hour', () => {
    expect(gaps('unknown', 4)).toEqual([5, 10, 20, 40]);
    expect(gaps('pending', 3)).toEqual([30, 60, 120]);
    expect(Math.max(...gaps('unknown', 60), ...gaps('pending', 60))).toBe(3_600);
  });

  it('are called again at once where a key makes that safe', () => {
    expect(mayCallAgain({ keys: true, state: 'unknown', since: null }, NOW)).toBe(true);
  });

  it('are called again without keys only when the first call can no longer be on its way', () => {
    const denied = (since: Date | null): boolean =>
      mayCallAgain({ keys: false, state: 'started', since }, NOW);
    expect([denied(null), denied(ago(599)), denied(ago(600))]).toEqual([false, false, true]);
  });

  it('that the vendor has named are never called again without keys', () => {
    for (const state of ['pending', 'requires_action'] as const)
      expect(mayCallAgain({ keys: false, state, since: ago(90_000) }, NOW)).toBe(false);
  });

  it('wait a day for the customer', () => {
    expect([isActionOver(ago(86_399), NOW), isActionOver(ago(86_400), NOW)]).toEqual([false, true]);
  });
});
