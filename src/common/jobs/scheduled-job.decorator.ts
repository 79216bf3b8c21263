import { DiscoveryService } from '@nestjs/core';

/** How a job is woken. */
export interface ScheduledJobOptions {
  /** Unique, kebab-case; what the command line and the system check call it. */
  readonly name: string;
  readonly everySeconds: number;
  /** True when several instances may run it side by side, because its work is claimed row by row. */
  readonly parallel?: boolean;
}

/** A job finds its work by query, so that running it twice, late or in two instances changes nothing. */
export interface Job {
  /** Does what is due at `now` (business time) and says how many units that was. */
  run(now: Date, signal: AbortSignal): Promise<number>;
  /** The next business instant after this one at which something becomes due; lets the test clock stop there. */
  nextDueAt?(after: Date): Promise<Date | null>;
}

/** Marks a provider as a job that the runner wakes. */
export const ScheduledJob = DiscoveryService.createDecorator<ScheduledJobOptions>();
