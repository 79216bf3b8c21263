import type { StripeError } from '@stripe/stripe-js';
import { CardFields } from './card-fields.js';
import { askBank } from './challenge.js';
import { make } from '../../../portal/dom.js';
import sheet from './element.css';
import { CHANNEL, isOurs, stripeError } from './protocol.js';
import type {
  CallName,
  Calls,
  ConfirmInput,
  FrameEventName,
  FrameEvents,
  FrameOptions,
  Look,
  ToFrame,
} from './protocol.js';
import { StripeApi } from './stripe-api.js';
import { textsFor } from './texts.js';

const query = new URLSearchParams(location.search);
const view = query.get('view');
const parentOrigin = query.get('parent') ?? location.origin;

function tell<Name extends FrameEventName>(event: Name, data: FrameEvents[Name]): void {
  window.parent.postMessage({ channel: CHANNEL, event, data }, parentOrigin);
}

/** The framed page: card fields or the bank's dialog, driven by the page that framed it. */
class ElementPage {
  private readonly fields: CardFields | null;
  private readonly fonts = new Set<string>();
  private options: FrameOptions | null = null;

  constructor() {
    this.fields = view === 'card' ? new CardFields(textsFor('en'), this.changed) : null;
    if (this.fields) document.body.append(this.fields.root);
  }

  async answer<Name extends CallName>(call: Name, args: Calls[Name]['args']): Promise<Calls[Name]['answer']> {
    const handlers: { [Key in CallName]: (input: Calls[Key]['args']) => Promise<Calls[Key]['answer']> } = {
      init: (options) => this.init(options),
      update: (change) => this.update(change),
      submit: () => Promise.resolve(this.submit()),
      confirm: (input) => this.confirm(input),
      retrieve: (options) => new StripeApi(options).retrieve(),
      challenge: (options) => this.challenge(options),
      focus: () =>
        this.act((fields) => {
          fields.focus();
        }),
      clear: () =>
        this.act((fields) => {
          fields.clear();
        }),
    };
    return handlers[call](args);
  }

  private async init(options: FrameOptions): Promise<{ error?: StripeError }> {
    this.options = options;
    this.dress(options);
    const { error, setupIntent } = await new StripeApi(options).retrieve();
    if (error) return { error };
    const open =
      setupIntent?.status === 'requires_payment_method' || setupIntent?.status === 'requires_action';
    return open
      ? {}
      : { error: stripeError('invalid_request_error', 'setup_intent_unexpected_state', 'Already used.') };
  }

  private update(change: { locale?: string; look?: Look }): Promise<null> {
    if (this.options) this.options = { ...this.options, ...change };
    this.dress(this.options ?? { locale: change.locale ?? 'en', look: change.look ?? {}, fonts: [] });
    return Promise.resolve(null);
  }

  private submit(): { error?: StripeError } {
    const code = this.fields?.submit() ?? null;
    if (code === null || !this.fields) return {};
    this.fields.focus();
    return { error: stripeError('validation_error', code, this.fields.message(code)) };
  }

  private async confirm(input: ConfirmInput): Promise<Calls['confirm']['answer']> {
    const invalid = this.submit();
    if (invalid.error) return { error: invalid.error };
    if (!this.fields || !this.options) return { error: stripeError('api_error', undefined, 'Not ready.') };
    return new StripeApi(this.options).confirm(this.fields.data(), input);
  }

  private async challenge(options: FrameOptions): Promise<Calls['challenge']['answer']> {
    this.dress(options);
    const approved = await askBank(document.body, textsFor(options.locale));
    return new StripeApi(options).authenticate(approved);
  }

  private act(action: (fields: CardFields) => void): Promise<null> {
    if (this.fields) action(this.fields);
    return Promise.resolve(null);
  }

  private dress({ locale, look, fonts }: Pick<FrameOptions, 'locale' | 'look' | 'fonts'>): void {
    this.loadFonts(fonts);
    const texts = textsFor(locale);
    document.documentElement.lang = texts.dir === 'rtl' ? 'ar' : 'en';
    document.documentElement.dir = texts.dir;
    document.title = texts.frameTitle;
    for (const [name, value] of Object.entries(look))
      document.documentElement.style.setProperty(`--${name}`, String(value));
    this.fields?.localise(texts, this.changed);
  }

  private loadFonts(hrefs: readonly string[]): void {
    for (const href of hrefs) {
      if (this.fonts.has(href)) continue;
      this.fonts.add(href);
      document.head.append(make('link', { attrs: { rel: 'stylesheet', href } }));
    }
  }

  private readonly changed = (state: { empty: boolean; complete: boolean }): void => {
    tell('change', state);
  };
}

const styles = new CSSStyleSheet();
styles.replaceSync(sheet);
document.adoptedStyleSheets = [styles];
document.body.dataset['view'] = view ?? '';

const page = new ElementPage();
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window.parent || event.origin !== parentOrigin || !isOurs(event.data)) return;
  const { id, call, args } = event.data as ToFrame;
  void page.answer(call, args as never).then((answer) => {
    window.parent.postMessage({ channel: CHANNEL, id, answer }, parentOrigin);
  });
});
window.addEventListener('focus', () => {
  tell('focus', null);
});
window.addEventListener('blur', () => {
  tell('blur', null);
});
new ResizeObserver(() => {
  tell('resize', { height: Math.ceil(document.body.getBoundingClientRect().height) });
}).observe(document.body);
tell('loaded', null);
