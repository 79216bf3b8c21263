import { describe, expect, it } from '@jest/globals';
import { SignedTokens } from './signed-tokens.js';

const now = new Date('2026-01-01T00:00:00Z');
const later = new Date('2026-01-02T00:00:00Z');
const old = { id: 'k1', secret: 'a'.repeat(32) };
const fresh = { id: 'k2', secret: 'b'.repeat(32) };

describe('SignedTokens', () => {
  const tokens = new SignedTokens([old]);

  it('gives back the claims it signed', () => {
    const token = tokens.sign('setup', { setup: '1' }, later);
    expect(tokens.verify('setup', token, now)).toEqual({ ok: true, claims: { setup: '1' } });
  });

  it('signs the same claims to the same token, so that a link can be made again', () => {
    expect(tokens.sign('setup', { setup: '1' }, later)).toBe(tokens.sign('setup', { setup: '1' }, later));
  });

  it('has six digits for an id, of each key its own, the present one first', () => {
    const both = new SignedTokens([fresh, old]).codes('sign_in', 'a');
    expect(both).toHaveLength(2);
    for (const code of both) expect(code).toMatch(/^\d{6}$/);
    expect(both[1]).toBe(tokens.codes('sign_in', 'a')[0]);
    expect(both[0]).not.toBe(both[1]);
    expect(tokens.codes('sign_in', 'b')).not.toEqual(tokens.codes('sign_in', 'a'));
  });

  it('refuses a token of another purpose', () => {
    expect(tokens.verify('care_link', tokens.sign('setup', {}, later), now)).toEqual({
      ok: false,
      why: 'invalid',
    });
  });

  it('tells an expired token from a forged one', () => {
    const token = tokens.sign('setup', { setup: '1' }, now);
    expect(tokens.verify('setup', token, now)).toEqual({ ok: false, why: 'expired', claims: { setup: '1' } });
  });

  it('refuses a token with any character changed', () => {
    const token = tokens.sign('setup', { setup: '1' }, later);
    for (let i = 0; i < token.length; i += 1) {
      const changed = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1);
      expect(tokens.verify('setup', changed, now).ok).toBe(false);
    }
  });

  it('verifies tokens of an older key while that key stands behind a newer one', () => {
    const token = tokens.sign('setup', {}, later);
    expect(new SignedTokens([fresh, old]).verify('setup', token, now).ok).toBe(true);
    expect(new SignedTokens([fresh]).verify('setup', token, now).ok).toBe(false);
  });

  it.each(['', '.', '..', 'k1..', 'k1.e30.', '💳.💳.💳', 'a.b.c.d'])('refuses %p', (token) => {
    expect(tokens.verify('setup', token, now)).toEqual({ ok: false, why: 'invalid' });
  });
});
