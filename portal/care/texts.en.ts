import { brandLabel } from '../../src/modules/notifications/brand-label.js';
import type { LinkMethod } from './link-api.js';
import { monthOf, urgencyOf } from './link-method.js';
import type { CareTexts, PageText } from './care-texts.js';

function nameOf(method: LinkMethod): string {
  if (method.payment_type === 'paypal') return `PayPal account ${method.account_email_masked ?? ''}`.trim();
  if (method.brand === null || method.last4 === null) return 'payment method';
  return `${brandLabel(method.brand)} card ending in ${method.last4}`;
}

function daysLeft(days: number): string {
  if (days === 0) return 'Last day today';
  return days === 1 ? '1 day left' : `${String(days)} days left`;
}

function landing(method: LinkMethod | null): PageText {
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

/** The page in English. */
export const english: CareTexts = {
  otherLanguage: 'العربية',
  sandbox: 'Sandbox: nothing here touches a real bank.',
  footer: 'We never ask for a card number by e-mail or text message. Enter it in this secure form only.',
  loading: 'Opening your link…',
  cardLabel: (method) => {
    const month = monthOf(method);
    const badge = english.badge(method);
    return [nameOf(method), month && `valid through ${month}`, badge].filter(Boolean).join(', ');
  },
  validThrough: 'Valid through',
  newCard: 'New',
  badge: (method) => {
    const urgency = urgencyOf(method);
    if (urgency === 'expired') return 'Expired';
    return urgency === 'expiring' ? daysLeft(method.days_left ?? 0) : null;
  },
  hello: (name) => `Hello ${name}`,
  landing,
  start: 'Add a payment method',
  stepsTitle: 'How it works',
  steps: [
    'Fill in the provider’s secure form.',
    'Your bank may ask you to confirm.',
    'Done. We confirm it to you by e-mail.',
  ],
  formTitle: 'Your new payment method',
  thanks: (name) => `Thank you, ${name}`,
  closePage: 'Your services go on as usual. You can close this page now.',
  addAnother: 'Add another one',
  expiredLink: {
    title: 'This link has expired',
    body: 'For your safety, links from our mails work for a limited time only. We can send a new one to the address that this one went to.',
    action: 'Send me a new link',
  },
  newLinkSent: {
    title: 'Check your e-mail',
    body: 'If the address is still the one we know, a new link is on its way to it. It can take a minute; have a look into the spam folder too.',
  },
  revokedLink: {
    title: 'This link is no longer needed',
    body: 'The card it was about was removed or replaced, so there is nothing left to do here. If you did not expect that, please contact us.',
  },
  invalidLink: {
    title: 'This link is not complete',
    body: 'Part of the address may have been lost. Please open the link from our mail again, or copy all of it into the address bar.',
  },
  network: {
    title: 'No connection',
    body: 'We could not be reached. Check your internet connection and try again.',
    action: 'Try again',
  },
  serverError: {
    title: 'Something went wrong on our side',
    body: 'This is not about your card, and nothing was changed. Please try again in a moment.',
    action: 'Try again',
  },
  tooMany: {
    title: 'Too many tries in a short time',
    body: 'Please wait a few minutes, then try again.',
    action: 'Try again',
  },
  reference: (requestId) => `Reference for support: ${requestId}`,
};
