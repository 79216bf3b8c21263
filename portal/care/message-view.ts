import { make } from '../dom.js';
import { icon } from '../payment-form/icons.js';
import type { IconName } from '../payment-form/icons.js';
import type { Page } from './page.js';
import type { CareTexts, PageText } from './care-texts.js';

interface Message {
  readonly tone: 'info' | 'warning' | 'success';
  readonly icon: IconName;
  readonly text: (texts: CareTexts) => PageText;
  readonly requestId?: string | null;
  /** Answers a promise while which the button is busy. */
  readonly act?: () => Promise<void>;
}

/** A page that says one thing and offers at most one way on. */
export function showMessage(page: Page, message: Message): void {
  page.clear();
  const title = make('h1', { attrs: { tabindex: '-1' } });
  const body = make('p');
  const button = make('button', { class: 'button', attrs: { type: 'button' } });
  const reference = make('p', { class: 'reference' });
  page.tell((texts) => {
    const text = message.text(texts);
    title.textContent = text.title;
    body.textContent = text.body;
    button.textContent = text.action ?? '';
    button.hidden = text.action === undefined;
    reference.textContent = message.requestId ? texts.reference(message.requestId) : '';
    document.title = text.title;
  });
  button.addEventListener('click', () => {
    if (button.getAttribute('aria-disabled') === 'true') return;
    button.setAttribute('aria-disabled', 'true');
    void message.act?.().finally(() => {
      button.removeAttribute('aria-disabled');
    });
  });
  page.show(
    make(
      'div',
      { class: `message ${message.tone}` },
      make('span', { class: 'dot' }, icon(message.icon)),
      title,
      body,
      button,
      reference,
    ),
  );
}
