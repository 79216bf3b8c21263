import { type EventParts, EventRecord, type RecordStore } from './records.js';
import { type Webhooks } from './webhooks.js';

/** What made something happen: a call of the API or a control command, with the events it caused. */
export interface EventCause {
  /** Events so far; they leave once the call is answered. */
  readonly events: EventRecord[];
}

/** Events from the moment they happen until the endpoint has taken them, over a restart of the stand-in too. */
export class Outbox {
  constructor(
    private readonly store: RecordStore,
    private readonly webhooks: Webhooks,
  ) {}

  /** Keeps an event; it leaves when its cause is released. */
  note(cause: EventCause, parts: Omit<EventParts, 'pending'>, content: object | string): EventRecord {
    const pending = this.webhooks.listens() || (parts.url ?? null) !== null;
    const event = new EventRecord({ ...parts, pending }, content);
    this.store.keepEvent(event);
    cause.events.push(event);
    return event;
  }

  /** Lets the events of a finished cause go. */
  release(cause: EventCause): void {
    for (const event of cause.events.splice(0)) this.webhooks.enqueue(event);
  }

  /** Sends again what the endpoint had not taken when the last process ended. */
  resume(): void {
    for (const event of this.store.events.all()) {
      if (event.pending) this.webhooks.enqueue(event);
    }
  }

  /** Sends an event again, as the dashboard's button does. */
  resend(eventId: string): boolean {
    const event = this.store.events.find(eventId);
    if (event !== undefined) this.webhooks.enqueue(event);
    return event !== undefined;
  }
}
