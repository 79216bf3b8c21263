import type { StripeElementLocale, StripeError, StripePaymentElementOptions } from '@stripe/stripe-js';
import { Frame } from './frame.js';
import type { FrameOptions, Look } from './protocol.js';
import { stripeError } from './protocol.js';
import { textsFor } from './texts.js';

/** Where the stand-in lives and whose account is used. */
export interface Context {
  readonly origin: string;
  readonly publishableKey: string;
}

type ElementEvent = 'ready' | 'change' | 'loaderror' | 'loaderstart' | 'focus' | 'blur' | 'escape';
type Handler = (event: Record<string, unknown>) => void;

/** The Payment Element: a frame of our own origin, so that no card field stands in the page. */
export class StandInPaymentElement {
  readonly options: StripePaymentElementOptions;
  private readonly context: Context;
  private readonly read: () => FrameOptions;
  private readonly handlers = new Map<ElementEvent, Handler[]>();
  private frame: Frame | null = null;

  constructor(context: Context, read: () => FrameOptions, options: StripePaymentElementOptions) {
    this.context = context;
    this.read = read;
    this.options = options;
  }

  on(event: ElementEvent, handler: Handler): this {
    this.handlers.set(event, [...(this.handlers.get(event) ?? []), handler]);
    return this;
  }

  once(event: ElementEvent, handler: Handler): this {
    const wrapped: Handler = (detail) => {
      this.off(event, wrapped);
      handler(detail);
    };
    return this.on(event, wrapped);
  }

  off(event: ElementEvent, handler?: Handler): this {
    const kept = handler ? (this.handlers.get(event) ?? []).filter((one) => one !== handler) : [];
    this.handlers.set(event, kept);
    return this;
  }

  mount(target: string | HTMLElement): void {
    const place = typeof target === 'string' ? document.querySelector<HTMLElement>(target) : target;
    if (!place) throw new Error('IntegrationError: no such element to mount into.');
    if (place.getRootNode() instanceof ShadowRoot)
      throw new Error('IntegrationError: elements cannot be mounted inside a shadow root.');
    this.unmount();
    const options = this.read();
    const frame = new Frame(this.context.origin, 'card', textsFor(options.locale).frameTitle);
    this.frame = frame;
    frame.on('resize', ({ height }) => {
      frame.element.style.height = `${String(height)}px`;
    });
    frame.on('change', ({ empty, complete }) => {
      this.emit('change', { empty, complete, collapsed: false, value: { type: 'card' } });
    });
    frame.on('focus', () => {
      this.emit('focus', {});
    });
    frame.on('blur', () => {
      this.emit('blur', {});
    });
    // The frame keeps a rim for focus rings, which must not shift its fields against the page's.
    Object.assign(frame.element.style, { margin: '-4px', width: 'calc(100% + 8px)' });
    place.replaceChildren(frame.element);
    this.emit('loaderstart', {});
    void this.start(frame, options);
  }

  unmount(): void {
    this.frame?.remove();
    this.frame = null;
  }

  destroy(): void {
    this.unmount();
    this.handlers.clear();
  }

  focus(): void {
    this.frame?.element.focus();
    void this.frame?.call('focus', null);
  }

  blur(): void {
    this.frame?.element.blur();
  }

  clear(): void {
    void this.frame?.call('clear', null);
  }

  update(): this {
    return this;
  }

  /** The mounted frame; throws what Stripe throws when there is none. */
  mounted(): Frame {
    if (!this.frame) throw new Error('IntegrationError: the payment element is not mounted.');
    return this.frame;
  }

  async refresh(change: { locale?: StripeElementLocale; look?: Look }): Promise<void> {
    if (!this.frame) return;
    this.frame.element.title = textsFor(this.read().locale).frameTitle;
    await this.frame.call('update', change);
  }

  private async start(frame: Frame, options: FrameOptions): Promise<void> {
    const { error } = await frame.call('init', options).catch((cause: unknown) => ({
      error: stripeError(
        'api_connection_error',
        undefined,
        cause instanceof Error ? cause.message : 'Not loaded.',
      ),
    }));
    if (this.frame !== frame) return;
    if (error) this.emit('loaderror', { error: error satisfies StripeError });
    else this.emit('ready', {});
  }

  private emit(event: ElementEvent, detail: Record<string, unknown>): void {
    for (const handler of this.handlers.get(event) ?? []) handler({ elementType: 'payment', ...detail });
  }
}
