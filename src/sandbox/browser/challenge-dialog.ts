import { Frame } from './frame.js';
import type { FrameOptions, IntentAnswer } from './protocol.js';
import { textsFor } from './texts.js';

const backdrop = new CSSStyleSheet();
backdrop.replaceSync(`
  dialog[data-stripe-challenge]::backdrop { background: rgb(13 26 63 / 55%); }
  dialog[data-stripe-challenge] { border: 0; padding: 0; width: min(100vw - 32px, 400px); max-width: none;
    border-radius: 16px; overflow: hidden; background: #fff; box-shadow: 0 24px 64px rgb(13 26 63 / 35%); }
`);

/** Shows the bank's window over the page and answers what became of the intent. */
export async function authenticate(origin: string, options: FrameOptions): Promise<IntentAnswer> {
  const texts = textsFor(options.locale);
  const before = document.activeElement;
  const dialog = document.createElement('dialog');
  dialog.dataset['stripeChallenge'] = '';
  dialog.setAttribute('aria-label', texts.challengeTitle);
  const frame = new Frame(origin, 'challenge', texts.challengeTitle);
  frame.element.style.height = '360px';
  frame.on('resize', ({ height }) => {
    frame.element.style.height = `${String(height)}px`;
  });
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
  });
  dialog.append(frame.element);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, backdrop];
  document.body.append(dialog);
  dialog.showModal();
  try {
    return await frame.call('challenge', options);
  } finally {
    dialog.close();
    frame.remove();
    dialog.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== backdrop);
    if (before instanceof HTMLElement) before.focus();
  }
}
