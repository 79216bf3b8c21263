import { describe, expect, it } from '@jest/globals';
import { keyState } from './key-state.js';

const now = new Date('2026-11-22T12:00:00Z');
const before = new Date('2026-11-22T11:59:59Z');
const after = new Date('2026-11-22T12:00:01Z');

describe('an API key', () => {
  it.each([
    ['active', null, null],
    ['active', null, after],
    ['expired', null, now],
    ['expired', null, before],
    ['revoked', before, null],
    ['revoked', before, before],
  ] as const)('is %s when it was revoked %s and ends %s', (state, revokedAt, expiresAt) => {
    expect(keyState({ revokedAt, expiresAt }, now)).toBe(state);
  });
});
