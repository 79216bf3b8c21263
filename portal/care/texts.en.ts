import { brandLabel } from '../../src/modules/notifications/brand-label.js';
import type { MethodFace, NamedMethod } from './care-types.js';
import { monthOf, periodOf, urgencyOf } from './method-words.js';
import { englishAccount } from './texts.account.en.js';
import { englishPages } from './texts.pages.en.js';

/** A heading, what it means and what can be done. */
export interface PageText {
  readonly title: string;
  readonly body: string;
  readonly action?: string;
}

function nameOf(method: NamedMethod): string {
  if (method.payment_type === 'paypal') return `PayPal account ${method.account_email_masked ?? ''}`.trim();
  if (method.brand === null || method.last4 === null) return 'payment method';
  return `${brandLabel(method.brand)} card ending in ${method.last4}`;
}

function daysLeft(days: number): string {
  if (days === 0) return 'Last day today';
  return days === 1 ? '1 day left' : `${String(days)} days left`;
}

function badge(method: MethodFace): string | null {
  const urgency = urgencyOf(method);
  if (urgency === 'expired') return 'Expired';
  return urgency === 'expiring' ? daysLeft(method.days_left ?? 0) : null;
}

function cardLabel(method: MethodFace): string {
  const month = monthOf(method);
  return [nameOf(method), month && `valid through ${month}`, badge(method)].filter(Boolean).join(', ');
}

function landing(method: MethodFace | null): PageText {
  if (!method)
    return {
      title: 'Add a payment method',
      body: 'Save it for your payments. It takes a minute, and your services simply go on.',
    };
  const month = monthOf(method) ?? '';
  const bodies = {
    expired: {
      title: 'Your card has expired',
      body: `Your ${nameOf(method)} was valid through ${month}. Add a new card so that your payments go through and your services go on.`,
    },
    expiring: {
      title: 'Your card expires soon',
      body: `Your ${nameOf(method)} is valid through ${month}. Add the new one now, and nothing will be interrupted.`,
    },
    valid: {
      title: 'Add a new card',
      body: `Your ${nameOf(method)} is on file. Here you can add another one.`,
    },
  };
  return bodies[urgencyOf(method)];
}

function every(period: string): string {
  const { count, unit } = periodOf(period);
  return count === 1 ? `per ${unit}` : `every ${String(count)} ${unit}s`;
}

/** What stands around every page, and the page behind a mail's link, in English. */
const englishFrame = {
  otherLanguage: 'العربية',
  sandbox: 'Sandbox: nothing here touches a real bank.',
  footer: 'We never ask for a card number by e-mail or text message. Enter it in this secure form only.',
  skip: 'Skip to the content',
  pages: 'Pages of your account',
  loading: 'Opening your account…',
  close: 'Close',
  cancel: 'Cancel',
  save: 'Save',
  retry: 'Try again',
  more: 'Show more',
  back: 'Back',
  newTab: '(opens in a new tab)',
  offline: 'You are offline. What you see may be out of date; we keep trying.',
  unreachable: 'We cannot be reached right now. What you see may be out of date; we keep trying.',
  nav: {
    overview: 'Overview',
    methods: 'Payment methods',
    invoices: 'Invoices',
    balance: 'Balance',
    settings: 'Settings',
  },
  shortNav: {
    overview: 'Overview',
    methods: 'Cards',
    invoices: 'Invoices',
    balance: 'Balance',
    settings: 'Settings',
  },
  nameOf,
  cardLabel,
  badge,
  every,
  daysLeft,
  /** Between the items of a list. */
  comma: ', ',
  /** Latin runs and digits, kept in their own direction. */
  ltr: (text: string): string => text,
  validThrough: 'Valid through',
  newCard: 'New',
  hello: (name: string): string => `Hello ${name}`,
  landing,
  start: 'Add a payment method',
  stepsTitle: 'How it works',
  steps: [
    'Fill in the provider’s secure form.',
    'Your bank may ask you to confirm.',
    'Done. We confirm it to you by e-mail.',
  ] as readonly string[],
  formTitle: 'Your new payment method',
  thanks: (name: string): string => `Thank you, ${name}`,
  closePage: 'Your services go on as usual. You can close this page now.',
  addAnother: 'Add another one',
  toMethods: 'See all payment methods',
  toAccount: 'Go to your account',
  expiredLink: {
    title: 'This link has expired',
    body: 'For your safety, links from our mails work for a limited time only. We can send a new one to the address that this one went to.',
    action: 'Send me a new link',
  } as PageText,
  newLinkSent: {
    title: 'Check your e-mail',
    body: 'If the address is still the one we know, a new link is on its way to it. It can take a minute; have a look into the spam folder too.',
  } as PageText,
  revokedLink: {
    title: 'This link is no longer needed',
    body: 'The card it was about was removed or replaced, so there is nothing left to do here. If you did not expect that, please contact us.',
  } as PageText,
  invalidLink: {
    title: 'This link is not complete',
    body: 'Part of the address may have been lost. Please open the link from our mail again, or copy all of it into the address bar.',
  } as PageText,
  network: {
    title: 'No connection',
    body: 'We could not be reached. Check your internet connection and try again.',
    action: 'Try again',
  } as PageText,
  serverError: {
    title: 'Something went wrong on our side',
    body: 'This is not about your card, and nothing was changed. Please try again in a moment.',
    action: 'Try again',
  } as PageText,
  tooMany: {
    title: 'Too many tries in a short time',
    body: 'Please wait a few minutes, then try again.',
    action: 'Try again',
  } as PageText,
  reference: (requestId: string): string => `Reference for support: ${requestId}`,
  networkCap: (day: string): string =>
    `The card’s network allows no more tries with this card for now. Use another method, or try again after ${day}.`,
  /** What a refused action means, by its stable reason or code. */
  refusals: {
    method_not_usable: 'This card has expired or was refused, so it cannot be used. Add a new one instead.',
    default_in_use:
      'Automatic payments use this method. Set another one as default first, then delete this one.',
    last_method_in_use: 'This is your last method, and it is still needed. Add another one first.',
    last_method_confirmation_required: 'This is your last method. Please confirm that it may go.',
    charge_on_method: 'A payment with this method is still on its way. Try again in a few minutes.',
    payment_in_progress: 'A payment is already on its way. Look again in a few minutes.',
    invoice_state: 'This invoice is no longer open. The page shows how it stands.',
    card_number_refused: 'This looks like a card number. For your safety, choose another text.',
    no_usable_method: 'There is no method that can be charged. Add one first.',
    not_found: 'This is no longer there. The page shows what is.',
    invalid: 'Something in this is not right. Check what you entered.',
    forbidden: 'This link does not allow that. Sign in to do it.',
    rate_limited: 'Too many tries in a short time. Please wait a few minutes.',
    network: 'We could not be reached. Check your connection and try again.',
    server_error: 'Something went wrong on our side, and nothing was changed. Try again in a moment.',
  },
  /** Why a bank refused; a suspicion of fraud is told like any other refusal. */
  declines: {
    funds: 'The bank declined for lack of funds. Use another method, or try again once there is money on it.',
    card_data:
      'The bank does not accept this card any more. Use another one, or add it again with its new details.',
    authentication: 'The bank could not confirm that it is you. Try again, or use another method.',
    revoked: 'The bank has withdrawn its consent for this card. Use another method.',
    technical: 'The bank could not be reached. Nothing was taken; try again in a few minutes.',
    canceled: 'The payment was not confirmed in time, so nothing was taken.',
    issuer: 'The bank declined and gave no reason. Use another method, or ask your bank.',
  },
};

/** Every word of the pages in English; the other languages have the same. */
export const english = { ...englishFrame, ...englishPages, ...englishAccount };

/** The pages' words in one language. */
export type CareTexts = typeof english;
