import { brandLabel } from './brand-label.js';
import type { MailMethod } from './mail-parts.schemas.js';
import { isolate, ltr, t, type MailText } from './mail-text.js';
import type { MailSupport, NamedMethod } from './mail-texts.js';
import type { MailHint } from './payment-mail.schemas.js';

/** The greeting. */
export const hello = (name: string): MailText => t`Hello ${isolate(name)},`;

/** A card as its owner knows it. */
export const card = (v: { brand: string; last4: string }): MailText =>
  t`${ltr(brandLabel(v.brand))} card ending in ${ltr(v.last4)}`;

/** A card or an account as its owner knows it. */
export function method(v: NamedMethod): MailText {
  if (v.payment_type === 'paypal' || v.brand === null || v.last4 === null) {
    return v.account_email_masked === null
      ? t`PayPal account`
      : t`PayPal account ${ltr(v.account_email_masked)}`;
  }
  return card({ brand: v.brand, last4: v.last4 });
}

/** How long there is still time. */
export function daysLeft(days: number): MailText {
  if (days < 0) return t`Expired`;
  if (days === 0) return t`Last day today`;
  return days === 1 ? t`1 day left` : t`${days} days left`;
}

export const safety = t`We never ask for a card number by e-mail. You type it only into our payment provider’s secure form.`;

export const paidAlready = t`Have you paid in the meantime? Then there is nothing to do.`;

/** Where help is. */
export function help({ email, phone }: MailSupport): MailText {
  if (email !== null && phone !== null)
    return t`Questions? Write to ${ltr(email)} or call ${ltr(phone)}: we are glad to help.`;
  if (email !== null) return t`Questions? Write to ${ltr(email)}: we are glad to help.`;
  if (phone !== null) return t`Questions? Call ${ltr(phone)}: we are glad to help.`;
  return t`Questions? Our support team is glad to help.`;
}

const HINTS: Readonly<Record<MailHint, MailText>> = {
  check_funds: t`There was not enough money available, or a limit was reached.`,
  contact_bank: t`Your bank declined the payment and did not tell us why. It can tell you more, or you can use another payment method.`,
  try_again_later: t`A technical problem was in the way. Your payment method itself is most likely fine.`,
  update_card: t`Its details are no longer valid: the card may have expired or been replaced.`,
  confirm_with_bank: t`Your bank wants you to confirm this payment yourself.`,
  use_other_method: t`It can no longer be used for automatic payments.`,
  being_checked: t`The payment is still being checked.`,
  canceled_by_you: t`The payment was canceled before it was finished.`,
  no_method: t`There is no payment method on your account yet.`,
  not_automatic: t`Automatic payments are turned off, so this one waits for you.`,
};

/** Why it did not work, as far as a customer may know. */
export const reasonOf = (hint: MailHint): MailText => HINTS[hint];

/** `with your Visa card ending in 4242`, or nothing. */
export const withMethod = (v: MailMethod | null): MailText => (v === null ? [] : t` with your ${method(v)}`);

/** A service by its name. */
export const service = (name: string | null): MailText =>
  name === null ? t`your service` : t`${isolate(name)}`;

/** ` for Mobile 50 GB`, or nothing. */
export const forService = (name: string | null): MailText => (name === null ? [] : t` for ${isolate(name)}`);
