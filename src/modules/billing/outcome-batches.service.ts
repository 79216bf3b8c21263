import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger } from '@nestjs/common';
import type { ArrivedOutcome } from './charge-news.js';
import { ChargeOutcomes } from './charge-outcomes.service.js';

interface Waiting {
  readonly arrived: ArrivedOutcome;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

const MOST = 250;
const GATHER_MS = 40;
const AT_ONCE = 2;

// Below that, what has come meanwhile waits for the batch under way: larger ones cost less.
const WORTH_ANOTHER = 100;

/**
 * Gathers the outcomes of some milliseconds and applies them in one transaction; where that fails, each is applied by itself. Under load
 * several batches are under way beside each other.
 */
@Injectable()
export class OutcomeBatches {
  private readonly log = new Logger('charges');
  private waiting: Waiting[] = [];
  private running = 0;

  constructor(private readonly outcomes: ChargeOutcomes) {}

  /** Ends when the outcome is applied. */
  bring(arrived: ArrivedOutcome): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ arrived, done, failed });
      const isWanted = this.running === 0 || this.waiting.length >= WORTH_ANOTHER;
      if (isWanted && this.running < AT_ONCE) void this.work();
    });
  }

  private async work(): Promise<void> {
    this.running += 1;
    try {
      while (this.waiting.length > 0) {
        if (this.waiting.length < WORTH_ANOTHER) await sleep(GATHER_MS);
        const batch = this.waiting.splice(0, MOST);
        if (batch.length > 0) await this.apply(batch);
      }
    } finally {
      this.running -= 1;
    }
  }

  private async apply(batch: readonly Waiting[]): Promise<void> {
    try {
      await this.outcomes.applyAll(batch.map(({ arrived }) => arrived));
      for (const { done } of batch) done();
    } catch (error) {
      if (batch.length > 1)
        this.log.warn({ err: error, outcomes: batch.length }, 'outcomes are applied one by one');
      for (const { arrived, done, failed } of batch)
        await this.outcomes.applyAll([arrived]).then(done, failed);
    }
  }
}
