import { describe, expect, it } from '@jest/globals';
import { instantOf } from './instant.js';

describe('an instant of PostgreSQL', () => {
  it.each([
    ['2026-11-22 12:00:00+00', '2026-11-22T12:00:00.000Z'],
    ['2026-11-22 12:00:00.1+00', '2026-11-22T12:00:00.100Z'],
    ['2026-11-22 12:00:00.123999+00', '2026-11-22T12:00:00.123Z'],
    ['1969-12-31 23:59:59.999999+00', '1969-12-31T23:59:59.999Z'],
    ['0099-01-01 00:00:00+00', '0099-01-01T00:00:00.000Z'],
  ])('is read from %s', (text, iso) => {
    expect(instantOf(text)?.toISOString()).toBe(iso);
  });

  it.each([
    '2026-11-22 12:00:00+03',
    '2026-11-22 12:00:00+05:30',
    'infinity',
    '10000-01-01 00:00:00+00',
    '0044-03-15 00:00:00+00 BC',
    '+00',
  ])('is left to the driver from %s', (text) => {
    expect(instantOf(text)).toBeNull();
  });
});
