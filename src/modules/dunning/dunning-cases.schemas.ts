import { z } from 'zod';
import { decodeCursor } from '../../common/http/cursor.js';
import {
  day,
  instant,
  moneySchema,
  pageOfSchema,
  pageQuery,
  text,
  uuid,
} from '../../common/http/http.schemas.js';
import { VENDORS } from '../vendors/index.js';
import { CALL_OUTCOMES, type CallTask } from './call-tasks.service.js';
import { CASE_STATES, DECIDED_ACTS, DUNNING_STAGES } from './dunning-vocabulary.js';

export const casesQuery = pageQuery.extend({
  customer_id: uuid.optional(),
  stage: z.enum(DUNNING_STAGES).optional(),
  state: z.enum(CASE_STATES).optional(),
});
export type CasesQuery = z.output<typeof casesQuery>;

export const pauseWish = z.strictObject({
  until: day.meta({ description: 'The first day on which the case goes on, in the customer’s calendar' }),
  reason: text(200),
});

export const retryWish = z.strictObject({
  payment_method_id: uuid.optional().meta({ description: 'The method of the case by default' }),
});

export const reasonGiven = z.strictObject({ reason: text(200) });

export const noBody = z.strictObject({});

export const exemptionWish = z.strictObject({
  until: day.nullish().meta({ description: 'The first day on which it is over; not by time when left out' }),
  reason: text(200),
});

export const exemptionView = z
  .object({ reason: z.string(), from: instant, until: instant.nullable() })
  .meta({ id: 'DunningExemption' });

const caseMembers = {
  id: uuid,
  customer_id: uuid,
  subscription_id: uuid.nullable(),
  invoice_id: uuid.nullable(),
  state: z.enum(CASE_STATES),
  stage: z.enum(DUNNING_STAGES),
  day_one: day,
  policy: z.object({ name: z.string(), version: z.int() }),
  next_due_at: instant.nullable(),
  opened_at: instant,
  closed_at: instant.nullable(),
  owed: moneySchema,
  invoices: z.array(
    z.object({
      id: uuid,
      number: z.string().nullable(),
      state: z.enum(['draft', 'open', 'paid', 'void', 'uncollectible']),
      money: moneySchema,
      due_on: day,
    }),
  ),
};

const caseView = z.object(caseMembers).meta({ id: 'DunningCase' });

export const casePage = pageOfSchema(caseView);

export const caseDetailView = z
  .object({
    ...caseMembers,
    attempts: z.array(
      z.object({
        id: uuid,
        payment_id: uuid,
        invoice_id: uuid,
        cause: z.string(),
        vendor: z.enum(VENDORS),
        brand: z.string().nullable(),
        last4: z.string().nullable(),
        state: z.string(),
        bucket: z.string().nullable().meta({ description: 'For staff; never show a customer `fraud`' }),
        started_at: instant,
      }),
    ),
    timeline: z.array(
      z.object({
        at: instant,
        kind: z.string(),
        actor: z.object({ kind: z.string(), name: z.string() }),
        details: z.record(z.string(), z.unknown()),
      }),
    ),
  })
  .meta({ id: 'DunningCaseDetail' });

export const tasksQuery = pageQuery.extend({ state: z.enum(['open', 'done', 'canceled']).optional() });
export type TasksQuery = z.output<typeof tasksQuery>;

export const callDone = z.strictObject({ outcome: z.enum(CALL_OUTCOMES), note: text(500).nullish() });

export const taskView = z
  .object({
    id: uuid,
    case_id: uuid,
    customer_id: uuid,
    kind: z.enum(['call', 'approval']),
    acts: z.array(z.enum(DECIDED_ACTS)),
    state: z.enum(['open', 'done', 'canceled']),
    outcome: z.enum([...CALL_OUTCOMES, 'approved']).nullable(),
    note: z.string().nullable(),
    created_at: instant,
    done_at: instant.nullable(),
    done_by: z.string().nullable(),
  })
  .meta({ id: 'CallTask' });
export type CallTaskView = z.infer<typeof taskView>;

export const taskPage = pageOfSchema(taskView);

/** Where the page before ended. */
export function positionOfPage(cursor: string | undefined): string | null {
  return decodeCursor(cursor, z.tuple([uuid]))?.[0] ?? null;
}

/** A task as the API shows it. */
export function toTaskView(task: CallTask): CallTaskView {
  return {
    id: task.id,
    case_id: task.caseId,
    customer_id: task.customerId,
    kind: task.kind,
    acts: [...task.acts],
    state: task.state,
    outcome: task.outcome,
    note: task.note,
    created_at: task.createdAt.toISOString(),
    done_at: task.doneAt?.toISOString() ?? null,
    done_by: task.doneBy,
  };
}
