import { z } from 'zod';
import { readAction, writeAction } from '../actions/panel-action.js';
import type { PrepaidPort } from '../panel-prepaid.js';

const money = z.strictObject({
  amount: z.number().int().min(1).max(Number.MAX_SAFE_INTEGER),
  currency: z.string().regex(/^[A-Z]{3}$/),
});
const key = z.string().regex(/^[0-9a-f]{32}$/);
const ofSubscription = z.strictObject({ subscription_id: z.uuid() });

const recharge = z.discriminatedUnion('enabled', [
  ofSubscription.extend({
    enabled: z.literal(true),
    threshold: money,
    amount: money,
    daily_cap: money,
    payment_method_id: z.uuid().nullable(),
  }),
  ofSubscription.extend({ enabled: z.literal(false) }),
]);

/** What is read and done of a customer's prepaid services, beside the customer's other actions. */
export function prepaidActions(prepaid: PrepaidPort): Record<string, ReturnType<typeof readAction>> {
  return {
    balance: readAction('ledger:read', ofSubscription, ({ subscription_id: id }, actor) =>
      prepaid.balance(id, actor),
    ),
    ledger: readAction(
      'ledger:read',
      ofSubscription.extend({ cursor: z.string().max(200).optional() }),
      ({ subscription_id: id, cursor }, actor) => prepaid.ledger(id, cursor ?? null, actor),
    ),
    top_up: writeAction(
      'payments:write',
      ofSubscription.extend({ key, money, payment_method_id: z.uuid().optional() }),
      (wish, actor) => prepaid.topUp(wish, actor),
    ),
    recharge: writeAction('ledger:write', recharge, ({ subscription_id: id, ...wish }, actor) =>
      prepaid.setRecharge(id, wish, actor),
    ),
  };
}
