import { describe, expect, it } from '@jest/globals';
import { RequestCounts } from './request-counts.js';

describe('counts of requests', () => {
  function counts(limit: number): { readonly counted: RequestCounts; readonly pass: (ms: number) => void } {
    let now = 5_000;
    return {
      counted: new RequestCounts({ limit, windowMs: 60_000, now: () => now }),
      pass: (ms) => {
        now += ms;
      },
    };
  }

  it('lets a name pass up to its limit, then says how long to wait', () => {
    const { counted, pass } = counts(2);
    expect([counted.add('a'), counted.add('a')]).toEqual([0, 0]);
    pass(15_000);
    expect(counted.add('a')).toBe(45_000);
  });

  it('counts each name by itself', () => {
    const { counted } = counts(1);
    expect([counted.add('a'), counted.add('b')]).toEqual([0, 0]);
    expect(counted.add('a')).toBeGreaterThan(0);
  });

  it('begins anew when the window is over', () => {
    const { counted, pass } = counts(1);
    counted.add('a');
    pass(59_999);
    expect(counted.add('a')).toBe(1);
    pass(1);
    expect(counted.add('a')).toBe(0);
  });

  it('tells the wait of a name at its limit without counting', () => {
    const { counted } = counts(1);
    expect([counted.waitOf('a'), counted.waitOf('a')]).toEqual([0, 0]);
    counted.add('a');
    expect(counted.waitOf('a')).toBe(60_000);
  });
});
