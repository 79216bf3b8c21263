import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { SchedulerRegistry } from '@nestjs/schedule';
import { DataSource } from 'typeorm';
import { Clock } from '../clock/clock.js';
import { CONFIG, type Config } from '../config/config.js';
import { uuidv7 } from '../database/ids.js';
import { ScheduledJob, type Job, type ScheduledJobOptions } from './scheduled-job.decorator.js';
import type { SystemPart } from '../checks/system-part.js';
import { jobsPart, type JobRun } from './job-verdict.js';
import { claimJob, finishJob, noteJobs, RENEW_SECONDS, renewJob } from './job-lease.js';

interface RegisteredJob {
  readonly options: ScheduledJobOptions;
  readonly job: Job;
}

const MAX_ROUNDS = 1_000;

// All intervals are whole seconds, so jobs that start at once wake at once ever after, and are more than there are connections.
function startsAfterMs(index: number, jobs: number): number {
  return (1_000 * index) / jobs;
}

/** Wakes every job on its interval, one at a time across instances unless it claims its work row by row. */
@Injectable()
export class JobRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly log = new Logger('jobs');
  private readonly owner = uuidv7();
  private readonly stopping = new AbortController();
  private readonly running = new Map<string, Promise<number>>();
  private readonly jobs = new Map<string, RegisteredJob>();
  private readonly starts = new Set<NodeJS.Timeout>();

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly registry: SchedulerRegistry,
    private readonly db: DataSource,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const wrapper of this.discovery.getProviders()) {
      const options = this.discovery.getMetadataByDecorator(ScheduledJob, wrapper);
      if (options) this.jobs.set(options.name, { options, job: wrapper.instance as Job });
    }
    if (!this.config.jobs.enabled) return;
    await noteJobs(this.db, this.names());
    this.wakeOnSchedule();
  }

  private wakeOnSchedule(): void {
    [...this.jobs.values()].forEach(({ options: { name, everySeconds } }, i) => {
      const start = setTimeout(
        () => {
          this.starts.delete(start);
          const timer = setInterval(() => void this.wake(name), everySeconds * 1_000);
          this.registry.addInterval(name, timer);
        },
        startsAfterMs(i, this.jobs.size),
      );
      this.starts.add(start);
    });
  }

  /** Names of all jobs. */
  names(): string[] {
    return [...this.jobs.keys()];
  }

  /** How all jobs stand, wherever they ran. */
  async check(): Promise<SystemPart> {
    const rows: Omit<JobRun, 'everySeconds'>[] = await this.db.query(
      'SELECT name, known_since AS "knownSince", last_succeeded_at AS "lastSucceededAt", last_error AS "lastError" FROM jobs',
    );
    const known = new Map(rows.map((row) => [row.name, row]));
    const runs = [...this.jobs.values()].map(({ options: { name, everySeconds } }): JobRun => {
      const { knownSince = null, lastSucceededAt = null, lastError = null } = known.get(name) ?? {};
      return { name, everySeconds, knownSince, lastSucceededAt, lastError };
    });
    return jobsPart(runs, this.clock.real());
  }

  /** A hint that this job has work; lost hints cost an interval of waiting at most. */
  nudge(name: string): void {
    if (this.config.jobs.enabled) setImmediate(() => void this.wake(name));
  }

  private async wake(name: string): Promise<void> {
    try {
      await this.runNow(name);
    } catch (error) {
      this.log.error({ err: error, job: name }, 'job failed; it will be woken again');
    }
  }

  /** Runs one job now unless it runs already here or elsewhere; says how many units it did. */
  async runNow(name: string, now?: Date): Promise<number> {
    const running = this.running.get(name);
    if (running) return running;
    const registered = this.jobs.get(name);
    if (!registered) throw new Error(`There is no job named ${name}. Known: ${this.names().join(', ')}.`);
    if (this.stopping.signal.aborted) return 0;
    const work = this.leased(registered, now).finally(() => this.running.delete(name));
    this.running.set(name, work);
    return work;
  }

  private async leased({ options, job }: RegisteredJob, now?: Date): Promise<number> {
    const lease = await claimJob(this.db, { ...options, owner: this.owner, at: this.clock.real() });
    if (!lease) return 0;
    const renewal = setInterval(() => void this.renew(options.name), RENEW_SECONDS * 1_000);
    try {
      const count = await job.run(now ?? this.clock.now(), this.stopping.signal);
      await finishJob(this.db, { name: options.name, owner: this.owner, at: this.clock.real(), count });
      return count;
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      await finishJob(this.db, {
        name: options.name,
        owner: this.owner,
        at: this.clock.real(),
        error: words,
      });
      throw error;
    } finally {
      clearInterval(renewal);
    }
  }

  private async renew(name: string): Promise<void> {
    try {
      await renewJob(this.db, { name, owner: this.owner, at: this.clock.real() });
    } catch (error) {
      this.log.warn(
        { err: error, job: name },
        'lease not renewed; another instance may begin beside this one',
      );
    }
  }

  /** Runs these jobs, again and again until a whole round finds nothing to do. */
  async runUntilIdle(names: readonly string[] = this.names()): Promise<number> {
    let total = 0;
    for (let round = 0; round < MAX_ROUNDS && !this.stopping.signal.aborted; round += 1) {
      let done = 0;
      for (const name of names) done += await this.runNow(name);
      total += done;
      if (done === 0) return total;
    }
    return total;
  }

  /** Jobs whose work comes due by business time, which the test clock runs at each of its stops. */
  clockDriven(): string[] {
    return [...this.jobs].filter(([, { job }]) => job.nextDueAt !== undefined).map(([name]) => name);
  }

  /** The next business instant after this one at which any job has something due. */
  async nextDueAt(after: Date): Promise<Date | null> {
    let next: Date | null = null;
    for (const { job } of this.jobs.values()) {
      const due = (await job.nextDueAt?.(after)) ?? null;
      if (due && due > after && (!next || due < next)) next = due;
    }
    return next;
  }

  async beforeApplicationShutdown(): Promise<void> {
    for (const start of this.starts) clearTimeout(start);
    for (const name of this.registry.getIntervals()) this.registry.deleteInterval(name);
    this.stopping.abort();
    await Promise.allSettled(this.running.values());
  }
}
