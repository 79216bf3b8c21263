import { type Answer, escaped, type Exchange, htmlPage, pageLanguage, redirect } from '../kit/index.js';
import { ApiError } from './api-error.js';
import { parseForm } from './form.js';
import { type StripeStandIn } from './stand-in.js';

const PATH = /^\/_pages\/challenge\/((?:seti|pi)_\w+)$/;

const TEXTS = {
  en: {
    title: 'Your bank asks',
    ask: 'Test bank: approve this card?',
    approve: 'Approve',
    fail: 'Fail',
    expired: 'This page has expired.',
  },
  ar: {
    title: 'البنك يسأل',
    ask: 'بنك تجريبي: هل توافق على استخدام هذه البطاقة؟',
    approve: 'أوافق',
    fail: 'أرفض',
    expired: 'انتهت صلاحية هذه الصفحة.',
  },
} as const;

interface Intent {
  id: string;
  client_secret: string;
  status: string;
}

/** The bank's page for an authentication by redirect: approve or fail, then back to the merchant. */
export function challengePage(
  standIn: StripeStandIn,
  { request, method, path, query, body }: Exchange,
): Answer | null {
  const id = PATH.exec(path)?.[1];
  if (id === undefined) return null;
  const lang = pageLanguage(request.headers['accept-language']);
  const intent = standIn.state.find(id) as Intent | undefined;
  const { client_secret: secret, return_url: back, outcome } = parseForm(method === 'POST' ? body : query);
  if (intent === undefined || intent.client_secret !== secret || typeof back !== 'string') {
    return htmlPage({ status: 404, lang, title: TEXTS[lang].title, body: `<p>${TEXTS[lang].expired}</p>` });
  }
  if (method !== 'POST') return question(lang, path, secret, back);
  if (intent.status === 'requires_action') {
    standIn.control.authenticate(id, outcome === 'approve' ? 'approve' : 'fail');
  }
  return redirect(returnAddress(intent, back));
}

function returnAddress(intent: Intent, back: string): string {
  const kind = intent.id.startsWith('seti_') ? 'setup_intent' : 'payment_intent';
  if (!URL.canParse(back)) throw new ApiError(400, 'The return address is no URL.');
  const url = new URL(back);
  url.searchParams.set(kind, intent.id);
  url.searchParams.set(`${kind}_client_secret`, intent.client_secret);
  url.searchParams.set(
    'redirect_status',
    intent.status === 'requires_payment_method' ? 'failed' : intent.status,
  );
  return url.toString();
}

function question(lang: 'en' | 'ar', path: string, secret: string, back: string): Answer {
  const { title, ask, approve, fail } = TEXTS[lang];
  const hidden = [
    ['client_secret', secret],
    ['return_url', back],
  ].map(([name = '', value = '']) => `<input type="hidden" name="${name}" value="${escaped(value)}">`);
  const body = `<h1>${title}</h1><p>${ask}</p>
<form method="post" action="${escaped(path)}">${hidden.join('')}
<button name="outcome" value="approve">${approve}</button>
<button class="quiet" name="outcome" value="fail">${fail}</button></form>`;
  return htmlPage({ lang, title, body });
}
