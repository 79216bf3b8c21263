import { make } from '../dom.js';
import { paypalMark } from '../paypal-mark.js';
import type { SetupChoice } from './contract.js';
import type { FormTexts } from './form-texts.js';
import { icon } from './icons.js';
import { isCard } from './vendor-forms.js';

/** One way to pay, in words. */
interface TabText {
  readonly label: string;
  /** Who takes the card, where several do; the customer need not care, but has to tell them apart. */
  readonly small: string | null;
}

/** The ways to pay as a row of tabs. */
export class Tabs {
  readonly root = make('div', { class: 'tabs', attrs: { role: 'tablist', part: 'tabs' } });

  constructor() {
    this.root.hidden = true;
  }

  /** Shows one tab for each choice; a single choice needs none. */
  show(
    choices: readonly SetupChoice[],
    chosen: number,
    texts: FormTexts,
    choose: (index: number) => void,
  ): void {
    this.root.hidden = choices.length < 2;
    this.root.setAttribute('aria-label', texts.chooseMethod);
    this.root.dataset['count'] = String(choices.length);
    const focused = this.root.querySelector(':focus') !== null;
    this.root.replaceChildren(
      ...choices.map((choice, index) => {
        const tab = tabOf(choice, textOf(choice, choices, texts), index === chosen);
        tab.addEventListener('click', () => {
          choose(index);
        });
        return tab;
      }),
    );
    if (focused) this.focus(chosen);
    this.root.onkeydown = (event) => {
      const rtl = getComputedStyle(this.root).direction === 'rtl';
      const next = arrowTarget(event.key, chosen, choices.length, rtl);
      if (next === null) return;
      event.preventDefault();
      choose(next);
    };
  }

  private focus(index: number): void {
    this.root.querySelectorAll('button')[index]?.focus();
  }
}

/** What a choice is called, in one line. */
export function nameOf(choice: SetupChoice, choices: readonly SetupChoice[], texts: FormTexts): string {
  const { label, small } = textOf(choice, choices, texts);
  return small === null ? label : `${label} ${small}`;
}

function textOf(choice: SetupChoice, choices: readonly SetupChoice[], texts: FormTexts): TabText {
  const label = texts.methods[choice.payment_type] ?? choice.payment_type;
  const several = isCard(choice) && choices.filter(isCard).length > 1;
  return { label, small: several ? texts.via(VENDOR_NAMES[choice.vendor] ?? choice.vendor) : null };
}

const VENDOR_NAMES: Readonly<Record<string, string>> = {
  stripe: 'Stripe',
  paypal: 'PayPal',
  paytabs: 'PayTabs',
};

function tabOf(choice: SetupChoice, { label, small }: TabText, selected: boolean): HTMLElement {
  return make(
    'button',
    {
      attrs: {
        type: 'button',
        role: 'tab',
        'aria-selected': String(selected),
        tabindex: selected ? '0' : '-1',
        'data-choice': `${choice.vendor}:${choice.payment_type}`,
      },
    },
    isCard(choice) ? icon('card') : paypalMark(),
    make(
      'span',
      { class: 'tab-text' },
      make('span', { class: 'tab-label', text: label }),
      small === null ? null : make('span', { class: 'tab-small', text: small }),
    ),
  );
}

/** Where an arrow key leads in a row of tabs; arrows follow the eye, so they turn round in Arabic. */
function arrowTarget(key: string, from: number, count: number, rtl: boolean): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  if (key !== 'ArrowRight' && key !== 'ArrowLeft') return null;
  const step = (key === 'ArrowRight') === rtl ? -1 : 1;
  return (from + step + count) % count;
}
