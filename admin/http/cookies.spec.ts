import { describe, expect, it } from '@jest/globals';
import { cookie, readCookie, sessionCookieName } from './cookies.js';

describe('panel cookies', () => {
  it('binds the session to https and the host wherever there is https', () => {
    expect(sessionCookieName(true)).toBe('__Host-omnicrm_panel');
    expect(cookie(sessionCookieName(true), 'a b', { secure: true })).toBe(
      '__Host-omnicrm_panel=a%20b; Path=/; HttpOnly; SameSite=Lax; Secure',
    );
  });

  it('reads back what it wrote, among others and against broken ones', () => {
    expect(readCookie('x=1; omnicrm_panel=a%20b', 'omnicrm_panel')).toBe('a b');
    expect(readCookie('xomnicrm_panel=1', 'omnicrm_panel')).toBeNull();
    expect(readCookie('omnicrm_panel=%E0%A4%A', 'omnicrm_panel')).toBeNull();
    expect(readCookie(undefined, 'omnicrm_panel')).toBeNull();
  });
});
