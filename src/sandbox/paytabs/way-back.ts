import { randomBytes } from 'node:crypto';
import { type Answer, escaped, htmlPage, redirect } from '../kit/index.js';
import { TEXTS } from './page-texts.js';
import { type TransactionRecord } from './records.js';
import { signedFields } from './signature.js';
import { returnFields } from './wire.js';

/**
 * Sends the browser back to the shop: a signed form, posted by itself or by its button. Without an address of the shop
 * it says that all is done; an address of plain http gets an empty GET as at PayTabs, unless it is of this machine.
 */
export function backToShop(transaction: TransactionRecord, lang: 'en' | 'ar', serverKey: string): Answer {
  const { returnUrl = null, returnUsingGet = false, framed = false } = transaction.page ?? {};
  const texts = TEXTS[lang];
  const title = transaction.type === 'Register' ? texts.saveTitle : texts.payTitle;
  const nonce = randomBytes(12).toString('base64');
  const ancestors = `frame-ancestors ${framed ? '*' : "'none'"}`;
  if (returnUrl === null)
    return htmlPage({ lang, title, body: `<h1>${title}</h1><p>${texts.done}</p>`, policy: ancestors });
  const fields = signedFields(returnFields(transaction), serverKey);
  if (returnUsingGet) return redirect(withQuery(returnUrl, fields));
  if (!takesPosts(returnUrl)) return redirect(returnUrl);
  const inputs = Object.entries(fields).map(
    ([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`,
  );
  const body = `<h1>${title}</h1><form method="post" action="${escaped(returnUrl)}">${inputs.join('')}
<button>${texts.back}</button></form><script nonce="${nonce}">document.forms[0].submit()</script>`;
  return htmlPage({
    lang,
    title,
    body,
    policy: `script-src 'nonce-${nonce}'; form-action *; base-uri 'none'; ${ancestors}`,
  });
}

function withQuery(address: string, fields: Record<string, string>): string {
  const url = new URL(address);
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  return url.href;
}

function takesPosts(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname);
}
