import { z } from 'zod';
import { type Commands, parsed, standingCommands } from '../kit/index.js';
import { type PaytabsStandIn } from './stand-in.js';

const code = z.string().regex(/^\d{1,3}$/);

const pageSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('pay'), card: z.string().default('good') }),
  z.strictObject({ action: z.literal('cancel') }),
  z.strictObject({ action: z.literal('expire') }),
]);

const behaviourSchema = z.strictObject({
  page: code.optional(),
  charge: code.optional(),
  stays: z.enum(['P', 'H']).optional(),
  refundStays: z.boolean().optional(),
});

const tokenActionSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('delete') }),
  z.strictObject({ action: z.literal('behaviour'), behaviour: behaviourSchema }),
]);

const tokenSchema = z.strictObject({
  card: z.string().default('good'),
  customer: z.strictObject({ name: z.string().optional(), email: z.string().optional() }).optional(),
});

const transactionSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('settle'), refusal: code.optional() }),
  z.strictObject({ action: z.literal('refund'), amount: z.int().min(1) }),
  z.strictObject({ action: z.literal('tell') }),
]);

const eventSchema = z.strictObject({ type: z.string().min(1), notice: z.looseObject({}) });

const settingsSchema = z.strictObject({
  refusesDuplicates: z.boolean().optional(),
  hidesOpenPages: z.boolean().optional(),
  hidesExpiry: z.enum(['nowhere', 'in_transactions', 'everywhere']).optional(),
});

/** The control commands of PayTabs' stand-in. */
export const COMMANDS: Commands<PaytabsStandIn> = {
  ...standingCommands<PaytabsStandIn, string>(code),
  'POST pages :id': ({ control }, body, id) => {
    const command = parsed(pageSchema, body);
    if (command.action === 'pay') return control.payWith(id, command.card);
    return command.action === 'cancel' ? control.cancel(id) : control.expire(id);
  },
  'POST tokens': ({ control }, body) => {
    const { card, customer } = parsed(tokenSchema, body);
    return control.makeToken(card, customer);
  },
  'POST tokens :id': ({ control }, body, id) => {
    const command = parsed(tokenActionSchema, body);
    if (command.action === 'delete') control.deleteToken(id);
    else control.changeBehaviour(id, withoutHoles(command.behaviour));
    return {};
  },
  'POST transactions :id': ({ control }, body, id) => {
    const command = parsed(transactionSchema, body);
    if (command.action === 'settle') return control.settle(id, command.refusal ?? null);
    if (command.action === 'refund') return control.refund(id, command.amount);
    control.tell(id);
    return {};
  },
  'POST events': ({ control }, body) => {
    const { type, notice } = parsed(eventSchema, body);
    control.emit(type, notice);
    return {};
  },
  'POST settings': ({ control }, body) => control.set(withoutHoles(parsed(settingsSchema, body))),
};

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutHoles<T extends object>(given: T): Present<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Present<T>;
}
