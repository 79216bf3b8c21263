import { Injectable } from '@nestjs/common';
import { verifyPassword } from '../../common/security/passwords.js';

const LONGEST_CHECKED = 1_000;

/** Compares passwords with their hashes, one at a time: each takes 128 MB while it is checked. */
@Injectable()
export class PasswordChecks {
  private checking: Promise<unknown> = Promise.resolve();

  /** Whether the password made this hash. */
  verify(password: string, hash: string): Promise<boolean> {
    const check = this.checking.then(() => verifyPassword(password.slice(0, LONGEST_CHECKED), hash));
    this.checking = check.catch(() => undefined);
    return check;
  }
}
