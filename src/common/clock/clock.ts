import { Injectable } from '@nestjs/common';

/**
 * The two times of the house: business time, which the sandbox's test clock may move forward, and real time.
 * Dates, schedules and what a customer sees follow `now()`; leases, sessions, rate limits and signatures follow `real()`.
 */
@Injectable()
export class Clock {
  private offsetMs = 0;

  /** Business time; passed into SQL as a parameter, never taken from the database's own clock. */
  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  /** Real time, for whatever must not jump. */
  real(): Date {
    return new Date();
  }

  /** Milliseconds that business time is ahead of real time; 0 outside the sandbox. */
  get offset(): number {
    return this.offsetMs;
  }

  /** Follows the test clock's row; only the sandbox calls it. */
  follow(offsetMs: number): void {
    this.offsetMs = offsetMs;
  }
}
