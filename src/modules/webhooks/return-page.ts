import { escapeHtml } from '../../common/html.js';
import type { Locale } from '../../common/i18n/locale.js';
import { PAGE_FONTS, smallPage } from '../../common/small-page.js';

/** Where a setup stands, as the browser that came back is told. */
export type ReturnStatus = 'pending' | 'completed' | 'failed' | 'expired';

/** What the page tells and where the browser goes on from it. */
export interface ReturnFacts {
  /** What the browser was away for. */
  readonly about: 'setup' | 'payment';
  readonly setupId: string;
  readonly status: ReturnStatus;
  /** Origins whose page may be told when it shows this one in a frame or opened it. */
  readonly origins: readonly string[];
  /** Where a browser that is neither framed nor opened goes on; null to stay. */
  readonly goOnTo: string | null;
  /** The customer's own pages, for who did not come to an end here. */
  readonly accountUrl?: string;
  readonly businessName: string;
}

const PAYMENT_TEXTS: Readonly<Record<Locale, Readonly<Record<ReturnStatus, string>>>> = {
  en: {
    completed: 'Your payment has been received. Thank you.',
    failed: 'Your payment did not go through. You can try another way to pay.',
    expired: 'The time to confirm this payment is over.',
    pending: 'We are waiting for the confirmation of your payment. It may take a few minutes.',
  },
  ar: {
    completed: 'استلمنا دفعتك. شكرًا لك.',
    failed: 'لم تتم عملية الدفع. يمكنك تجربة وسيلة أخرى.',
    expired: 'انتهى الوقت المتاح لتأكيد هذه الدفعة.',
    pending: 'ننتظر تأكيد دفعتك، وقد يستغرق ذلك بضع دقائق.',
  },
};

const TEXTS: Readonly<Record<Locale, Readonly<Record<ReturnStatus | 'close' | 'goOn', string>>>> = {
  en: {
    completed: 'Your payment method has been saved.',
    failed: 'Your payment method could not be saved. You can try another one.',
    expired: 'This form has expired. Please begin again.',
    pending: 'We are waiting for the confirmation of your payment method. It may take a few minutes.',
    close: 'You may close this window.',
    goOn: 'Go on',
  },
  ar: {
    completed: 'تم حفظ وسيلة الدفع الخاصة بك.',
    failed: 'تعذّر حفظ وسيلة الدفع. يمكنك تجربة وسيلة أخرى.',
    expired: 'انتهت صلاحية هذا النموذج. يُرجى البدء من جديد.',
    pending: 'ننتظر تأكيد وسيلة الدفع الخاصة بك، وقد يستغرق ذلك بضع دقائق.',
    close: 'يمكنك إغلاق هذه النافذة.',
    goOn: 'متابعة',
  },
};

const MISSING_TEXTS: Readonly<Record<Locale, readonly [string, string]>> = {
  en: [
    'We do not know this address, or what it led to is no longer there.',
    'Nothing has changed. Go back to the page you came from, or close this window.',
  ],
  ar: [
    'لا نعرف هذا العنوان، أو لم يعد ما يشير إليه موجودًا.',
    'لم يتغير شيء. عُد إلى الصفحة التي أتيت منها، أو أغلق هذه النافذة.',
  ],
};

const ACCOUNT_TEXTS: Readonly<Record<Locale, readonly [string, string]>> = {
  en: ['What you owe, and every way to pay it, stands in your account.', 'Open my account'],
  ar: ['ستجد في حسابك ما عليك من مبالغ وجميع طرق دفعها.', 'فتح حسابي'],
};

const DEAD_LINK: Readonly<Record<Locale, string>> = {
  en: 'This link no longer works. It works for a day, and only as long as its payment waits for you.',
  ar: 'لم يعد هذا الرابط يعمل. يعمل الرابط ليوم واحد، وما دامت الدفعة بانتظارك.',
};

/** What a customer sees whose link to confirm a payment has ended or was never ours; tells nobody anything. */
export function deadLinkPage(businessName: string, accountUrl: string, locale: Locale): string {
  return smallPage(locale, {
    title: businessName,
    head: [PAGE_FONTS],
    main: `<h1>${escapeHtml(businessName)}</h1>
<p role="status">${DEAD_LINK[locale]}</p>
${toAccount(accountUrl, locale)}`,
  });
}

function toAccount(url: string, locale: Locale): string {
  const [why, open] = ACCOUNT_TEXTS[locale];
  return `<p>${why}</p>
<p><a href="${escapeHtml(url)}">${open}</a></p>`;
}

/** What a person sees who comes back to something that is not there; tells nobody anything. */
export function missingReturnPage(businessName: string, locale: Locale): string {
  const [what, next] = MISSING_TEXTS[locale];
  return smallPage(locale, {
    title: businessName,
    main: `<h1>${escapeHtml(businessName)}</h1>
<p role="status">${what}</p>
<p>${next}</p>`,
  });
}

/** The whole page; its script reads what to do from the attributes, since the policy lets no inline script run. */
export function returnPage(facts: ReturnFacts, locale: Locale): string {
  const texts = { ...TEXTS[locale], ...(facts.about === 'payment' ? PAYMENT_TEXTS[locale] : {}) };
  const attributes = [
    `data-setup-id="${escapeHtml(facts.setupId)}"`,
    `data-status="${facts.status}"`,
    `data-origins="${escapeHtml(facts.origins.join(' '))}"`,
    ...(facts.goOnTo === null ? [] : [`data-go-on-to="${escapeHtml(facts.goOnTo)}"`]),
  ];
  return smallPage(locale, {
    title: facts.businessName,
    head: ['<script src="/assets/portal/return.js" defer></script>'],
    attributes,
    main: `<h1>${escapeHtml(facts.businessName)}</h1>
<p role="status">${texts[facts.status]}</p>
${nextStep(facts, locale)}`,
  });
}

function nextStep({ status, goOnTo, accountUrl }: ReturnFacts, locale: Locale): string {
  const { goOn, close } = TEXTS[locale];
  if (goOnTo !== null) return `<p><a href="${escapeHtml(goOnTo)}">${goOn}</a></p>`;
  const isOver = status === 'failed' || status === 'expired';
  return isOver && accountUrl !== undefined ? toAccount(accountUrl, locale) : `<p>${close}</p>`;
}

/** The caller's own address with what became of the setup added to its query. */
export function withOutcome(returnUrl: string, setupId: string, status: ReturnStatus): string {
  const url = new URL(returnUrl);
  url.searchParams.set('setup_id', setupId);
  url.searchParams.set('status', status);
  return url.href;
}

/** The shop's own address with where the checkout stands added to its query. */
export function withCheckout(returnUrl: string, checkoutId: string, state: string): string {
  const url = new URL(returnUrl);
  url.searchParams.set('checkout_id', checkoutId);
  url.searchParams.set('state', state);
  return url.href;
}
