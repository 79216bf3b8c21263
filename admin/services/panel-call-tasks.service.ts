import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { dayBounds, localDay } from '../../src/common/calendar.js';
import { Clock } from '../../src/common/clock/clock.js';
import { CONFIG, type Config } from '../../src/common/config/config.js';
import { readRows } from '../../src/common/database/bulk.js';
import { NotFound } from '../../src/common/errors/domain-error.js';
import { decodeCursor, pageOf } from '../../src/common/http/cursor.js';
import { uuid } from '../../src/common/http/http.schemas.js';
import type { Actor } from '../../src/common/http/principal.js';
import { CallTasks, CaseDesk, type CallTask, type TaskQueue } from '../../src/modules/dunning/index.js';
import type { CallFilter, CallRow, CallsPort } from '../panel-dunning.js';
import type { ListPage, ListQuery } from '../panel-services.js';
import { requireScope } from '../permission.js';

const cursorKeys = z.tuple([uuid]);

interface MethodFacts {
  readonly id: string;
  readonly payment_type: 'card' | 'paypal';
  readonly brand: string | null;
  readonly last4: string | null;
}

// Also of methods that are gone: a customer knows the card that was refused.
const METHODS = 'SELECT id, payment_type, brand, last4 FROM payment_methods WHERE id = ANY ($1)';

/** Calls to make and decisions to take, each with what has to be known for it. */
@Injectable()
export class PanelCallTasks implements CallsPort {
  constructor(
    private readonly tasks: CallTasks,
    private readonly desk: CaseDesk,
    private readonly clock: Clock,
    private readonly db: DataSource,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async list({ filter, cursor, limit }: ListQuery<CallFilter>, actor: Actor): Promise<ListPage<CallRow>> {
    requireScope(actor, 'dunning:read');
    const after = decodeCursor(cursor ?? undefined, cursorKeys)?.[0] ?? null;
    const found = await this.tasks.queue({ ...this.queueOf(filter), after, limit });
    const page = pageOf(
      found,
      limit,
      (task) => task,
      ({ id }) => [id],
    );
    return { data: await this.rows(page.data), next_cursor: page.next_cursor };
  }

  async get(id: string, actor: Actor): Promise<CallRow> {
    requireScope(actor, 'dunning:read');
    const [row] = await this.rows([await this.tasks.get(id)]);
    if (!row) throw new NotFound('call task');
    return row;
  }

  async done(id: string, wish: Parameters<CallsPort['done']>[1], actor: Actor): Promise<void> {
    requireScope(actor, 'dunning:write');
    await this.tasks.done(id, wish, actor);
  }

  private queueOf({ due = 'open', kind }: CallFilter): Pick<TaskQueue, 'state' | 'kind' | 'due'> {
    const morning = this.morning();
    switch (due) {
      case 'done':
      case 'canceled':
        return { state: due, kind };
      case 'today':
        return { state: 'open', kind, due: { from: morning } };
      case 'overdue':
        return { state: 'open', kind, due: { before: morning } };
      case 'open':
        return { state: 'open', kind };
    }
  }

  /** The first instant of the business's day: what was to do before it is late. */
  private morning(): Date {
    const { timeZone } = this.config.business;
    return dayBounds(localDay(this.clock.now(), timeZone), timeZone).from;
  }

  private async rows(tasks: readonly CallTask[]): Promise<CallRow[]> {
    const cases = await this.desk.ofIds([...new Set(tasks.map(({ caseId }) => caseId))]);
    const byId = new Map(cases.map((one) => [one.id, one]));
    const asked = cases.flatMap(({ last_decline: last }) => (last ? [last.payment_method_id] : []));
    const methods = await readRows<{ id: string; paymentType: 'card'; brand: string; last4: string }>(
      this.db,
      METHODS,
      [asked],
    );
    const known = new Map<string, MethodFacts>(
      methods.map(({ id, paymentType, brand, last4 }) => [
        id,
        { id, payment_type: paymentType, brand, last4 },
      ]),
    );
    const morning = this.morning();
    return tasks.flatMap((task) => {
      const of = byId.get(task.caseId);
      if (!of) return [];
      return [
        {
          id: task.id,
          kind: task.kind,
          acts: task.acts,
          state: task.state,
          overdue: task.state === 'open' && task.createdAt < morning,
          outcome: task.outcome,
          note: task.note,
          created_at: task.createdAt.toISOString(),
          done_at: task.doneAt?.toISOString() ?? null,
          done_by: task.doneBy,
          case: of,
          method: known.get(of.last_decline?.payment_method_id ?? '') ?? null,
        },
      ];
    });
  }
}
