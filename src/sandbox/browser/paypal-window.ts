import { make } from '../../../portal/dom.js';
import type { PayPalTexts } from './paypal-texts.js';

const WIDTH = 480;
const HEIGHT = 700;
const LOOK_MS = 300;
// A window that has just answered closes; its answer must not be overtaken.
const GRACE_MS = 400;

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  .paypal-stand-in-overlay { position: fixed; inset: 0; z-index: 2147483647; display: grid; place-content: center;
    justify-items: center; gap: 16px; padding: 24px; color: #fff; background: rgb(0 20 53 / 92%);
    font: 16px/1.5 system-ui, sans-serif; text-align: center; }
  .paypal-stand-in-overlay p { margin: 0; max-width: 360px; }
  .paypal-stand-in-overlay button { padding: 8px 4px; color: #fff; font: inherit; font-weight: 600; background: none; border: 0;
    text-decoration: underline; cursor: pointer; }
  .paypal-stand-in-overlay button:focus-visible { outline: 2px solid #fff; outline-offset: 2px; }
  .paypal-stand-in-overlay .close { position: absolute; inset-block-start: 16px; inset-inline-end: 20px; font-size: 26px;
    line-height: 1; text-decoration: none; min-width: 44px; min-height: 44px; }
`);

/** How the customer left the window. */
export type WindowResult = 'approved' | 'canceled' | 'closed';

/** Opens PayPal's window over the page and answers how it was left; throws when the browser lets none open. */
export async function askInWindow(
  origin: string,
  path: string,
  token: string,
  texts: PayPalTexts,
): Promise<WindowResult> {
  const opened = window.open(`${origin}${path}`, 'paypal-stand-in', featuresFor(WIDTH, HEIGHT));
  if (!opened) throw new Error('Unable to open popup window');
  return new Promise((resolve) => {
    const leave = (result: WindowResult): void => {
      clearInterval(timer);
      window.removeEventListener('message', receive);
      overlay.remove();
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet);
      if (!opened.closed) opened.close();
      resolve(result);
    };
    const receive = (event: MessageEvent<unknown>): void => {
      if (event.origin !== origin || typeof event.data !== 'object' || event.data === null) return;
      const { type, result, token: of } = event.data as Readonly<Record<string, unknown>>;
      if (type === 'paypal-stand-in' && of === token) leave(result === 'approved' ? 'approved' : 'canceled');
    };
    const timer = setInterval(() => {
      if (!opened.closed) return;
      clearInterval(timer);
      setTimeout(leave, GRACE_MS, 'closed');
    }, LOOK_MS);
    const overlay = overlayOf(texts, opened, () => {
      leave('closed');
    });
    window.addEventListener('message', receive);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    document.body.append(overlay);
  });
}

function overlayOf(texts: PayPalTexts, opened: Window, close: () => void): HTMLElement {
  const show = make('button', { text: texts.showWindow, attrs: { type: 'button' } });
  show.addEventListener('click', () => {
    opened.focus();
  });
  const cross = make('button', {
    class: 'close',
    text: '×',
    attrs: { type: 'button', 'aria-label': texts.closeWindow },
  });
  cross.addEventListener('click', close);
  return make(
    'div',
    {
      class: 'paypal-stand-in-overlay',
      attrs: { role: 'dialog', 'aria-modal': 'true', 'aria-label': texts.inWindow, dir: texts.dir },
    },
    cross,
    make('p', { text: texts.inWindow }),
    show,
  );
}

function featuresFor(width: number, height: number): string {
  const left = window.screenX + Math.max(0, (window.outerWidth - width) / 2);
  const top = window.screenY + Math.max(0, (window.outerHeight - height) / 2);
  return `popup,width=${String(width)},height=${String(height)},left=${String(left)},top=${String(top)}`;
}
