import { randomInt } from 'node:crypto';
import { passwordTrouble } from './password-rules.js';

// Nothing that is mistaken for something else when it is read out or copied from a screen.
const SIGNS = 'abcdefghjkmnpqrstuvwxyz23456789';
const GROUPS = 4;
const SIGNS_IN_GROUP = 5;

/** A password that nobody chose, of 99 random bits, which the rules for passwords let pass. */
export function newPassword(about: readonly string[] = []): string {
  for (;;) {
    const password = Array.from({ length: GROUPS }, group).join('-');
    if (passwordTrouble(password, about) === null) return password;
  }
}

function group(): string {
  return Array.from({ length: SIGNS_IN_GROUP }, () => SIGNS[randomInt(SIGNS.length)]).join('');
}
