import { make } from '../dom.js';
import { countries } from './countries.js';
import type { Completion, Locale } from './contract.js';
import { containsCardNumber } from '../../src/common/card-number.js';
import type { FormTexts } from './form-texts.js';
import type { Billing } from './vendor-form.js';

type FieldName = 'name' | 'country' | 'nickname';

interface Field {
  readonly name: FieldName;
  readonly root: HTMLElement;
  readonly input: HTMLInputElement | HTMLSelectElement;
  readonly label: HTMLElement;
  readonly optional: HTMLElement | null;
  readonly hint: HTMLElement | null;
  readonly error: HTMLElement;
  /** Errors are shown once a field was left, then as it changes. */
  touched: boolean;
}

const NAME_LENGTH = 120;
const NICKNAME_LENGTH = 60;

/** The fields that are ours: name on the card, country, nickname and whether it becomes the default. */
export class OwnFields {
  readonly billing: HTMLElement;
  readonly extras: HTMLElement;
  private readonly fields: Readonly<Record<FieldName, Field>>;
  private readonly select = make('select', { attrs: { autocomplete: 'billing country' } });
  private readonly tick = make('input', { attrs: { type: 'checkbox', id: 'make-default' } });
  private readonly tickLabel = make('label', { attrs: { for: 'make-default' } });
  private readonly tickHint = make('p', { class: 'hint', attrs: { id: 'make-default-hint' } });
  private readonly tickRow: HTMLElement;
  private texts: FormTexts;
  private asksBilling = true;

  constructor(texts: FormTexts, locale: Locale) {
    this.texts = texts;
    const name = make('input', {
      attrs: { autocomplete: 'cc-name', maxlength: String(NAME_LENGTH), required: '', spellcheck: 'false' },
    });
    const nickname = make('input', { attrs: { autocomplete: 'off', maxlength: String(NICKNAME_LENGTH) } });
    this.select.required = true;
    this.fields = {
      name: field('name', name, false),
      country: field('country', this.select, false),
      nickname: field('nickname', nickname, true),
    };
    this.tick.setAttribute('aria-describedby', 'make-default-hint');
    this.tickRow = make(
      'div',
      { class: 'tick', attrs: { part: 'default' } },
      this.tick,
      make('div', {}, this.tickLabel, this.tickHint),
    );
    this.billing = make('div', { class: 'fields' }, this.fields.name.root, this.fields.country.root);
    this.extras = make('div', { class: 'fields' }, this.fields.nickname.root, this.tickRow);
    for (const one of Object.values(this.fields)) this.watch(one);
    this.localise(texts, locale);
  }

  localise(texts: FormTexts, locale: Locale): void {
    this.texts = texts;
    for (const one of Object.values(this.fields)) {
      one.label.textContent = texts[one.name];
      if (one.optional) one.optional.textContent = texts.optional;
      if (one.hint) one.hint.textContent = texts.nicknameHint;
    }
    this.tickLabel.textContent = texts.makeDefault;
    this.tickHint.textContent = texts.makeDefaultHint;
    const chosen = this.select.value;
    this.select.replaceChildren(
      make('option', { text: texts.chooseCountry, attrs: { value: '' } }),
      ...countries(locale).map(({ code, name }) => make('option', { text: name, attrs: { value: code } })),
    );
    this.select.value = chosen;
    this.show();
  }

  /** PM5: the default is offered, ticked where the present one is going out. */
  offerDefault(offered: boolean, ticked: boolean): void {
    this.tickRow.hidden = !offered;
    this.tick.checked = offered && ticked;
  }

  /** Name and country belong to a card in our own form; a wallet and a vendor's page know them. */
  askBilling(asked: boolean): void {
    this.asksBilling = asked;
    this.billing.hidden = !asked;
    // What was left empty while it was not asked for is no mistake.
    for (const one of [this.fields.name, this.fields.country]) one.touched &&= one.input.value !== '';
    this.show();
  }

  suggestCountry(code: string | null): void {
    if (code && this.select.value === '') this.select.value = code.toUpperCase();
  }

  /** Shows what is wrong and answers the first field that is, or null. */
  check(): HTMLElement | null {
    for (const one of Object.values(this.fields)) one.touched = true;
    this.show();
    return Object.values(this.fields).find((one) => this.errorOf(one) !== null)?.input ?? null;
  }

  billingDetails(): Billing {
    return { name: this.fields.name.input.value.trim(), country: this.select.value };
  }

  completion(): Completion {
    const nickname = this.fields.nickname.input.value.trim();
    return { ...(nickname ? { nickname } : {}), ...(this.tick.checked ? { make_default: true } : {}) };
  }

  clear(): void {
    for (const one of Object.values(this.fields)) {
      if (one.name !== 'country') one.input.value = '';
      one.touched = false;
    }
    this.show();
  }

  private watch(one: Field): void {
    one.input.addEventListener('blur', () => {
      one.touched = one.touched || one.input.value !== '';
      this.show();
    });
    one.input.addEventListener('input', () => {
      this.show();
    });
  }

  private show(): void {
    for (const one of Object.values(this.fields)) {
      const error = this.errorOf(one);
      const shown = error !== null && (one.touched || this.isCardNumber(one));
      one.error.textContent = shown ? error : '';
      one.input.setAttribute('aria-invalid', String(shown));
    }
  }

  private errorOf({ name, input }: Field): string | null {
    if (name !== 'nickname' && !this.asksBilling) return null;
    const { invalid } = this.texts;
    const value = input.value.trim();
    if (name === 'country') return value === '' ? invalid.country : null;
    if (containsCardNumber(value))
      return name === 'name' ? invalid.nameIsCardNumber : invalid.nicknameIsCardNumber;
    return name === 'name' && value === '' ? invalid.name : null;
  }

  private isCardNumber({ name, input }: Field): boolean {
    return name !== 'country' && containsCardNumber(input.value);
  }
}

function field(name: FieldName, input: Field['input'], optional: boolean): Field {
  input.id = name;
  const label = make('span');
  const error = make('p', { class: 'error', attrs: { id: `${name}-error`, 'aria-live': 'polite' } });
  const mark = optional ? make('span', { class: 'optional' }) : null;
  const hint = optional ? make('p', { class: 'hint', attrs: { id: `${name}-hint` } }) : null;
  input.setAttribute('aria-describedby', hint ? `${name}-error ${name}-hint` : `${name}-error`);
  input.setAttribute('part', 'input');
  const root = make(
    'div',
    { class: `field ${name}`, attrs: { part: `field ${name}` } },
    make('label', { attrs: { for: name } }, label, mark),
    input,
    error,
    hint,
  );
  return { name, root, input, label, optional: mark, hint, error, touched: false };
}
