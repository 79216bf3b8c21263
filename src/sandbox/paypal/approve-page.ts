import { randomBytes } from 'node:crypto';
import { type Answer, escaped, type Exchange, htmlPage, pageLanguage, Refusal } from '../kit/index.js';
import { type Control, type PayerChoice } from './control.js';
import { TEXTS } from './page-texts.js';
import { type Experience, type OrderRecord, type SetupToken } from './records.js';
import { TEST_PAYERS } from './test-instruments.js';

type Lang = keyof typeof TEXTS;

/** What a page is about. */
type Subject =
  | { readonly is: 'setup'; readonly setup: SetupToken }
  | { readonly is: 'order'; readonly order: OrderRecord };

const SETUP_PATH = '/agreements/approve';
const ORDER_PATH = '/checkoutnow';
const CHOICES = ['payer', 'other_payer', 'refused', 'reviewed'] as const satisfies readonly PayerChoice[];

const STYLE = `<style>
body{background:#f5f7fa}main{background:#fff;border-radius:12px;padding:1.25rem 1.5rem;box-shadow:0 1px 6px #1d243322}
.bar{border-bottom:1px solid #e3e7ee;margin-bottom:1rem;padding-bottom:.75rem;color:#003087;font-weight:700}
button{display:block;width:100%;margin:.5rem 0}.sum{font-size:1.5rem;margin:.25rem 0}
</style>`;

/** The pages on which a payer agrees to be saved or charged; null for another path. */
export function approvePage(control: Control, exchange: Exchange): Answer | null {
  if (exchange.path !== SETUP_PATH && exchange.path !== ORDER_PATH) return null;
  const id = new URLSearchParams(exchange.query).get(
    exchange.path === SETUP_PATH ? 'approval_token' : 'token',
  );
  const subject = subjectOf(control, exchange.path, id ?? '');
  const lang = pageLanguage(experienceOf(subject)?.locale ?? exchange.request.headers['accept-language']);
  if (!subject || !isOpen(subject)) return message(lang, 'closed', 410);
  if (exchange.method !== 'POST') return question(subject, lang);
  return answered(control, subject, lang, new URLSearchParams(exchange.body));
}

function answered(control: Control, subject: Subject, lang: Lang, form: URLSearchParams): Answer {
  const id = subject.is === 'setup' ? subject.setup.id : subject.order.id;
  const action = form.get('action');
  if (action === 'cancel') return wayBack(subject, lang, 'canceled');
  const choice = CHOICES.find((one) => one === form.get('payer')) ?? 'payer';
  if (subject.is === 'setup') control.approveSetup(id, choice);
  else control.approveOrder(id, choice);
  return action === 'stay' ? message(lang, 'done') : wayBack(subject, lang, 'approved');
}

function question(subject: Subject, lang: Lang): Answer {
  const texts = TEXTS[lang];
  const isBank = subject.is === 'order' && subject.order.source?.kind === 'card';
  const title = isBank ? texts.bankTitle : subject.is === 'setup' ? texts.saveTitle : texts.payTitle;
  const shop = experienceOf(subject)?.brand_name;
  const sum =
    subject.is === 'order'
      ? `<p>${texts.amount}</p><p class="sum" dir="ltr">${escaped(`${subject.order.amount.value} ${subject.order.amount.currency_code}`)}</p>`
      : `<p>${texts.save}</p>`;
  const body = `${STYLE}<main><div class="bar" dir="ltr">PayPal${shop ? ` → ${escaped(shop)}` : ''}</div><h1>${title}</h1>${sum}
<form method="post">${isBank ? `<p>${texts.bank}</p>` : payers(subject, lang)}
<button name="action" value="approve">${texts.approve}</button>
<button class="quiet" name="action" value="stay">${texts.stay}</button>
<button class="quiet" name="action" value="cancel">${texts.cancel}</button></form>
<p class="note">${texts.note}</p></main>`;
  return htmlPage({ lang, title, body, policy: "form-action *; base-uri 'none'" });
}

function payers(subject: Subject, lang: Lang): string {
  const texts = TEXTS[lang];
  const labels: Readonly<Record<PayerChoice, string>> = {
    payer: TEST_PAYERS.payer.email_address,
    other_payer: TEST_PAYERS.other_payer.email_address,
    refused: texts.refuses,
    reviewed: texts.reviews,
  };
  const offered = subject.is === 'setup' ? CHOICES.slice(0, 2) : CHOICES;
  const options = offered.map(
    (choice, place) =>
      `<label><input type="radio" name="payer" value="${choice}"${place === 0 ? ' checked' : ''}> <bdi>${escaped(labels[choice])}</bdi></label>`,
  );
  return `<fieldset><legend>${texts.who}</legend>${options.join('')}</fieldset>`;
}

// A window that was opened by the shop's page tells it and closes; any other one goes where the shop wanted it.
function wayBack(subject: Subject, lang: Lang, result: 'approved' | 'canceled'): Answer {
  const texts = TEXTS[lang];
  const { return_url, cancel_url } = experienceOf(subject) ?? {};
  const address = result === 'approved' ? return_url : (cancel_url ?? return_url);
  const id = subject.is === 'setup' ? subject.setup.id : subject.order.id;
  const target = address === undefined ? null : withToken(address, subject, id);
  const nonce = randomBytes(12).toString('base64');
  const told = JSON.stringify({ type: 'paypal-stand-in', result, token: id }).replaceAll('<', '\\u003c');
  const next =
    target === null ? '' : `location.replace(${JSON.stringify(target).replaceAll('<', '\\u003c')})`;
  const body = `<h1>${texts.done}</h1>${target === null ? '' : `<p><a href="${escaped(target)}">${texts.back}</a></p>`}
<script nonce="${nonce}">if(window.opener){window.opener.postMessage(${told},'*');window.close()}else{${next}}</script>`;
  return htmlPage({ lang, title: 'PayPal', body, policy: `script-src 'nonce-${nonce}'; base-uri 'none'` });
}

function withToken(address: string, subject: Subject, id: string): string {
  const url = new URL(address);
  url.searchParams.set(subject.is === 'setup' ? 'approval_token_id' : 'token', id);
  return url.href;
}

function message(lang: Lang, text: 'done' | 'closed', status = 200): Answer {
  return htmlPage({
    status,
    lang,
    title: 'PayPal',
    body: `${STYLE}<main><p>${TEXTS[lang][text]}</p></main>`,
  });
}

function subjectOf(control: Control, path: string, id: string): Subject | null {
  try {
    return path === SETUP_PATH
      ? { is: 'setup', setup: control.setup(id) }
      : { is: 'order', order: control.order(id) };
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

function isOpen(subject: Subject): boolean {
  const status = subject.is === 'setup' ? subject.setup.status : subject.order.status;
  return status === 'PAYER_ACTION_REQUIRED';
}

function experienceOf(subject: Subject | null): Experience | undefined {
  if (!subject) return undefined;
  return subject.is === 'setup' ? subject.setup.experience : subject.order.source?.experience;
}
