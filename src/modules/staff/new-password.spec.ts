import { describe, expect, it } from '@jest/globals';
import { newPassword } from './new-password.js';
import { passwordTrouble } from './password-rules.js';

describe('a password that nobody chose', () => {
  it('can be read out, passes the rules, and is another each time', () => {
    const made = Array.from({ length: 200 }, () => newPassword(['somebody@example.com', 'Some Body']));
    for (const password of made) {
      expect(password).toMatch(/^[a-hjkmnp-z2-9]{5}(-[a-hjkmnp-z2-9]{5}){3}$/);
      expect(passwordTrouble(password, [])).toBeNull();
    }
    expect(new Set(made).size).toBe(made.length);
  });
});
