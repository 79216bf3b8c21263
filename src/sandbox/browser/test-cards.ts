import { brandOf } from './card-input.js';
import { make } from '../../../portal/dom.js';

/** A card to try, and what becomes of it in words. */
export interface OfferedCard {
  readonly number: string;
  readonly outcome: string;
}

/** A fold-out list of test cards; choosing one fills the fields. */
export function testCards(
  texts: { readonly testCards: string; readonly useCard: (ending: string) => string },
  cards: readonly OfferedCard[],
  choose: (number: string) => void,
): HTMLElement {
  const details = make('details', { class: 'tests' }, make('summary', { text: texts.testCards }));
  const list = make('ul');
  for (const card of cards) {
    const ending = card.number.slice(-4);
    const button = make(
      'button',
      { attrs: { type: 'button', 'data-number': card.number, 'aria-label': texts.useCard(ending) } },
      make('bdi', { class: 'digits', text: `•••• ${ending}`, attrs: { dir: 'ltr' } }),
      make('span', { class: 'outcome', text: card.outcome }),
    );
    button.dataset['brand'] = brandOf(card.number);
    button.addEventListener('click', () => {
      choose(card.number);
      details.open = false;
    });
    list.append(make('li', {}, button));
  }
  details.append(list);
  return details;
}
