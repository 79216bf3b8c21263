import { type DeclineChoice } from './declines.js';

/** How the issuer of a card behaves. Nothing set: the card saves and pays. */
export interface CardBehaviour {
  /** Declined when it is saved (attach, confirmation of a setup intent) and when it is charged. */
  save?: DeclineChoice | string;
  /** Declined when it is charged. */
  charge?: DeclineChoice | string;
  /** When the issuer asks for 3-D Secure; `unless_set_up` asks no more once a setup intent was authenticated. */
  authentication?: 'unless_set_up' | 'always';
  /** Taken as set up for off-session use without any setup intent. */
  alreadySetUp?: boolean;
  /** Stripe's own risk rules refuse the charge; the bank is never asked. */
  blocked?: boolean;
  /** What follows a successful charge. */
  afterCharge?: 'dispute' | 'fraud_warning';
  /** How its refunds go; `fails` turns from succeeded to failed right after the answer. */
  refund?: 'pending' | 'fails';
  /** The charge stays `processing` until it is settled by hand. */
  processing?: boolean;
  /** The issuer takes the charge although the card's expiry has passed. */
  acceptsExpired?: boolean;
  cvcCheck?: 'fail' | 'unavailable';
}

/** The behaviours that a control call may name instead of spelling one out. */
export const NAMED_BEHAVIOURS: Readonly<Record<string, CardBehaviour>> = {
  succeeds: {},
  chargeCustomerFail: { charge: 'generic_decline' },
  authenticationRequired: { authentication: 'always' },
  authenticationRequiredOnSetup: { authentication: 'unless_set_up' },
  authenticationRequiredSetupForOffSession: { authentication: 'unless_set_up', alreadySetUp: true },
  authenticationRequiredChargeDeclinedInsufficientFunds: {
    authentication: 'unless_set_up',
    charge: 'insufficient_funds',
  },
  threeDSecure2Required: { authentication: 'unless_set_up' },
  threeDSecureRequiredChargeDeclined: { authentication: 'unless_set_up', charge: 'generic_decline' },
  createDispute: { afterCharge: 'dispute' },
  createIssuerFraudRecord: { afterCharge: 'fraud_warning' },
  radarBlock: { blocked: true },
  pendingRefund: { refund: 'pending' },
  refundFail: { refund: 'fails' },
  cvcCheckFail: { cvcCheck: 'fail' },
  processing: { processing: true },
  chargeDeclined: { save: 'generic_decline' },
  chargeDeclinedInsufficientFunds: { save: 'insufficient_funds' },
  chargeDeclinedLostCard: { save: 'lost_card' },
  chargeDeclinedStolenCard: { save: 'stolen_card' },
  chargeDeclinedExpiredCard: { save: 'expired_card' },
  chargeDeclinedIncorrectCvc: { save: 'incorrect_cvc' },
  chargeDeclinedProcessingError: { save: 'processing_error' },
  chargeDeclinedVelocityLimitExceeded: { save: 'card_velocity_exceeded' },
};
