/** Everything that outsiders can be told of; the names are part of the contract. */
export const EVENT_TYPES = [
  'payment_method.added',
  'payment_method.updated',
  'payment_method.removed',
  'payment_method.expired',
  'payment_method.default_changed',
  'subscription.created',
  'subscription.activated',
  'subscription.renewed',
  'subscription.suspended',
  'subscription.restored',
  'subscription.terminated',
  'subscription.expired',
  'inventory.return_requested',
  'collections.referred',
  'payment.succeeded',
  'payment.failed',
  'payment.refunded',
  'payment.disputed',
  'invoice.issued',
  'invoice.paid',
  'checkout.succeeded',
  'checkout.failed',
  'dunning_case.opened',
  'dunning_case.stage_changed',
  'dunning_case.paused',
  'dunning_case.closed',
] as const;

/** The name of one. */
export type EventType = (typeof EVENT_TYPES)[number];
