import { CHANNEL, isOurs } from './paypal-protocol.js';
import type {
  CallName,
  Calls,
  FrameEventName,
  FrameEvents,
  FrameSettings,
  FromFrame,
  View,
} from './paypal-protocol.js';

// A loopback page that has said nothing by now is blocked or gone.
const LOAD_TIMEOUT_MS = 10_000;

/** One framed page of PayPal's stand-in, and the conversation with it. */
export class HostedFrame {
  readonly element = document.createElement('iframe');
  private readonly waiting = new Map<number, (answer: unknown) => void>();
  private readonly listeners = new Map<FrameEventName, (data: never) => void>();
  private lastId = 0;

  constructor(
    private readonly origin: string,
    private readonly view: View,
    title: string,
  ) {
    this.element.title = title;
    this.element.setAttribute('allowtransparency', 'true');
    Object.assign(this.element.style, { border: '0', width: '100%', display: 'block' });
  }

  on<Name extends FrameEventName>(event: Name, listener: (data: FrameEvents[Name]) => void): void {
    this.listeners.set(event, listener);
  }

  /** Puts the frame into the page and resolves when it shows what it should. */
  async render(container: string | HTMLElement, settings: FrameSettings): Promise<void> {
    const place = typeof container === 'string' ? document.querySelector<HTMLElement>(container) : container;
    if (!place?.isConnected) throw new Error('Document is ready and element does not exist');
    if (place.getRootNode() instanceof ShadowRoot)
      throw new Error('The stand-in cannot render into a shadow root');
    window.addEventListener('message', this.receive);
    this.on('resize', ({ height }) => {
      this.element.style.height = `${String(height)}px`;
    });
    const query = new URLSearchParams({ view: this.view, parent: location.origin });
    this.element.src = `${this.origin}/sdk/paypal-frame.html?${query.toString()}`;
    const loaded = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error(`The ${this.view} did not load.`));
      }, LOAD_TIMEOUT_MS);
      this.on('loaded', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    place.append(this.element);
    await loaded;
    await this.call('init', settings);
  }

  call<Name extends CallName>(call: Name, args: Calls[Name]['args']): Promise<Calls[Name]['answer']> {
    const id = (this.lastId += 1);
    return new Promise((resolve) => {
      this.waiting.set(id, resolve as (answer: unknown) => void);
      this.element.contentWindow?.postMessage({ channel: CHANNEL, id, call, args }, this.origin);
    });
  }

  close(): Promise<void> {
    window.removeEventListener('message', this.receive);
    this.element.remove();
    return Promise.resolve();
  }

  private readonly receive = (event: MessageEvent<unknown>): void => {
    const isFrame = event.source === this.element.contentWindow && event.origin === this.origin;
    if (!isFrame || !isOurs(event.data)) return;
    const message = event.data as FromFrame;
    if ('event' in message) {
      this.listeners.get(message.event)?.(message.data as never);
      return;
    }
    this.waiting.get(message.id)?.(message.answer);
    this.waiting.delete(message.id);
  };
}
