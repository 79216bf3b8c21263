import type { ResourceWithOptions } from 'adminjs';
import { z } from 'zod';
import { day } from '../../src/common/http/http.schemas.js';
import { readAction, recordPage, writeAction } from '../actions/panel-action.js';
import {
  CALL_DUE,
  CALL_OUTCOMES,
  CASE_STATES,
  DUE_WITHIN,
  STAGES,
  type CallFilter,
  type CallRow,
  type CaseFilter,
  type CaseRow,
} from '../panel-dunning.js';
import type { PanelServices } from '../panel-services.js';
import { listResource } from './list-resource.js';

const id = z.uuid();
const key = z.string().regex(/^[0-9a-f]{32}$/);
const typed = (max: number): z.ZodString =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u);
const reason = typed(200);
const note = z
  .string()
  .trim()
  .max(500)
  .regex(/^[^\p{Cc}]*$/u);
const ofCase = z.strictObject({ id });
const withReason = ofCase.extend({ reason });
const none = z.strictObject({}) as z.ZodType<Readonly<Record<string, never>>>;

async function nothing(work: Promise<unknown>): Promise<object> {
  await work;
  return {};
}

/** Dunning cases: the list, each with its ladder, and what people decide about them. */
export function dunningCasesResource({ dunning }: PanelServices): ResourceWithOptions {
  return listResource<CaseRow, CaseFilter>(
    {
      id: 'dunning-cases',
      icon: 'Activity',
      group: 'work',
      scope: 'dunning:read',
      source: dunning.cases,
      filter: z.strictObject({
        customer_id: id.optional(),
        stage: z.enum(STAGES).optional(),
        state: z.enum([...CASE_STATES, 'any']).optional(),
        due: z.enum(DUE_WITHIN).optional(),
      }),
      title: (row) => row.customer.name,
      view: {
        columns: [],
        filters: [
          { key: 'customer_id', kind: 'customer' },
          { key: 'stage', kind: 'choice', values: STAGES, vocabulary: 'dunning_stage' },
          { key: 'due', kind: 'choice', values: DUE_WITHIN, vocabulary: 'due_within' },
        ],
        opens: 'show',
      },
      component: 'DunningCases',
      page: 'DunningCasePage',
    },
    {
      of_customer: readAction('dunning:read', z.strictObject({ customer_id: id }), (wish, actor) =>
        dunning.ofCustomer(wish.customer_id, actor),
      ),
      pause: writeAction('dunning:write', withReason.extend({ until: day }), ({ id: of, ...wish }, actor) =>
        nothing(dunning.pause(of, wish, actor)),
      ),
      resume: writeAction('dunning:write', ofCase, ({ id: of }, actor) => nothing(dunning.resume(of, actor))),
      retry: writeAction(
        'payments:write',
        ofCase.extend({ key, payment_method_id: id.optional() }),
        (wish, actor) => dunning.retry(wish, actor),
      ),
      approve: writeAction('dunning:approve', ofCase, ({ id: of }, actor) =>
        nothing(dunning.approve(of, actor)),
      ),
      write_off: writeAction('dunning:approve', withReason, (wish, actor) =>
        nothing(dunning.writeOff(wish.id, wish.reason, actor)),
      ),
      close: writeAction('dunning:write', withReason, (wish, actor) =>
        nothing(dunning.close(wish.id, wish.reason, actor)),
      ),
      exempt: writeAction(
        'dunning:write',
        z.strictObject({ customer_id: id, until: day.optional(), reason }),
        ({ customer_id: of, ...wish }, actor) => nothing(dunning.exempt(of, wish, actor)),
      ),
      end_exemption: writeAction('dunning:write', z.strictObject({ customer_id: id }), (wish, actor) =>
        nothing(dunning.endExemption(wish.customer_id, actor)),
      ),
      note_call: writeAction(
        'identity_checks:write',
        z.strictObject({
          customer_id: id,
          case_id: id.optional(),
          steps: z.record(z.string().regex(/^[a-z_]{1,20}$/), z.string().regex(/^[a-z_]{1,40}$/)),
        }),
        (wish, actor) => nothing(dunning.noteCall(wish, actor)),
      ),
    },
  );
}

/** Calls to make and decisions to take. */
export function callTasksResource({ calls }: PanelServices): ResourceWithOptions {
  return listResource<CallRow, CallFilter>(
    {
      id: 'call-tasks',
      icon: 'Phone',
      group: 'work',
      scope: 'dunning:read',
      source: calls,
      filter: z.strictObject({
        due: z.enum(CALL_DUE).optional(),
        kind: z.enum(['call', 'approval']).optional(),
      }),
      title: (row) => row.case.customer.name,
      view: {
        columns: [],
        filters: [{ key: 'kind', kind: 'choice', values: ['call', 'approval'], vocabulary: 'call_kind' }],
      },
      component: 'CallTasks',
    },
    {
      done: writeAction(
        'dunning:write',
        ofCase.extend({ outcome: z.enum(CALL_OUTCOMES), note: note.optional() }),
        ({ id: of, outcome, note: said }, actor) =>
          nothing(calls.done(of, said ? { outcome, note: said } : { outcome }, actor)),
      ),
    },
  );
}

const policyName = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/);
const yaml = z.string().max(50_000);

/** Ladders and their versions. */
export function policiesResource({ policies }: PanelServices): ResourceWithOptions {
  return listResource<{ readonly id: string }, Readonly<Record<string, never>>>(
    {
      id: 'dunning-policies',
      icon: 'Sliders',
      group: 'administration',
      scope: 'dunning:policies',
      source: {
        list: async (_, actor) => ({
          data: (await policies.list(actor)).map((policy) => ({ ...policy, id: policy.name })),
          next_cursor: null,
        }),
        get: () => Promise.reject(new Error('A ladder is known by its name.')),
      },
      filter: none,
      title: (row) => row.id,
      view: { columns: [], filters: [] },
      component: 'PolicyList',
    },
    {
      show: recordPage('dunning:policies', 'PolicyPage'),
      edit: recordPage('dunning:policies', 'PolicyEditor'),
      versions: readAction(
        'dunning:policies',
        z.strictObject({ name: policyName }),
        async ({ name }, actor) => ({ versions: await policies.versions(name, actor) }),
      ),
      check: writeAction('dunning:policies', z.strictObject({ yaml }), (wish, actor) =>
        policies.check(wish.yaml, actor),
      ),
      save: writeAction('dunning:policies', z.strictObject({ name: policyName, yaml }), (wish, actor) =>
        policies.save(wish.name, wish.yaml, actor),
      ),
      what_if: readAction(
        'dunning:policies',
        z.strictObject({ case_id: id, name: policyName, version: z.coerce.number().int().min(1) }),
        (wish, actor) => policies.whatIf(wish, actor),
      ),
    },
  );
}
