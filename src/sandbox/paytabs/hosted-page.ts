import { toDecimalString } from '../../common/money.js';
import { type Answer, escaped, type Exchange, htmlPage, pageLanguage, Refusal } from '../kit/index.js';
import { isNumber, TEST_CARDS, type TestCard } from './cards.js';
import { type Control, type TypedCard } from './control.js';
import { TEXTS } from './page-texts.js';
import { type TransactionRecord } from './records.js';
import { backToShop } from './way-back.js';

const PATH = /^\/payment\/page\/(\w+)$/;

type Lang = keyof typeof TEXTS;

const STYLE = `<style>
body{background:#f3f5f9}main{background:#fff;border-radius:12px;padding:1.25rem 1.5rem;box-shadow:0 1px 6px #1d243322}
.bar{display:flex;justify-content:space-between;align-items:center;gap:1rem;border-bottom:1px solid #e3e7ee;margin-bottom:1rem;padding-bottom:.75rem}
.bar b{color:#14377d;letter-spacing:.02em}.two{display:grid;grid-template-columns:1fr 1fr;gap:0 1rem}
input{direction:ltr;text-align:start;border:1px solid #aab3c2;border-radius:8px}[dir=rtl] input{text-align:end}
details{margin-top:1rem}td:first-child{white-space:nowrap}code{font-size:.8125rem}td{padding:.1rem .5rem .1rem 0;font-size:.875rem}[dir=rtl] td{padding:.1rem 0 .1rem .5rem}
</style>`;

/** The page on which a customer types the card: pay or save, cancel, or lose the way back; null for another path. */
export function hostedPage(control: Control, exchange: Exchange, serverKey: string): Answer | null {
  const key = PATH.exec(exchange.path)?.[1];
  if (key === undefined) return null;
  const transaction = findPage(control, key);
  const lang = transaction?.page?.lang ?? pageLanguage(exchange.request.headers['accept-language']);
  if (!transaction || transaction.result) return message(transaction, lang, 'closed', 410);
  return exchange.method === 'POST'
    ? answered(control, transaction, { lang, serverKey, form: new URLSearchParams(exchange.body) })
    : cardPage(transaction, lang, false);
}

function answered(
  control: Control,
  transaction: TransactionRecord,
  { lang, serverKey, form }: { lang: Lang; serverKey: string; form: URLSearchParams },
): Answer {
  const action = form.get('action');
  if (action === 'cancel') return backToShop(control.cancel(transaction.ref), lang, serverKey);
  // With a stored card only its code is asked for.
  const card = transaction.token === null ? typedCard(form) : 'stored';
  if (card === null || !/^\d{3,4}$/.test(form.get('cvv') ?? '')) return cardPage(transaction, lang, true);
  const paid = control.pay(transaction.ref, card === 'stored' ? null : card);
  return action === 'stay' ? message(paid, lang, 'done') : backToShop(paid, lang, serverKey);
}

function findPage(control: Control, key: string): TransactionRecord | null {
  try {
    return control.page(key);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function typedCard(form: URLSearchParams): TypedCard | null {
  const number = (form.get('number') ?? '').replace(/[\s-]/g, '');
  const expiry = /^(0?[1-9]|1[0-2])\s*\/\s*(\d\d)$/.exec(form.get('expiry')?.trim() ?? '');
  return isNumber(number) && expiry
    ? { number, month: Number(expiry[1]), year: 2_000 + Number(expiry[2]) }
    : null;
}

function cardPage(transaction: TransactionRecord, lang: Lang, isRefused: boolean): Answer {
  const texts = TEXTS[lang];
  const isSave = transaction.type === 'Register';
  const title = isSave ? texts.saveTitle : texts.payTitle;
  const button = isSave ? texts.save : texts.pay;
  const sum = `<bdi dir="ltr">${escaped(`${toDecimalString(transaction)} ${transaction.currency}`)}</bdi>`;
  const body = `<main><div class="bar"><b>PayTabs</b><strong>${sum}</strong></div>
<h1>${title}</h1><p>${isSave ? texts.saveNote : escaped(transaction.description)}</p>
${isRefused ? `<p role="alert">${texts.invalid}</p>` : ''}
<form method="post" autocomplete="off">${fields(transaction, lang)}
<button name="action" value="pay">${button}</button>
<button class="quiet" name="action" value="cancel" formnovalidate>${texts.cancel}</button>
<button class="quiet" name="action" value="stay">${button} (${texts.stay})</button></form>
${transaction.token === null ? numbers(lang) : ''}<p class="note">${texts.note}</p></main>`;
  return shown(transaction, lang, title, body);
}

function fields({ token, card, customer }: TransactionRecord, lang: Lang): string {
  const texts = TEXTS[lang];
  const cvv = (label: string): string =>
    `<label>${label}<input name="cvv" inputmode="numeric" maxlength="4" required value="123"></label>`;
  if (token !== null)
    return cvv(`${texts.cvvAlone} <bdi dir="ltr">${card?.description.slice(-4) ?? ''}</bdi>`);
  return `<label>${texts.name}<input type="text" name="name" value="${escaped(customer.name ?? '')}"></label>
<label>${texts.number}<input name="number" inputmode="numeric" required value="4111 1111 1111 1111"></label>
<div class="two"><label>${texts.expiry}<input name="expiry" inputmode="numeric" required value="12/38"></label>${cvv(texts.cvv)}</div>`;
}

function numbers(lang: Lang): string {
  const rows = TEST_CARDS.map(
    (card) =>
      `<tr><td><bdi dir="ltr"><code>${card.number.replace(/(.{4})(?=.)/g, '$1 ')}</code></bdi></td><td>${kindOf(card, lang)}</td></tr>`,
  );
  return `<details><summary>${TEXTS[lang].cards}</summary><table>${rows.join('')}</table></details>`;
}

function kindOf({ name, behaviour }: TestCard, lang: Lang): string {
  const { kinds } = TEXTS[lang];
  if (name === 'later_pending' || name === 'later_hold' || name === 'refund_pending') return kinds[name];
  if (behaviour.page !== undefined) return `${kinds.declined} ${behaviour.page}`;
  return behaviour.charge === undefined ? kinds.good : `${kinds.later} ${behaviour.charge}`;
}

function message(
  transaction: TransactionRecord | null,
  lang: Lang,
  text: 'closed' | 'done',
  status = 200,
): Answer {
  const title = transaction?.type === 'Register' ? TEXTS[lang].saveTitle : TEXTS[lang].payTitle;
  return shown(transaction, lang, title, `<main><h1>${title}</h1><p>${TEXTS[lang][text]}</p></main>`, status);
}

function shown(
  transaction: TransactionRecord | null,
  lang: Lang,
  title: string,
  body: string,
  status = 200,
): Answer {
  const ancestors = transaction?.page?.framed === true ? '*' : "'none'";
  const policy = `form-action *; base-uri 'none'; frame-ancestors ${ancestors}`;
  return htmlPage({ status, lang, title, body, head: STYLE, policy });
}
