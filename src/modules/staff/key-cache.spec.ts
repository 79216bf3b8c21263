import { describe, expect, it } from '@jest/globals';
import { KeyCache } from './key-cache.js';

function cacheOf(values: Record<string, string>, maxEntries = 10) {
  const state = { now: 0, loads: 0, values };
  const cache = new KeyCache<string>({
    load: async (key) => {
      state.loads += 1;
      await Promise.resolve();
      return state.values[key] ?? null;
    },
    now: () => state.now,
    forMs: 4_000,
    maxEntries,
  });
  return { state, cache };
}

describe('KeyCache', () => {
  it('looks a key up once within its time, and again after it', async () => {
    const { state, cache } = cacheOf({ a: '1' });
    expect(await cache.get('a')).toBe('1');
    state.now = 3_999;
    expect(await cache.get('a')).toBe('1');
    expect(state.loads).toBe(1);
    state.now = 4_000;
    expect(cache.peek('a')).toBeUndefined();
    expect(await cache.get('a')).toBe('1');
    expect(state.loads).toBe(2);
  });

  it('stops giving a value that is gone once its time is over', async () => {
    const { state, cache } = cacheOf({ a: '1' });
    await cache.get('a');
    state.values = {};
    state.now = 4_000;
    expect(await cache.get('a')).toBeNull();
    expect(cache.peek('a')).toBeUndefined();
  });

  it('shares one look-up among callers who miss at once', async () => {
    const { state, cache } = cacheOf({ a: '1' });
    expect(await Promise.all([cache.get('a'), cache.get('a'), cache.get('a')])).toEqual(['1', '1', '1']);
    expect(state.loads).toBe(1);
  });

  it('remembers nothing of keys that do not exist', async () => {
    const { state, cache } = cacheOf({});
    await cache.get('x');
    state.values = { x: '2' };
    expect(await cache.get('x')).toBe('2');
  });

  it('never holds more than its limit', async () => {
    const { cache } = cacheOf({ a: '1', b: '2', c: '3' }, 2);
    for (const key of ['a', 'b', 'c']) await cache.get(key);
    expect(['a', 'b', 'c'].filter((key) => cache.peek(key) !== undefined)).toEqual(['c']);
  });

  it('tries again after a look-up that failed', async () => {
    let fails = true;
    const cache = new KeyCache<string>({
      load: () => (fails ? Promise.reject(new Error('down')) : Promise.resolve('1')),
      now: () => 0,
      forMs: 1,
      maxEntries: 1,
    });
    await expect(cache.get('a')).rejects.toThrow('down');
    fails = false;
    expect(await cache.get('a')).toBe('1');
  });
});
