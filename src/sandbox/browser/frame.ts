import { CHANNEL, isOurs } from './protocol.js';
import type { CallName, Calls, FrameEventName, FrameEvents, FromFrame } from './protocol.js';

// A loopback page that has said nothing by now is blocked or gone.
const LOAD_TIMEOUT_MS = 10_000;

type Listener<Name extends FrameEventName> = (data: FrameEvents[Name]) => void;

/** One framed page of the stand-in's own origin, and the conversation with it. */
export class Frame {
  readonly element: HTMLIFrameElement;
  private readonly origin: string;
  private readonly waiting = new Map<number, (answer: unknown) => void>();
  private readonly listeners = new Map<FrameEventName, ((data: never) => void)[]>();
  private readonly loaded: Promise<void>;
  private lastId = 0;

  constructor(origin: string, view: 'card' | 'challenge' | 'controller', title: string) {
    this.origin = origin;
    this.element = document.createElement('iframe');
    this.element.title = title;
    this.element.src = `${origin}/v3/element.html?view=${view}&parent=${encodeURIComponent(location.origin)}`;
    this.element.setAttribute('allowtransparency', 'true');
    Object.assign(this.element.style, { border: '0', width: '100%', display: 'block' });
    window.addEventListener('message', this.receive);
    this.loaded = new Promise((resolve, reject) => {
      this.on('loaded', () => {
        resolve();
      });
      setTimeout(() => {
        reject(new Error('The card fields did not load.'));
      }, LOAD_TIMEOUT_MS);
    });
    this.loaded.catch(() => undefined);
  }

  on<Name extends FrameEventName>(event: Name, listener: Listener<Name>): void {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  /** Rejects when the frame's page never loads. */
  async call<Name extends CallName>(call: Name, args: Calls[Name]['args']): Promise<Calls[Name]['answer']> {
    await this.loaded;
    const id = (this.lastId += 1);
    return new Promise((resolve) => {
      this.waiting.set(id, resolve as (answer: unknown) => void);
      this.element.contentWindow?.postMessage({ channel: CHANNEL, id, call, args }, this.origin);
    });
  }

  remove(): void {
    window.removeEventListener('message', this.receive);
    this.element.remove();
  }

  private readonly receive = (event: MessageEvent<unknown>): void => {
    if (event.source !== this.element.contentWindow || event.origin !== this.origin || !isOurs(event.data))
      return;
    const message = event.data as FromFrame;
    if ('event' in message) {
      for (const listener of this.listeners.get(message.event) ?? []) listener(message.data as never);
      return;
    }
    this.waiting.get(message.id)?.(message.answer);
    this.waiting.delete(message.id);
  };
}
