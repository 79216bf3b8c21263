import { Armoury, type FaultMatch, patternTest } from './fault-match.js';

/** What can go wrong between Stripe and the endpoint. */
export interface WebhookFault extends FaultMatch {
  kind:
    | 'webhook_repeat'
    | 'webhook_reorder'
    | 'webhook_drop'
    | 'webhook_hold'
    | 'webhook_delay'
    | 'webhook_wrong_signature'
    | 'webhook_changed_byte'
    | 'webhook_stale';
  /** Event types that it strikes, such as `payment_intent.*`; all unless told. */
  event?: string;
  /** webhook_repeat: how often the event is sent in all; 2 unless told. */
  copies?: number;
  /** webhook_reorder: how many events are gathered before they are sent; 2 unless told. */
  window?: number;
  /** webhook_reorder: the order to send them in, as positions; reversed unless told. */
  order?: number[];
  /** webhook_delay: milliseconds. */
  delayMs?: number;
  /** webhook_stale: how old the signature's timestamp is; 600 seconds unless told. */
  ageSeconds?: number;
}

/** How one event is to be delivered. */
export interface DeliveryPlan {
  copies: number;
  signature: 'right' | 'wrong_secret' | 'changed_byte' | 'stale';
  ageSeconds: number;
  delayMs: number;
  fate: 'send' | 'drop' | 'hold';
  /** The fault that gathers this event for another order. */
  gather: WebhookFault | null;
}

const SIGNATURES = {
  webhook_wrong_signature: 'wrong_secret',
  webhook_changed_byte: 'changed_byte',
  webhook_stale: 'stale',
} as const satisfies Partial<Record<WebhookFault['kind'], DeliveryPlan['signature']>>;

/** The faults set for events. */
export function webhookFaults(): Armoury<WebhookFault> {
  return new Armoury<WebhookFault>('whf', (fault) => patternTest(fault.event ?? '*'));
}

/** Decides how an event of this type is delivered. */
export function planDelivery(faults: Armoury<WebhookFault>, type: string): DeliveryPlan {
  const plan: DeliveryPlan = {
    copies: 1,
    signature: 'right',
    ageSeconds: 0,
    delayMs: 0,
    fate: 'send',
    gather: null,
  };
  const fault = faults.take(type);
  if (fault === null) return plan;
  switch (fault.kind) {
    case 'webhook_repeat':
      return { ...plan, copies: fault.copies ?? 2 };
    case 'webhook_reorder':
      return { ...plan, gather: fault };
    case 'webhook_drop':
      return { ...plan, fate: 'drop' };
    case 'webhook_hold':
      return { ...plan, fate: 'hold' };
    case 'webhook_delay':
      return { ...plan, delayMs: fault.delayMs ?? 1_000 };
    case 'webhook_wrong_signature':
    case 'webhook_changed_byte':
    case 'webhook_stale':
      return { ...plan, signature: SIGNATURES[fault.kind], ageSeconds: fault.ageSeconds ?? 600 };
  }
}
