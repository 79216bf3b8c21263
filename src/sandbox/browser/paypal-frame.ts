import { make } from '../../../portal/dom.js';
import { paypalMark } from '../../../portal/paypal-mark.js';
import { FieldPage } from './paypal-field.js';
import sheet from './paypal-frame.css';
import { CHANNEL, isOurs } from './paypal-protocol.js';
import type {
  CallName,
  Calls,
  FieldStyle,
  FieldView,
  FrameEventName,
  FrameEvents,
  FrameSettings,
  ToFrame,
} from './paypal-protocol.js';
import { textsFor } from './paypal-texts.js';

const query = new URLSearchParams(location.search);
const view = query.get('view') ?? 'button';
const parentOrigin = query.get('parent') ?? location.origin;

const FIELDS: readonly string[] = ['number', 'expiry', 'cvv', 'name'] satisfies readonly FieldView[];
// What PayPal lets a page style; anything else in a rule is dropped.
const STYLEABLE =
  /^(appearance|border|borderRadius|boxShadow|color|direction|font|font-.+|letter-spacing|line-height|opacity|outline|padding|padding-.+|text-shadow|transition)$/;

function tell<Name extends FrameEventName>(event: Name, data: FrameEvents[Name]): void {
  window.parent.postMessage({ channel: CHANNEL, event, data }, parentOrigin);
}

/** The framed page: one field of a card, or the button. */
class FramePage {
  private readonly field: FieldPage | null;

  constructor() {
    this.field = FIELDS.includes(view)
      ? new FieldPage(view as FieldView, (state) => {
          tell('state', state);
        })
      : null;
  }

  async answer<Name extends CallName>(call: Name, args: Calls[Name]['args']): Promise<Calls[Name]['answer']> {
    const handlers: { [Key in CallName]: (input: Calls[Key]['args']) => Promise<Calls[Key]['answer']> } = {
      init: (settings) => this.init(settings),
      focus: () =>
        this.act((field) => {
          field.focus();
        }),
      clear: () =>
        this.act((field) => {
          field.clear();
        }),
      attribute: ({ name, value }) =>
        this.act((field) => {
          field.attribute(name, value);
        }),
      submit: async (card) => ({ issue: (await this.field?.submit(card)) ?? null }),
    };
    return handlers[call](args);
  }

  private init(settings: FrameSettings): Promise<null> {
    const texts = textsFor(settings.locale);
    document.documentElement.lang = texts.dir === 'rtl' ? 'ar' : 'en';
    document.documentElement.dir = texts.dir;
    if (this.field) {
      document.title = texts[view as FieldView];
      this.field.init(settings);
      adopt(rulesOf(settings.style));
    } else {
      document.title = 'PayPal';
      document.body.className = 'button';
      showButton(settings);
    }
    return Promise.resolve(null);
  }

  private act(action: (field: FieldPage) => void): Promise<null> {
    if (this.field) action(this.field);
    return Promise.resolve(null);
  }
}

function showButton({ locale, height, radius }: FrameSettings): void {
  const texts = textsFor(locale);
  const button = make(
    'button',
    { class: 'paypal', attrs: { type: 'button', 'aria-label': texts.button } },
    paypalMark(),
    make('span', { class: 'word', text: 'PayPal', attrs: { dir: 'ltr' } }),
  );
  adopt(`.paypal { height: ${String(height)}px; border-radius: ${String(radius)}px; }`);
  button.addEventListener('click', () => {
    tell('click', null);
  });
  document.body.replaceChildren(button, make('p', { class: 'note', text: texts.sandboxNote }));
}

function rulesOf(style: FieldStyle): string {
  return Object.entries(style)
    .map(([selector, rules]) => {
      const kept = Object.entries(rules).filter(
        ([name, value]) => STYLEABLE.test(name) && value !== undefined && !/[{};]/.test(value),
      );
      const lines = kept.map(([name, value]) => `${kebab(name)}: ${value ?? ''}`);
      return /[{};]/.test(selector) ? '' : `${selector} { ${lines.join('; ')} }`;
    })
    .join('\n');
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function adopt(css: string): void {
  const own = new CSSStyleSheet();
  own.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, own];
}

adopt(sheet);
const page = new FramePage();
window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (event.source !== window.parent || event.origin !== parentOrigin || !isOurs(event.data)) return;
  const { id, call, args } = event.data as ToFrame;
  void page.answer(call, args as never).then((answer) => {
    window.parent.postMessage({ channel: CHANNEL, id, answer }, parentOrigin);
  });
});
new ResizeObserver(() => {
  tell('resize', { height: Math.ceil(document.body.getBoundingClientRect().height) });
}).observe(document.body);
tell('loaded', null);
