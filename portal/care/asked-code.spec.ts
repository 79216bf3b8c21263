import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepCode, keptCode } from './asked-code.js';

const ASKED = { email: 'sara@example.com', challenge: 'c1' };
const NOW = 1_800_000_000_000;

describe('a code that was asked for', () => {
  const stored = new Map<string, string>();

  beforeEach(() => {
    stored.clear();
    Object.defineProperty(globalThis, 'sessionStorage', {
      configurable: true,
      value: {
        getItem: (key: string) => stored.get(key) ?? null,
        setItem: (key: string, value: string) => stored.set(key, value),
        removeItem: (key: string) => stored.delete(key),
      },
    });
  });

  afterEach(() => {
    Reflect.deleteProperty(globalThis, 'sessionStorage');
  });

  it('is there again after a reload, as long as it works', () => {
    keepCode(ASKED, NOW);
    expect([keptCode(NOW), keptCode(NOW + 14 * 60_000), keptCode(NOW + 15 * 60_000)]).toEqual([
      ASKED,
      ASKED,
      null,
    ]);
  });

  it('is forgotten by whoever is in, or takes another address', () => {
    keepCode(ASKED, NOW);
    keepCode(null, NOW);
    expect(keptCode(NOW)).toBeNull();
  });

  it.each(['', '{', '7', '{"email":"a"}', '{"email":1,"challenge":"c","at":1}'])(
    'is none where something else is kept: %s',
    (text) => {
      stored.set('omnicrm.asked', text);
      expect(keptCode(NOW)).toBeNull();
    },
  );

  it('is asked for anew where nothing can be kept', () => {
    Reflect.deleteProperty(globalThis, 'sessionStorage');
    keepCode(ASKED, NOW);
    expect(keptCode(NOW)).toBeNull();
  });
});
