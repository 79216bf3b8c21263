import { type Commands, parsed, standingCommands } from '../kit/index.js';
import {
  checkoutActionSchema,
  decline,
  disputeActionSchema,
  disputeSchema,
  eventSchema,
  methodActionSchema,
  paymentActionSchema,
  refundActionSchema,
  seedSchema,
  setupActionSchema,
} from './control-schemas.js';
import { type DeclineChoice } from './declines.js';
import { type StripeStandIn } from './stand-in.js';

/** The control commands of Stripe's stand-in. */
export const COMMANDS: Commands<StripeStandIn> = {
  ...standingCommands<StripeStandIn, DeclineChoice | string>(decline),
  'POST payment_methods': (standIn, body) => {
    const seed = parsed(seedSchema, body);
    return { data: standIn.control.seed(seed.customers, seed.payment_methods) };
  },
  'POST payment_methods :id': (standIn, body, id) => changeMethod(standIn, body, id),
  'POST checkout_sessions :id': (standIn, body, id) => {
    const command = parsed(checkoutActionSchema, body);
    return command.action === 'pay'
      ? standIn.control.payCheckout(id, command.card)
      : standIn.control.expireCheckout(id);
  },
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
};

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
