import { describe, expect, it } from '@jest/globals';
import { destination, field } from './forms.js';

describe('field', () => {
  it('is empty where nothing, or no text, was sent', () => {
    for (const values of [undefined, null, {}, { email: ['a', 'b'] }, { email: 1 }])
      expect(field(values, 'email')).toBe('');
  });

  it('holds the longest password whole, whatever signs it is made of', () => {
    const password = '🏮'.repeat(200);
    expect(field({ password }, 'password')).toBe(password);
  });

  it('is cut where it is endless', () => {
    expect(field({ email: 'x'.repeat(5_000) }, 'email')).toHaveLength(1_000);
    expect(field({ to: 'x'.repeat(5_000) }, 'to')).toHaveLength(2_000);
  });
});

describe('destination', () => {
  it.each(['/admin', '/admin/resources/staff?q=a', '/admin?x=1'])('leads to %s', (to) => {
    expect(destination(to)).toBe(to);
  });

  it.each(['', '/adminx', '//evil.example', 'https://evil.example/admin', '/admin\\evil', '/admin/\n'])(
    'leads home instead of to %j',
    (to) => {
      expect(destination(to)).toBe('/admin');
    },
  );
});
