import { type CardBehaviour } from './card-behaviour.js';
import { type FormTree } from './form.js';
import { type WireCheckoutSession } from './wire-checkout.js';
import { type WirePaymentMethod } from './wire.js';

/** A payment method with what only its issuer and Stripe know. */
export interface MethodRecord {
  wire: WirePaymentMethod;
  behaviour: CardBehaviour;
  /** A setup intent or an authenticated payment prepared it for off-session use. */
  setUp: boolean;
  /** Detached, or used without a customer: it can never be used again. */
  spent: boolean;
}

/** A session with what its payment will be made of. */
export interface SessionRecord {
  wire: WireCheckoutSession;
  description: string;
  /** `payment_intent_data` as it was given. */
  intentData: FormTree;
}
