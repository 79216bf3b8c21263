import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { Sql } from '../../common/database/sql.js';
import { CallGate, waited } from './call-gate.js';
import { BatchSender, type Batch } from './batch-sender.service.js';
import {
  claimDueMessages,
  messagesInHand,
  nextDueAt,
  resumeUnconfigured,
  skipUnconfigured,
  type Settlement,
} from './delivery-claims.js';
import { claimLeaseMs, STILL_CURRENT_MS } from './delivery-schedule.js';
import { EmailSender } from './email-sender.js';
import { LookUp } from './look-up.service.js';
import { MailComposer } from './mail-composer.service.js';
import { mailVariables, type MailType } from './mail-variables.schemas.js';
import { Turns } from './turns.js';

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
  /** Calls to Mailjet at the same time at most; 4 unless told. */
  readonly concurrency?: number;
  /** Ends the run after the calls in hand. */
  readonly signal?: AbortSignal;
  /** Business time that decides what is due; the clock's unless told. */
  readonly now?: Date;
  readonly onProgress?: (progress: Readonly<DeliveryProgress>) => void;
  /**
   * True to stay until nothing is in anybody's hand either: what a process that died was sending is looked up when its lease runs out, two
   * minutes later at most.
   */
  readonly untilSettled?: boolean;
  /** Told each second that `untilSettled` waits: how many messages, and until when in real time. */
  readonly onWait?: (count: number, until: Date) => void;
}

const CONCURRENCY = 4;
const SKIP_BATCH = 1_000;
const POLL_MS = 1_000;

/** One run: its counts, and the gate that all its calls pass. */
interface Run {
  readonly options: DeliveryOptions;
  readonly progress: DeliveryProgress;
  readonly gate: CallGate;
  /** One claim after another: two at once would share the last rows, and cost a call more. */
  readonly claims: Turns;
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
    const concurrency = options.concurrency ?? CONCURRENCY;
    const run: Run = {
      options,
      progress,
      gate: this.gate(concurrency, options.signal),
      claims: new Turns(1),
    };
    if (!this.sender.configured) {
      await this.skipDue(run);
      return progress;
    }
    if (!this.hasResumed) await this.resumeHeldBack();
    do await this.round(run, concurrency);
    while (await this.waitForOthers(run));
    progress.isUnavailable = run.gate.isGivenUp;
    this.restUntil = run.gate.isGivenUp ? run.gate.resumeAt : null;
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

  private async round(run: Run, concurrency: number): Promise<void> {
    tally(run.progress, await this.lookUp.run(run.options.signal));
    // More workers than calls: some claim, write and settle while the others wait for Mailjet.
    const workers = concurrency + Math.ceil(concurrency / 3);
    await Promise.all(Array.from({ length: workers }, () => this.work(run)));
  }

  /** True when another round may find something: a message in hand has become free, or is to be looked up. */
  private async waitForOthers({ options, gate }: Run): Promise<boolean> {
    if (options.untilSettled !== true) return false;
    while (!gate.isShut) {
      const { count, until } = await messagesInHand(this.sql);
      if (until === null) return false;
      if (until <= this.clock.real()) return true;
      options.onWait?.(count, until);
      await waited(POLL_MS, options.signal);
    }
    return false;
  }

  private async work(run: Run): Promise<void> {
    const { options, progress, gate } = run;
    while (!gate.isShut) {
      const batch = await run.claims.take(() => this.claim(run));
      if (batch.messages.length === 0) return;
      tally(progress, await this.batches.send(batch));
      options.onProgress?.(progress);
    }
  }

  private gate(concurrency: number, signal?: AbortSignal): CallGate {
    return new CallGate({
      concurrency,
      signal,
      real: () => this.clock.real(),
      onOutage: (outage, pauseMs) => {
        this.log.warn({ code: outage.reasonCode, pauseMs }, outage.detail);
      },
    });
  }

  private async claim({ options, gate }: Run): Promise<Batch> {
    const real = this.clock.real();
    const claimId = uuidv7();
    const claim = {
      id: claimId,
      now: options.now ?? this.clock.now(),
      real,
      leaseUntil: new Date(real.getTime() + claimLeaseMs(this.sender.timeoutMs)),
      limit: this.sender.batchSize,
    };
    const messages = await claimDueMessages(this.sql, claim, this.composer.mailsADay);
    return { claimId, claimedAt: real, messages, gate };
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
  for (const { state, isUntried } of settlements) {
    if (isUntried !== true) progress[COUNTED[state]] += 1;
  }
}
