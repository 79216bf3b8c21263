import { Armoury, type FaultMatch, patternTest } from './fault-match.js';

/** What can go wrong between a vendor and the endpoint. */
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

const AS_USUAL: DeliveryPlan = {
  copies: 1,
  signature: 'right',
  ageSeconds: 0,
  delayMs: 0,
  fate: 'send',
  gather: null,
};

/** The faults set for events. */
export function webhookFaults(): Armoury<WebhookFault> {
  return new Armoury<WebhookFault>('whf', (fault) => patternTest(fault.event ?? '*'));
}

/** Decides how an event of this type is delivered. */
export function planDelivery(faults: Armoury<WebhookFault>, type: string): DeliveryPlan {
  const fault = faults.take(type);
  return fault === null ? AS_USUAL : { ...AS_USUAL, ...CHANGES[fault.kind](fault) };
}

const CHANGES: Readonly<Record<WebhookFault['kind'], (fault: WebhookFault) => Partial<DeliveryPlan>>> = {
  webhook_repeat: ({ copies = 2 }) => ({ copies }),
  webhook_reorder: (fault) => ({ gather: fault }),
  webhook_drop: () => ({ fate: 'drop' }),
  webhook_hold: () => ({ fate: 'hold' }),
  webhook_delay: ({ delayMs = 1_000 }) => ({ delayMs }),
  webhook_wrong_signature: () => ({ signature: 'wrong_secret' }),
  webhook_changed_byte: () => ({ signature: 'changed_byte' }),
  webhook_stale: ({ ageSeconds = 600 }) => ({ signature: 'stale', ageSeconds }),
};
