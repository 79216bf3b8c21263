import { describe, expect, it } from '@jest/globals';
import { SealBroken, SealedSecrets } from './sealed-secrets.js';

const old = { id: 'k1', secret: 'a'.repeat(32) };
const fresh = { id: 'k2', secret: 'b'.repeat(32) };

describe('SealedSecrets', () => {
  const seals = new SealedSecrets([old]);

  it('opens what it sealed, and each sealing looks different', () => {
    const sealed = seals.seal('endpoint:1', 'whsec_secret');
    expect(sealed).not.toContain('secret');
    expect(seals.seal('endpoint:1', 'whsec_secret')).not.toBe(sealed);
    expect(seals.open('endpoint:1', sealed)).toBe('whsec_secret');
  });

  it('opens nothing in another place', () => {
    const sealed = seals.seal('endpoint:1', 'whsec_secret');
    expect(() => seals.open('endpoint:2', sealed)).toThrow(SealBroken);
  });

  it('opens nothing with any byte changed or cut off', () => {
    const bytes = Buffer.from(seals.seal('p', 'whsec_secret').slice(3), 'base64url');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => seals.open('p', `k1.${changed.toString('base64url')}`)).toThrow(SealBroken);
      expect(() => seals.open('p', `k1.${bytes.subarray(0, at).toString('base64url')}`)).toThrow(SealBroken);
    }
  });

  it('opens what an older key sealed while that stands behind a newer one, and knows it by its key', () => {
    const sealed = seals.seal('p', 'whsec_secret');
    const rotated = new SealedSecrets([fresh, old]);
    expect(rotated.open('p', sealed)).toBe('whsec_secret');
    expect([rotated.isCurrent(sealed), rotated.isCurrent(rotated.seal('p', 'x'))]).toEqual([false, true]);
    expect(() => new SealedSecrets([fresh]).open('p', sealed)).toThrow('No key named k1');
  });
});
