import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { insertRows, readRows } from '../../common/database/bulk.js';
import { uuidv7 } from '../../common/database/ids.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { CustomersService } from '../customers/index.js';
import { CaseJournal } from './case-journal.service.js';
import type { DunningCase } from './dunning-case.entity.js';
import { CallTaskOver } from './dunning.errors.js';
import type { DecidedAct } from './dunning-vocabulary.js';

export const CALL_OUTCOMES = ['reached', 'no_answer', 'promised', 'refused', 'wrong_number'] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** Something that a person has to do about a case: call the customer, or decide. */
export interface CallTask {
  readonly id: string;
  readonly caseId: string;
  readonly customerId: string;
  readonly kind: 'call' | 'approval';
  /** What waits for the decision. */
  readonly acts: readonly DecidedAct[];
  readonly state: 'open' | 'done' | 'canceled';
  readonly outcome: CallOutcome | 'approved' | null;
  readonly note: string | null;
  readonly createdAt: Date;
  readonly doneAt: Date | null;
  readonly doneBy: string | null;
}

/** Which tasks a person wants to see, and where the page before ended. */
export interface TaskQueue {
  readonly state: CallTask['state'];
  readonly kind?: CallTask['kind'] | undefined;
  readonly due?: { readonly from?: Date; readonly before?: Date } | undefined;
  readonly after: string | null;
  readonly limit: number;
}

/** A task to make. */
export interface TaskWish {
  readonly of: Pick<DunningCase, 'id' | 'customerId'>;
  readonly kind: CallTask['kind'];
  readonly acts: readonly DecidedAct[];
}

/** The work that dunning leaves to people. */
@Injectable()
export class CallTasks {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly journal: CaseJournal,
  ) {}

  /** New tasks of cases. */
  async add(tx: EntityManager, wishes: readonly TaskWish[]): Promise<void> {
    const tasks = wishes.map(({ of: { id: caseId, customerId }, kind, acts }) => ({
      id: uuidv7(),
      caseId,
      customerId,
      kind,
      acts,
      state: 'open',
      createdAt: this.clock.now(),
    }));
    await insertRows(tx, 'call_tasks', tasks);
  }

  /** The case is over: nobody has to do anything about it. */
  async cancelOpen(tx: EntityManager, caseId: string): Promise<void> {
    await tx.query(
      `UPDATE call_tasks SET state = 'canceled', done_at = $2 WHERE case_id = $1 AND state = 'open'`,
      [caseId, this.clock.now()],
    );
  }

  /** Nothing is left to decide about these cases; answers of which of them there was. */
  async cancelApprovals(tx: EntityManager, caseIds: readonly string[]): Promise<ReadonlySet<string>> {
    const [canceled]: [{ case_id: string }[], number] = await tx.query(
      `UPDATE call_tasks SET state = 'canceled', done_at = $2
       WHERE case_id = ANY ($1) AND state = 'open' AND kind = 'approval' RETURNING case_id`,
      [caseIds, this.clock.now()],
    );
    return new Set(canceled.map((task) => task.case_id));
  }

  /** What waited for a decision was approved. */
  async approve(tx: EntityManager, caseId: string, actor: Actor): Promise<void> {
    await tx.query(
      `UPDATE call_tasks SET state = 'done', outcome = 'approved', done_at = $2, done_by = $3
       WHERE case_id = $1 AND state = 'open' AND kind = 'approval'`,
      [caseId, this.clock.now(), actor.name],
    );
  }

  /** Newest first; one more than `limit` when there are more. */
  list(filter: { state?: string | undefined; after: string | null; limit: number }): Promise<CallTask[]> {
    return readRows<CallTask>(
      this.db,
      `SELECT * FROM call_tasks WHERE ($1::text IS NULL OR state = $1) AND ($2::uuid IS NULL OR id < $2)
       ORDER BY id DESC LIMIT $3`,
      [filter.state ?? null, filter.after, filter.limit + 1],
    );
  }

  /**
   * What people have to do, the oldest first, or what they have done, the newest first; one more than `limit` when there are more. `due` names
   * those since the beginning of the business's day, or those before it.
   */
  queue({ state, kind, due, after, limit }: TaskQueue): Promise<CallTask[]> {
    const [order, beyond] = state === 'open' ? ['id', '>'] : ['id DESC', '<'];
    return readRows<CallTask>(
      this.db,
      `SELECT * FROM call_tasks WHERE state = $1 AND ($2::text IS NULL OR kind = $2) AND ($3::uuid IS NULL OR id ${beyond} $3)
         AND ($4::timestamptz IS NULL OR created_at >= $4) AND ($5::timestamptz IS NULL OR created_at < $5)
       ORDER BY ${order} LIMIT $6`,
      [state, kind ?? null, after, due?.from ?? null, due?.before ?? null, limit + 1],
    );
  }

  /** Throws 404 for an unknown task. */
  get(id: string): Promise<CallTask> {
    return getTask(this.db.manager, id);
  }

  /** Notes how a call went; 409 for one that is over, 404 for an unknown one. */
  async done(
    id: string,
    { outcome, note }: { outcome: CallOutcome; note?: string | null | undefined },
    actor: Actor,
  ): Promise<CallTask> {
    await this.db.transaction(async (tx) => {
      const { customerId, caseId } = await getTask(tx, id);
      await this.customers.lock(tx, customerId);
      const { state, kind } = await getTask(tx, id);
      if (state !== 'open' || kind === 'approval') throw new CallTaskOver(state);
      await tx.query(
        `UPDATE call_tasks SET state = 'done', outcome = $2, note = $3, done_at = $4, done_by = $5 WHERE id = $1`,
        [id, outcome, note ?? null, this.clock.now(), actor.name],
      );
      await this.journal.note(tx, { id: caseId, customerId }, 'call_made', { actor, details: { outcome } });
    });
    return getTask(this.db.manager, id);
  }
}

async function getTask(tx: EntityManager, id: string): Promise<CallTask> {
  const [task] = await readRows<CallTask>(tx, 'SELECT * FROM call_tasks WHERE id = $1', [id]);
  if (!task) throw new NotFound('call task');
  return task;
}
