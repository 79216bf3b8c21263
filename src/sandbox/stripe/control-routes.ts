import { type z } from 'zod';
import { ApiError } from './api-error.js';
import {
  disputeActionSchema,
  disputeSchema,
  eventSchema,
  faultsSchema,
  methodActionSchema,
  paymentActionSchema,
  refundActionSchema,
  seedSchema,
  setupActionSchema,
  webhooksSchema,
} from './control-schemas.js';
import { type Fault } from './faults.js';
import { type StripeStandIn } from './stand-in.js';

type Work = (standIn: StripeStandIn, body: unknown, id: string) => unknown;

// Commands by method and path under `/_control`; `:id` stands for one segment.
const COMMANDS: Readonly<Record<string, Work>> = {
  'GET state': (standIn) => standIn.state.summary(),
  'GET faults': (standIn) => standIn.faults.list(),
  'POST faults': (standIn, body) => addFaults(standIn, body),
  'DELETE faults': (standIn) => {
    standIn.faults.clear();
    return {};
  },
  'DELETE faults :id': (standIn, _, id) => ({ removed: standIn.faults.remove(id) }),
  'POST reset': (standIn) => {
    standIn.reset();
    return {};
  },
  'POST payment_methods': (standIn, body) => {
    const seed = parsed(seedSchema, body);
    return { data: standIn.control.seed(seed.customers, seed.payment_methods) };
  },
  'POST payment_methods :id': (standIn, body, id) => changeMethod(standIn, body, id),
  'POST setup_intents :id': (standIn, body, id) =>
    standIn.control.authenticate(id, parsed(setupActionSchema, body).outcome),
  'POST payment_intents :id': (standIn, body, id) => {
    const command = parsed(paymentActionSchema, body);
    return command.action === 'settle'
      ? standIn.control.settlePayment(id, command.decline ?? null)
      : standIn.control.authenticate(id, command.outcome);
  },
  'POST refunds :id': (standIn, body, id) =>
    standIn.control.settleRefund(id, parsed(refundActionSchema, body).status),
  'POST charges :id dispute': (standIn, body, id) =>
    standIn.control.dispute(id, parsed(disputeSchema, body).reason),
  'POST disputes :id': (standIn, body, id) =>
    standIn.control.closeDispute(id, parsed(disputeActionSchema, body).status),
  'POST events': (standIn, body) => {
    const event = parsed(eventSchema, body);
    standIn.control.emit(event.type, event.object, event.previous_attributes);
    return {};
  },
  'POST webhooks': (standIn, body) => directWebhooks(standIn, body),
};

/** Does a command of `/_control/…`. */
export function command(standIn: StripeStandIn, method: string, path: string, body: string): unknown {
  const [name = '', id, ...rest] = path.split('/').slice(2);
  const parts = [method, name, id === undefined ? undefined : ':id', ...rest];
  const work = COMMANDS[parts.filter((part) => part !== undefined).join(' ')];
  if (work === undefined) throw new ApiError(404, `No such control command: ${method} ${path}`);
  return work(standIn, parsedJson(body), id ?? '');
}

function parsedJson(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new ApiError(400, 'The body is no JSON.');
  }
}

function parsed<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ApiError(400, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

function addFaults(standIn: StripeStandIn, body: unknown): { ids: string[] } {
  const given: Fault | Fault[] = parsed(faultsSchema, body);
  const list = Array.isArray(given) ? given : [given];
  return { ids: list.map((fault) => standIn.faults.add(fault)) };
}

function changeMethod(standIn: StripeStandIn, body: unknown, id: string): unknown {
  const change = parsed(methodActionSchema, body);
  switch (change.action) {
    case 'automatic_update':
      return standIn.control.renewCard(id, change.card);
    case 'behaviour':
      return standIn.control.changeBehaviour(id, change.behaviour);
    case 'detach':
      return standIn.control.detach(id);
    case 'delete':
      return standIn.control.deleteMethod(id);
  }
}

function directWebhooks(standIn: StripeStandIn, body: unknown): unknown {
  const { url, secret, hold, release, resend } = parsed(webhooksSchema, body);
  if (url !== undefined || secret !== undefined) standIn.sendWebhooksTo({ url, secret });
  if (hold === true) standIn.webhooks.hold();
  if (release !== undefined) standIn.webhooks.release(release);
  if (resend !== undefined && !standIn.control.resend(resend)) {
    throw new ApiError(404, `No such event: '${resend}'`);
  }
  return { waiting: standIn.webhooks.waiting().map(({ id, type }) => ({ id, type })) };
}
