import { describe, expect, it } from '@jest/globals';
import { isEmail, normalEmail } from './staff-email.js';

describe('e-mails of staff', () => {
  it('are one whatever their case and spaces', () => {
    expect(normalEmail('  Admin@Example.COM ')).toBe('admin@example.com');
  });

  it.each(['a@b.co', 'sarah.connor+crm@mail.example.com'])('takes %p', (email) => {
    expect(isEmail(email)).toBe(true);
  });

  it.each([
    '',
    'a',
    'a@b',
    '@b.co',
    'a b@c.de',
    'a@b@c.de',
    `${'x'.repeat(70)}@b.co`,
    `a@${'b'.repeat(260)}.co`,
  ])('refuses %p', (email) => {
    expect(isEmail(email)).toBe(false);
  });
});
