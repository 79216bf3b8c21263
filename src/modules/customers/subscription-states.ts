/** Where a subscription stands. */
export const SUBSCRIPTION_STATES = [
  'pending_payment_method',
  'active',
  'suspended',
  'terminated',
  'expired',
] as const;

export type SubscriptionState = (typeof SUBSCRIPTION_STATES)[number];

const NEXT = {
  pending_payment_method: ['active', 'terminated'],
  active: ['suspended', 'terminated', 'expired'],
  suspended: ['active', 'terminated', 'expired'],
  terminated: [],
  expired: [],
} as const satisfies Record<SubscriptionState, readonly SubscriptionState[]>;

/** Whether a subscription may go from one state to the other. */
export function canBecome(from: SubscriptionState, to: SubscriptionState): boolean {
  const allowed: readonly SubscriptionState[] = NEXT[from];
  return allowed.includes(to);
}

/** States in which a subscription counts as one of the customer's services. */
export const LIVE_STATES = [
  'pending_payment_method',
  'active',
  'suspended',
] as const satisfies readonly SubscriptionState[];

/** Whether the subscription has not ended. */
export function isLive(state: SubscriptionState): boolean {
  return (LIVE_STATES as readonly SubscriptionState[]).includes(state);
}

/** Why a subscription stands still; several reasons may stand at once, and it goes on when the last is lifted. */
export const SUSPENSION_REASONS = ['non_payment', 'prepaid_empty', 'staff', 'fraud'] as const;

export type SuspensionReason = (typeof SUSPENSION_REASONS)[number];

/** Whether money lifts it; what staff decided, only staff undo. */
export function isLiftedByPayment(reason: SuspensionReason): boolean {
  return reason === 'non_payment' || reason === 'prepaid_empty';
}

/** States in which a subscription that requires a method holds on to the last one: it runs, or would run again once paid. */
export const HOLDING_STATES = ['active', 'suspended'] as const satisfies readonly SubscriptionState[];

/** The state of a new subscription, or of one whose need or methods changed before its service began. */
export function stateAtStart(requiresPaymentMethod: boolean, hasUsableMethod: boolean): SubscriptionState {
  return requiresPaymentMethod && !hasUsableMethod ? 'pending_payment_method' : 'active';
}
