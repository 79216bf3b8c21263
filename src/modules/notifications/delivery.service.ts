import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { Sql } from '../../common/database/sql.js';
import { BatchSender, type Batch, type BatchReport } from './batch-sender.service.js';
import {
  claimDueMessages,
  nextDueAt,
  resumeUnconfigured,
  skipUnconfigured,
  type Settlement,
} from './delivery-claims.js';
import { claimLeaseMs, MAX_OUTAGES, pauseMs, STILL_CURRENT_MS } from './delivery-schedule.js';
import { EmailSender } from './email-sender.js';
import { LookUp } from './look-up.service.js';
import { MailComposer } from './mail-composer.service.js';
import { mailVariables, type MailType } from './mail-variables.schemas.js';

/** What a run of deliveries has done so far. */
export interface DeliveryProgress {
  /** Taken by Mailjet. */
  sent: number;
  /** Given up, with the reason on the message. */
  failed: number;
  skipped: number;
  /** Queued again for a later try. */
  deferred: number;
  /** Answer lost: looked up in a minute. */
  unknown: number;
  /** True when the run ended because Mailjet could not be used. */
  isUnavailable: boolean;
}

export interface DeliveryOptions {
  /** Calls to Mailjet at the same time; 4 unless told. */
  readonly concurrency?: number;
  /** Ends the run after the calls in hand. */
  readonly signal?: AbortSignal;
  /** Business time that decides what is due; the clock's unless told. */
  readonly now?: Date;
  readonly onProgress?: (progress: Readonly<DeliveryProgress>) => void;
}

const CONCURRENCY = 4;
const SKIP_BATCH = 1_000;

/** One run: its counts, and the pause that all its senders keep after a failed call. */
interface Run {
  readonly options: DeliveryOptions;
  readonly progress: DeliveryProgress;
  outages: number;
  resumeAt: Date | null;
}

/** Delivers queued messages: any number of processes at once, each message in one call at a time. */
@Injectable()
export class DeliveryService {
  private readonly log = new Logger('mail');
  private hasResumed = false;
  private restUntil: Date | null = null;

  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    private readonly sender: EmailSender,
    private readonly composer: MailComposer,
    private readonly batches: BatchSender,
    private readonly lookUp: LookUp,
  ) {}

  /** Sends what is due until nothing is, Mailjet cannot be used or the signal ends it; only what is in hand is in memory. */
  async deliverUntilIdle(options: DeliveryOptions = {}): Promise<DeliveryProgress> {
    const progress = { sent: 0, failed: 0, skipped: 0, deferred: 0, unknown: 0, isUnavailable: false };
    const run: Run = { options, progress, outages: 0, resumeAt: null };
    if (!this.sender.configured) {
      await this.skipDue(run);
      return progress;
    }
    if (!this.hasResumed) await this.resumeHeldBack();
    tally(progress, await this.lookUp.run(options.signal));
    await Promise.all(Array.from({ length: options.concurrency ?? CONCURRENCY }, () => this.work(run)));
    return progress;
  }

  /** The same for the job, which rests a while after Mailjet could not be used. */
  async deliverUnlessResting(options: DeliveryOptions): Promise<DeliveryProgress | null> {
    if (this.restUntil !== null && this.clock.real() < this.restUntil) return null;
    return this.deliverUntilIdle(options);
  }

  /** The next business instant at which a queued message may go. */
  nextDueAt(after: Date): Promise<Date | null> {
    return nextDueAt(this.sql, after);
  }

  private async work(run: Run): Promise<void> {
    const { options, progress } = run;
    while (!this.isOver(run)) {
      if (!(await this.pause(run))) continue;
      const batch = await this.claim(options.now ?? this.clock.now());
      if (batch.messages.length === 0) return;
      const report = await this.batches.send(batch);
      tally(progress, report.settlements);
      this.note(run, batch, report.outage);
      options.onProgress?.(progress);
    }
  }

  private isOver({ options, progress }: Run): boolean {
    return options.signal?.aborted === true || progress.isUnavailable;
  }

  private async claim(now: Date): Promise<Batch> {
    const real = this.clock.real();
    const claimId = uuidv7();
    const messages = await claimDueMessages(this.sql, {
      id: claimId,
      now,
      real,
      leaseUntil: new Date(real.getTime() + claimLeaseMs(this.sender.timeoutMs)),
      limit: this.sender.batchSize,
    });
    return { claimId, claimedAt: real, messages };
  }

  /** Waits until the last outage's pause is over; false when the run may have ended meanwhile. */
  private async pause({ resumeAt, options }: Run): Promise<boolean> {
    const ms = resumeAt === null ? 0 : resumeAt.getTime() - this.clock.real().getTime();
    if (ms <= 0) return true;
    await waited(ms, options.signal);
    return false;
  }

  private note(run: Run, batch: Batch, outage: BatchReport['outage']): void {
    if (outage === null) {
      run.outages = 0;
      return;
    }
    // Calls that were under way together fail together: one outage, not several.
    if (run.resumeAt !== null && batch.claimedAt < run.resumeAt) return;
    run.outages += 1;
    const ms = pauseMs(run.outages, outage.retryAfterSeconds);
    run.resumeAt = new Date(this.clock.real().getTime() + ms);
    this.log.warn({ code: outage.reasonCode, pauseMs: ms }, outage.detail);
    if (run.outages < MAX_OUTAGES) return;
    run.progress.isUnavailable = true;
    this.restUntil = run.resumeAt;
  }

  private async skipDue({ options, progress }: Run): Promise<void> {
    const now = options.now ?? this.clock.now();
    for (let skipped = SKIP_BATCH; skipped === SKIP_BATCH && options.signal?.aborted !== true;) {
      skipped = await skipUnconfigured(this.sql, now, SKIP_BATCH);
      progress.skipped += skipped;
      options.onProgress?.(progress);
    }
  }

  private async resumeHeldBack(): Promise<void> {
    this.hasResumed = true;
    const now = this.clock.now();
    const since = new Date(now.getTime() - STILL_CURRENT_MS);
    const types = (Object.keys(mailVariables) as MailType[]).filter((type) => this.composer.canSend(type));
    const count = await resumeUnconfigured(this.sql, { now, real: this.clock.real(), since }, types);
    if (count > 0) this.log.log({ count }, 'Messages that waited for Mailjet are queued again.');
  }
}

const COUNTED: Readonly<Record<Settlement['state'], Exclude<keyof DeliveryProgress, 'isUnavailable'>>> = {
  sent: 'sent',
  failed: 'failed',
  skipped: 'skipped',
  queued: 'deferred',
  sending: 'unknown',
};

function tally(progress: DeliveryProgress, settlements: readonly Settlement[]): void {
  for (const { state } of settlements) progress[COUNTED[state]] += 1;
}

/** Resolves after so long, or when the signal comes. */
function waited(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
