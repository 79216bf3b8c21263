import { describe, expect, it } from '@jest/globals';
import { sessionCookie, sessionToken } from './care-cookie.js';
import { lackOf } from './care-session.js';

describe('what a session may do', () => {
  const link = { kind: 'link', purpose: 'add_payment_method', isFresh: false } as const;
  const toPay = { kind: 'link', purpose: 'pay', isFresh: false } as const;
  const stale = { kind: 'full', purpose: null, isFresh: false } as const;
  const fresh = { kind: 'full', purpose: null, isFresh: true } as const;

  it.each([
    ['link', link, null],
    ['link', toPay, null],
    ['pay', link, 'full'],
    ['pay', toPay, null],
    ['pay', stale, null],
    ['full', toPay, 'full'],
    ['full', link, 'full'],
    ['fresh', link, 'full'],
    ['full', stale, null],
    ['fresh', stale, 'fresh'],
    ['fresh', fresh, null],
  ] as const)('a right of %s of %j lacks %s', (right, session, lack) => {
    expect(lackOf(session, right)).toBe(lack);
  });
});

describe('the cookie', () => {
  it('is found among others, whole or not at all', () => {
    expect(sessionToken('a=b; omnicrm_care=care_x; c=d')).toBe('care_x');
    for (const header of [undefined, '', 'omnicrm_care=', 'xomnicrm_care=1', 'a=omnicrm_care'])
      expect(sessionToken(header)).toBeNull();
  });

  it('is for our pages alone, and away with an empty one', () => {
    expect(sessionCookie('t', { maxAgeMs: 60_000, isSecure: true })).toBe(
      'omnicrm_care=t; Path=/care; HttpOnly; SameSite=Strict; Max-Age=60; Secure',
    );
    expect(sessionCookie('', { maxAgeMs: 60_000, isSecure: false })).toContain('Max-Age=0');
  });
});
