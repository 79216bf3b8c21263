import { createHmac } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readHostToken } from './host-token.js';

const KEY = 'a-key-that-both-share-of-32-letters';
const NOW = new Date('2026-11-22T12:00:00Z');
const seconds = NOW.getTime() / 1_000;
const CLAIMS = { sub: 'CRM-17', jti: 'one', exp: seconds + 60 };

function tokenOf(
  claims: unknown,
  { header = { alg: 'HS256', typ: 'JWT' }, key = KEY }: { header?: object; key?: string } = {},
): string {
  const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

describe("the host CRM's token", () => {
  it('says whom it is about', () => {
    expect(readHostToken(tokenOf(CLAIMS), KEY, NOW)).toEqual({
      ok: true,
      subject: 'CRM-17',
      id: 'one',
      expiresAt: new Date('2026-11-22T12:01:30Z'),
    });
  });

  it.each([
    ['another key', tokenOf(CLAIMS, { key: 'another-key-of-thirty-two-letters!!' })],
    [
      'no algorithm',
      `${tokenOf(CLAIMS, { header: { alg: 'none' } })
        .split('.')
        .slice(0, 2)
        .join('.')}.`,
    ],
    ['an algorithm "none" that is signed', tokenOf(CLAIMS, { header: { alg: 'none' } })],
    ['another algorithm', tokenOf(CLAIMS, { header: { alg: 'HS512' } })],
    ['a header that wants more', tokenOf(CLAIMS, { header: { alg: 'HS256', crit: ['b64'], b64: false } })],
    ['a key of its own', tokenOf(CLAIMS, { header: { alg: 'HS256', jwk: { k: 'x' } } })],
    ['no id', tokenOf({ ...CLAIMS, jti: undefined })],
    ['no end', tokenOf({ ...CLAIMS, exp: undefined })],
    ['an end that is a text', tokenOf({ ...CLAIMS, exp: String(CLAIMS.exp) })],
    ['too late an end', tokenOf({ ...CLAIMS, exp: seconds + 600 })],
    ['a beginning to come', tokenOf({ ...CLAIMS, nbf: seconds + 120 })],
    ['nobody', tokenOf({ ...CLAIMS, sub: '' })],
    ['a subject that is a number', tokenOf({ ...CLAIMS, sub: 17 })],
    ['no object', tokenOf([CLAIMS])],
    ['four parts', `${tokenOf(CLAIMS)}.x`],
    ['rubbish', 'a.b.c'],
    ['nothing', ''],
  ])('is refused with %s', (_, token) => {
    expect(readHostToken(token, KEY, NOW)).toEqual({ ok: false, why: 'invalid' });
  });

  it('is refused when it was changed after it was signed', () => {
    const [header, , signature] = tokenOf(CLAIMS).split('.');
    const payload = Buffer.from(JSON.stringify({ ...CLAIMS, sub: 'CRM-18' })).toString('base64url');
    expect(readHostToken([header, payload, signature].join('.'), KEY, NOW).ok).toBe(false);
  });

  it('ends half a minute late, since clocks differ, and says that it has ended', () => {
    expect(readHostToken(tokenOf({ ...CLAIMS, exp: seconds - 20 }), KEY, NOW).ok).toBe(true);
    expect(readHostToken(tokenOf({ ...CLAIMS, exp: seconds - 30 }), KEY, NOW)).toEqual({
      ok: false,
      why: 'expired',
    });
  });
});
