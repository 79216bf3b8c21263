import { z } from 'zod';
import { type Fault } from './faults.js';
import { Refusal } from './refusal.js';
import { type StandIn } from './stand-in.js';

/** A control command's work; the id is that of the path. */
export type Command<S> = (standIn: S, body: unknown, id: string) => unknown;

/** Commands by method and path under `/_control`, such as `POST methods :id`; `:id` stands for the second segment. */
export type Commands<S> = Readonly<Record<string, Command<S>>>;

const match = { nth: z.int().min(1).optional(), times: z.int().min(0).optional() };

const webhookFault = z.strictObject({
  ...match,
  kind: z.enum([
    'webhook_repeat',
    'webhook_reorder',
    'webhook_drop',
    'webhook_hold',
    'webhook_delay',
    'webhook_wrong_signature',
    'webhook_changed_byte',
    'webhook_stale',
  ]),
  event: z.string().optional(),
  copies: z.int().min(1).optional(),
  window: z.int().min(2).optional(),
  order: z.array(z.int().min(0)).optional(),
  delayMs: z.number().min(0).optional(),
  ageSeconds: z.number().min(0).optional(),
});

const webhooksSchema = z.strictObject({
  url: z.url().nullable().optional(),
  secret: z.string().optional(),
  hold: z.boolean().optional(),
  release: z.union([z.enum(['in_order', 'reversed']), z.array(z.int().min(0))]).optional(),
  resend: z.string().optional(),
});

/** The commands of every stand-in: state, faults, reset, webhooks; `decline` is the shape of the vendor's declines. */
export function standingCommands<S extends StandIn<D>, D>(decline: z.ZodType<D>): Commands<S> {
  const faultsSchema = faultsSchemaFor(decline);
  return {
    'GET state': (standIn) => standIn.summary(),
    'GET faults': (standIn) => standIn.faults.list(),
    'POST faults': (standIn, body) => {
      const given = parsed(faultsSchema, body) as Fault<D> | Fault<D>[];
      const list = Array.isArray(given) ? given : [given];
      return { ids: list.map((fault) => standIn.faults.add(fault)) };
    },
    'DELETE faults': (standIn) => {
      standIn.faults.clear();
      return {};
    },
    'DELETE faults :id': (standIn, _, id) => ({ removed: standIn.faults.remove(id) }),
    'POST reset': (standIn) => {
      standIn.reset();
      return {};
    },
    'POST webhooks': (standIn, body) => directWebhooks(standIn, body),
  };
}

/** Does a command of `/_control/…`. */
export function runCommand<S>(
  commands: Commands<S>,
  standIn: S,
  { method, path, body }: { method: string; path: string; body: string },
): unknown {
  const [name = '', id, ...rest] = path.split('/').slice(2);
  const parts = [method, name, id === undefined ? undefined : ':id', ...rest];
  const work = commands[parts.filter((part) => part !== undefined).join(' ')];
  if (work === undefined) throw new Refusal(404, `No such control command: ${method} ${path}`);
  return work(standIn, parsedJson(body), id ?? '');
}

/** Reads a command's body; says in a `Refusal` what is wrong with it. */
export function parsed<S extends z.ZodType>(schema: S, body: unknown): z.infer<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new Refusal(400, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

/** Reads a body as JSON, an empty one as an empty object; a `Refusal` otherwise. */
export function parsedJson(body: string): unknown {
  if (body === '') return {};
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw new Refusal(400, 'The body is no JSON.');
    throw error;
  }
}

function faultsSchemaFor<D>(decline: z.ZodType<D>): z.ZodType {
  const requestFault = z.strictObject({
    ...match,
    kind: z.enum([
      'timeout_before',
      'timeout_after',
      'reset_before',
      'reset_before_body',
      'reset_after_body',
      'error_500_before',
      'error_500_after',
      'rate_limit',
      'slow_body',
      'html',
      'cut_json',
      'empty',
      'wrong_amount',
      'wrong_currency',
      'decline',
      'decline_as_200',
      'webhook_before_answer',
    ]),
    method: z.enum(['GET', 'POST', 'PATCH', 'DELETE']).optional(),
    path: z.string().optional(),
    perform: z.boolean().optional(),
    retryAfterSeconds: z.number().min(0).optional(),
    durationMs: z.number().min(0).optional(),
    status: z.int().min(100).max(599).optional(),
    amount: z.union([z.int(), z.string().regex(/^\d+(\.\d+)?$/)]).optional(),
    currency: z.string().optional(),
    decline: decline.optional(),
  });
  return z.union([requestFault, webhookFault, z.array(z.union([requestFault, webhookFault]))]);
}

function directWebhooks(
  standIn: Pick<StandIn, 'webhooks' | 'sendWebhooksTo' | 'resend'>,
  body: unknown,
): unknown {
  const { url, secret, hold, release, resend } = parsed(webhooksSchema, body);
  if (url !== undefined || secret !== undefined) standIn.sendWebhooksTo({ url, secret });
  if (hold === true) standIn.webhooks.hold();
  if (release !== undefined) standIn.webhooks.release(release);
  if (resend !== undefined && !standIn.resend(resend)) {
    throw new Refusal(404, `No such event: '${resend}'`);
  }
  return { waiting: standIn.webhooks.waiting().map(({ id, type }) => ({ id, type })) };
}
