import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../common/config/config.js';
import { hashPassword, hashWithoutPassword, verifyPassword } from '../../common/security/passwords.js';

const LONGEST_CHECKED = 1_000;

/** Makes hashes of passwords and compares them, one at a time: each takes 128 MB at the usual cost. */
@Injectable()
export class Passwords {
  private readonly cost: number;
  private readonly nobody: string;
  private working: Promise<unknown> = Promise.resolve();

  constructor(@Inject(CONFIG) { security }: Config) {
    this.cost = security.passwordCost;
    this.nobody = hashWithoutPassword(this.cost);
  }

  /** A hash that is safe to store. */
  hash(password: string): Promise<string> {
    return this.next(() => hashPassword(password, this.cost));
  }

  /** Whether the password made this hash; never for an account that does not exist (null), which takes as long. */
  verify(password: string, hash: string | null): Promise<boolean> {
    return this.next(() => verifyPassword(password.slice(0, LONGEST_CHECKED), hash ?? this.nobody));
  }

  private next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.working.then(work);
    this.working = done.catch(() => undefined);
    return done;
  }
}
