import { type Answer, escaped, type Exchange, htmlPage, pageLanguage, redirect } from '../kit/index.js';
import { printed } from './amounts.js';
import { parseForm } from './form.js';
import { type StripeStandIn } from './stand-in.js';
import { type WireCheckoutSession } from './wire-checkout.js';
import { type WirePaymentIntent } from './wire-payments.js';

const PATH = /^\/c\/pay\/(cs_test_\w+)$/;

const TEXTS = {
  en: {
    title: 'Test checkout',
    note: 'A stand-in for Stripe’s payment page: no real card, no real money. Close the tab to see what then happens.',
    cards: 'Test card',
    pay: 'Pay',
    payAndStay: 'Pay, and lose the way back',
    back: 'Back to the shop',
    declined: 'Your card was declined. Choose another one.',
    expired: 'This page has expired.',
    done: 'You have paid. You may close this tab.',
    outcomes: {
      visa: 'pays',
      mastercard: 'pays',
      chargeDeclinedInsufficientFunds: 'declined: insufficient funds',
      chargeDeclined: 'declined',
      authenticationRequired: 'the bank asks first',
    },
  },
  ar: {
    title: 'صفحة دفع تجريبية',
    note: 'بديل محلي لصفحة الدفع لدى Stripe: لا بطاقة حقيقية ولا مال حقيقي. أغلق الصفحة لترى ما يحدث بعدها.',
    cards: 'بطاقة تجريبية',
    pay: 'ادفع',
    payAndStay: 'ادفع دون العودة إلى المتجر',
    back: 'العودة إلى المتجر',
    declined: 'رُفضت بطاقتك. اختر بطاقة أخرى.',
    expired: 'انتهت صلاحية هذه الصفحة.',
    done: 'تم الدفع. يمكنك إغلاق هذه الصفحة.',
    outcomes: {
      visa: 'تدفع',
      mastercard: 'تدفع',
      chargeDeclinedInsufficientFunds: 'تُرفض: الرصيد غير كافٍ',
      chargeDeclined: 'تُرفض',
      authenticationRequired: 'يسأل البنك أولاً',
    },
  },
} as const;

const CARDS = [
  ['visa', '4242'],
  ['mastercard', '4444'],
  ['chargeDeclinedInsufficientFunds', '9995'],
  ['chargeDeclined', '0002'],
  ['authenticationRequired', '3184'],
] as const;

/** Stripe's hosted page for a session: pay, be declined, authenticate, go back; null for another path. */
export function checkoutPage(standIn: StripeStandIn, exchange: Exchange): Answer | null {
  const id = PATH.exec(exchange.path)?.[1];
  if (id === undefined) return null;
  const session = standIn.control.checkoutSession(id);
  const lang = languageOf(session, exchange);
  if (session === null || session.status === 'expired') return message(lang, TEXTS[lang].expired, 404);
  if (session.status === 'complete') return redirect(successUrl(session));
  if (exchange.method !== 'POST') return payPage(session, lang, refusedBefore(standIn, session));
  return answerForm(standIn, session, exchange);
}

function answerForm(standIn: StripeStandIn, session: WireCheckoutSession, exchange: Exchange): Answer {
  const lang = languageOf(session, exchange);
  const { action, card } = parseForm(exchange.body);
  if (action === 'back') return redirect(session.cancel_url ?? session.success_url);
  const name = CARDS.find(([known]) => known === card)?.[0] ?? 'visa';
  const intent = standIn.control.payCheckout(session.id, `pm_card_${name}`);
  if (intent.status === 'requires_action') return redirect(challengeUrl(standIn, session.id, intent));
  if (intent.status === 'requires_payment_method') return payPage(session, lang, true);
  return action === 'stay' ? message(lang, TEXTS[lang].done) : redirect(successUrl(session));
}

function refusedBefore(standIn: StripeStandIn, session: WireCheckoutSession): boolean {
  const intent = standIn.state.find(session.payment_intent ?? '') as WirePaymentIntent | undefined;
  return (intent?.last_payment_error ?? null) !== null;
}

function challengeUrl(standIn: StripeStandIn, sessionId: string, intent: WirePaymentIntent): string {
  const query = new URLSearchParams({
    client_secret: intent.client_secret,
    return_url: `${standIn.url}/c/pay/${sessionId}`,
  });
  return `${standIn.url}/_pages/challenge/${intent.id}?${query.toString()}`;
}

function successUrl(session: WireCheckoutSession): string {
  return session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}

function languageOf(session: WireCheckoutSession | null, { request }: Exchange): 'en' | 'ar' {
  const locale = session?.locale ?? 'auto';
  return pageLanguage(locale === 'auto' ? request.headers['accept-language'] : locale);
}

function payPage(session: WireCheckoutSession, lang: 'en' | 'ar', isRefused: boolean): Answer {
  const texts = TEXTS[lang];
  const cards = CARDS.map(
    ([name, ending], index) =>
      `<label><input type="radio" name="card" value="${name}"${index === 0 ? ' checked' : ''}> <bdi dir="ltr">•••• ${ending}</bdi> ${texts.outcomes[name]}</label>`,
  );
  const body = `<h1>${texts.title}</h1><p><strong><bdi dir="ltr">${escaped(printed(session.amount_total, session.currency).toUpperCase())}</bdi></strong></p>
${isRefused ? `<p role="alert">${texts.declined}</p>` : ''}
<form method="post"><fieldset><legend>${texts.cards}</legend>${cards.join('')}</fieldset>
<button name="action" value="pay">${texts.pay}</button>
<button class="quiet" name="action" value="stay">${texts.payAndStay}</button>
<button class="quiet" name="action" value="back">${texts.back}</button></form>
<p class="note">${texts.note}</p>`;
  return htmlPage({ lang, title: texts.title, body });
}

function message(lang: 'en' | 'ar', text: string, status = 200): Answer {
  const { title } = TEXTS[lang];
  return htmlPage({ status, lang, title, body: `<h1>${title}</h1><p>${text}</p>` });
}
