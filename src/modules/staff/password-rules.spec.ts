import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { passwordTrouble } from './password-rules.js';

const about = ['sarah.connor@example.com', 'Sarah Connor'];

describe('passwordTrouble', () => {
  it.each([
    'correct horse battery',
    'Tr0ub4dor&3xyz',
    'jQ8-rrTz_0pL',
    'قطار السابعة صباحا',
    'my cat eats pancakes',
  ])('takes %p', (password) => {
    expect(passwordTrouble(password, about)).toBeNull();
  });

  it.each([
    ['short-1', /12 characters/],
    ['x'.repeat(300), /200 characters/],
    ['aaaaaaaaaaaaaaaa', /repeats or counts/],
    ['123456789012', /repeats or counts/],
    ['abcdefghijklm', /repeats or counts/],
    ['Password1234!', /common words/],
    ['P@ssw0rd2024!!', /common words/],
    ['passwordpassword', /common words/],
    ['qwertyuiop12', /common words/],
    ['Welcome2026Admin', /common words/],
    ['93847562019384', /common words/],
    ['SarahConnor1984', /common words/],
    ['OmniCRM-Payments-1', /common words/],
  ])('refuses %p', (password, trouble) => {
    expect(passwordTrouble(password, about)).toMatch(trouble);
  });

  it('takes what a generator makes', () => {
    for (let i = 0; i < 500; i += 1)
      expect(passwordTrouble(randomBytes(15).toString('base64url'), about)).toBeNull();
  });
});
