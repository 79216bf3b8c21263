import { z } from 'zod';
import { type Commands, parsed, standingCommands } from '../kit/index.js';
import { type PaypalStandIn } from './stand-in.js';

const payer = z.enum(['payer', 'other_payer']);
const choice = z.enum(['payer', 'other_payer', 'refused', 'reviewed']);
const behaviour = z.strictObject({
  save: z.string().optional(),
  charge: z.string().optional(),
  wantsCustomer: z.boolean().optional(),
  pendingRefund: z.boolean().optional(),
  pendingCapture: z.boolean().optional(),
  approvedOnly: z.boolean().optional(),
  disputed: z.boolean().optional(),
});
const seed = z.strictObject({
  payment_tokens: z.array(
    z.strictObject({
      id: z.string().optional(),
      customer: z.string().optional(),
      merchant_customer_id: z.string().optional(),
      payer: payer.optional(),
      card: z
        .strictObject({
          brand: z.string(),
          last_digits: z.string(),
          expiry: z.string(),
          name: z.string(),
          type: z.string(),
          behaviour,
        })
        .partial()
        .optional(),
    }),
  ),
});
const tokenAction = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('revoke') }),
  z.strictObject({ action: z.literal('behaviour'), behaviour }),
]);
const pageAction = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('approve'), payer: choice.optional() }),
  z.strictObject({ action: z.literal('expire') }),
]);
const event = z.strictObject({ type: z.string(), resource: z.looseObject({}) });
const settings = z.strictObject({
  search_lag_seconds: z.number().min(0).optional(),
  list_oldest_first: z.boolean().optional(),
  withdraw_tokens: z.boolean().optional(),
  certificate: z
    .strictObject({
      commonName: z.string().optional(),
      expired: z.boolean().optional(),
      rootless: z.boolean().optional(),
    })
    .optional(),
});

/** The control commands of PayPal's stand-in. */
export const COMMANDS: Commands<PaypalStandIn> = {
  ...standingCommands<PaypalStandIn, string>(z.string()),
  'POST payment_tokens': ({ control }, body) => ({ data: control.seed(parsed(seed, body).payment_tokens) }),
  'POST payment_tokens :id': ({ control }, body, id) => {
    const command = parsed(tokenAction, body);
    if (command.action === 'revoke') return control.revoke(id);
    control.changeBehaviour(id, command.behaviour);
    return {};
  },
  'POST setup_tokens :id': ({ control }, body, id) => {
    const command = parsed(pageAction, body);
    if (command.action === 'approve') return control.approveSetup(id, command.payer);
    control.expireSetup(id);
    return {};
  },
  'POST orders :id': ({ control }, body, id) => {
    const command = parsed(pageAction, body);
    if (command.action === 'approve') return control.approveOrder(id, command.payer);
    control.expireOrder(id);
    return {};
  },
  'POST captures :id': ({ control }, body, id) =>
    control.settleCapture(
      id,
      parsed(z.strictObject({ status: z.enum(['COMPLETED', 'DECLINED']) }), body).status,
    ),
  'POST captures :id dispute': ({ control }, _, id) => control.dispute(id),
  'POST refunds :id': ({ control }, body, id) =>
    control.settleRefund(
      id,
      parsed(z.strictObject({ status: z.enum(['COMPLETED', 'FAILED']) }), body).status,
    ),
  'POST disputes :id': ({ control }, body, id) =>
    control.closeDispute(id, parsed(z.strictObject({ outcome: z.string() }), body).outcome),
  'POST events': ({ control }, body) => {
    const { type, resource } = parsed(event, body);
    control.emit(type, resource);
    return {};
  },
  'POST settings': ({ control }, body) => {
    const wish = parsed(settings, body);
    if (wish.search_lag_seconds !== undefined) control.lagSearch(wish.search_lag_seconds);
    if (wish.list_oldest_first !== undefined) control.listOldestFirst(wish.list_oldest_first);
    if (wish.withdraw_tokens) control.withdrawTokens();
    if (wish.certificate) control.useCertificate(wish.certificate);
    return {};
  },
};
