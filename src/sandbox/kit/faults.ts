import { type Armed, type Armoury } from './fault-match.js';
import { type RequestFault } from './request-faults.js';
import { type WebhookFault } from './webhook-faults.js';
import { type Webhooks } from './webhooks.js';

/** A fault of a call or of an event's delivery. */
export type Fault<D = unknown> = RequestFault<D> | WebhookFault;

/** Faults on command. */
export class Faults<D = unknown> {
  constructor(
    private readonly calls: Armoury<RequestFault<D>>,
    private readonly webhooks: Webhooks,
  ) {}

  /** Sets a fault; answers its id. */
  add(fault: Fault<D>): string {
    return isWebhookFault(fault) ? this.webhooks.misbehave(fault) : this.calls.add(fault);
  }

  remove(id: string): boolean {
    return this.calls.remove(id) || this.webhooks.faults.remove(id);
  }

  clear(): void {
    this.calls.clear();
    this.webhooks.faults.clear();
  }

  /** Those that may still strike. */
  list(): Armed<Fault<D>>[] {
    return [...this.calls.list(), ...this.webhooks.faults.list()];
  }
}

function isWebhookFault<D>(fault: Fault<D>): fault is WebhookFault {
  return fault.kind.startsWith('webhook_') && fault.kind !== 'webhook_before_answer';
}
