import { type Api } from './api.js';
import { type Armed } from './fault-match.js';
import { type RequestFault } from './request-faults.js';
import { type WebhookFault } from './webhook-faults.js';
import { type Webhooks } from './webhooks.js';

/** A fault of a call or of an event's delivery. */
export type Fault = RequestFault | WebhookFault;

/** Faults on command. */
export class Faults {
  constructor(
    private readonly api: Api,
    private readonly webhooks: Webhooks,
  ) {}

  /** Sets a fault; answers its id. */
  add(fault: Fault): string {
    return isWebhookFault(fault) ? this.webhooks.misbehave(fault) : this.api.faults.add(fault);
  }

  remove(id: string): boolean {
    return this.api.faults.remove(id) || this.webhooks.faults.remove(id);
  }

  clear(): void {
    this.api.faults.clear();
    this.webhooks.faults.clear();
  }

  /** Those that may still strike. */
  list(): Armed<Fault>[] {
    return [...this.api.faults.list(), ...this.webhooks.faults.list()];
  }
}

function isWebhookFault(fault: Fault): fault is WebhookFault {
  return fault.kind.startsWith('webhook_') && fault.kind !== 'webhook_before_answer';
}
