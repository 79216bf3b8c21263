import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CaseEvaluation } from './case-evaluation.service.js';
import { CaseOpening } from './case-opening.service.js';
import { DunningPolicies } from './dunning-policies.service.js';
import { DUE_CASES, FAILED, NEXT_DUE, OVERDUE } from './dunning-queries.js';
import { inTurns } from './in-turns.js';

const BATCH = 200;
// Cases that are looked at in one transaction; their customers are locked for as long.
const TOGETHER = 100;
const LANES = 2;
const AT_ONCE = 4;
const AGAIN_MS = 300_000;

/** Finds what dunning has to do: unpaid invoices without a case, and cases that are due or about which something changed. */
@Injectable()
export class DunningSweep {
  private readonly log = new Logger('dunning');

  constructor(
    private readonly db: DataSource,
    private readonly opening: CaseOpening,
    private readonly evaluation: CaseEvaluation,
    private readonly policies: DunningPolicies,
  ) {}

  /** One pass; says of how many invoices and cases something was done. */
  async run(now: Date, signal: AbortSignal): Promise<number> {
    const opened = await this.open(now, signal);
    const { done, isComplete } = await this.lookAtDue(now, signal);
    if (opened.isComplete && isComplete)
      await this.db.query('UPDATE dunning_watch SET looked_until = $1', [now]);
    return opened.done + done;
  }

  /** When something is due by time. */
  async nextDueAt(after: Date): Promise<Date | null> {
    const rows: { next: Date | null }[] = await this.db.query(NEXT_DUE, [after]);
    return rows[0]?.next ?? null;
  }

  private async open(now: Date, signal: AbortSignal): Promise<Pass> {
    let done = 0;
    let isComplete = true;
    const seen = new Set<string>();
    const isPrepaidToo = await this.policies.coverPrepaid();
    for (const query of [FAILED, OVERDUE]) {
      for (;;) {
        const values = [now, isPrepaidToo, seen.size + BATCH];
        const found: { id: string; customer_id: string }[] = await this.db.query(query, values);
        const fresh = found.filter(({ id }) => !seen.has(id));
        if (fresh.length === 0) break;
        if (signal.aborted) return { done, isComplete: false };
        for (const { id } of fresh) seen.add(id);
        await inTurns(fresh, AT_ONCE, async (invoice) => {
          const taken = await this.takeUp(invoice);
          if (taken === 'failed') isComplete = false;
          else if (taken) done += 1;
        });
      }
    }
    return { done, isComplete };
  }

  /** One that cannot be taken up holds no other up. */
  private async takeUp({
    id,
    customer_id: customerId,
  }: {
    id: string;
    customer_id: string;
  }): Promise<boolean | 'failed'> {
    try {
      return await this.opening.takeUp(id, customerId);
    } catch (error) {
      this.log.error({ err: error, invoice: id }, 'an invoice was not taken up; it will be again');
      return 'failed';
    }
  }

  private async lookAtDue(now: Date, signal: AbortSignal): Promise<Pass> {
    let done = 0;
    const seen = new Set<string>();
    for (;;) {
      const found: { id: string }[] = await this.db.query(DUE_CASES, [now, seen.size + BATCH]);
      const fresh = found.filter(({ id }) => !seen.has(id));
      if (fresh.length === 0) return { done, isComplete: true };
      if (signal.aborted) return { done, isComplete: false };
      for (const { id } of fresh) seen.add(id);
      const ids = fresh.map(({ id }) => id);
      const batches = Array.from({ length: Math.ceil(ids.length / TOGETHER) }, (_, at) =>
        ids.slice(at * TOGETHER, (at + 1) * TOGETHER),
      );
      await inTurns(batches, LANES, async (batch) => {
        const count = await this.lookAt(batch, now);
        done += count;
      });
    }
  }

  /** In common, or one by one what cannot be looked at so: a case that cannot be looked at holds no other up. */
  private async lookAt(ids: readonly string[], now: Date): Promise<number> {
    const found = await this.evaluation.lookAtAll(ids).catch((error: unknown) => {
      this.log.warn({ err: error, cases: ids.length }, 'cases are looked at one by one');
      return { done: 0, held: ids, failed: new Map<string, unknown>() };
    });
    for (const [id, error] of found.failed) await this.putOff(id, now, error);
    let { done } = found;
    for (const id of found.held) if (await this.lookAtOne(id, now)) done += 1;
    return done;
  }

  private async lookAtOne(id: string, now: Date): Promise<boolean> {
    try {
      return await this.evaluation.look(id);
    } catch (error) {
      await this.putOff(id, now, error);
      return false;
    }
  }

  private async putOff(id: string, now: Date, error: unknown): Promise<void> {
    this.log.error({ err: error, case: id }, 'a case was not looked at; it will be again');
    const later = new Date(now.getTime() + AGAIN_MS);
    await this.db.query('UPDATE dunning_cases SET next_due_at = $2 WHERE id = $1 AND closed_at IS NULL', [
      id,
      later,
    ]);
  }
}

interface Pass {
  readonly done: number;
  readonly isComplete: boolean;
}
