import { make } from '../../../portal/dom.js';
import type { Texts } from './texts.js';

/** The bank's page: resolves with what the customer told it. */
export function askBank(root: HTMLElement, texts: Texts): Promise<boolean> {
  return new Promise((resolve) => {
    const answer = (approved: boolean): void => {
      for (const button of [approve, refuse]) button.disabled = true;
      resolve(approved);
    };
    const approve = make('button', { class: 'primary', text: texts.approve, attrs: { type: 'button' } });
    const refuse = make('button', { class: 'secondary', text: texts.refuse, attrs: { type: 'button' } });
    approve.addEventListener('click', () => {
      answer(true);
    });
    refuse.addEventListener('click', () => {
      answer(false);
    });
    root.replaceChildren(
      make(
        'main',
        { class: 'challenge' },
        make('p', { class: 'bank', text: texts.challengeBank }),
        make('h1', { text: texts.challengeTitle }),
        make('p', { text: texts.challengeBody }),
        make('p', { class: 'note', text: texts.challengeNote }),
        make('div', { class: 'buttons' }, approve, refuse),
      ),
    );
    approve.focus();
  });
}
