import { dunningTexts } from './dunning-texts.en.js';
import { code, HIDDEN_CODE, isolate, strong, t, type MailText } from './mail-text.js';
import type { MailContent, MailTexts, TextFrame } from './mail-texts.js';
import type { MailVariables } from './mail-variables.schemas.js';
import { card, daysLeft, hello, method, safety } from './mail-words.en.js';
import { paymentTexts } from './payment-texts.en.js';

type Expiring = MailVariables<'card_expiry_60'>;

const month = (v: Expiring, { format }: TextFrame): string => format.month(v.exp_month, v.exp_year);
const notYou = t`Was this not you? Please contact our support team at once.`;

function expiry(
  v: Expiring,
  words: Pick<MailContent, 'subject' | 'preview' | 'heading'> & { body: MailText[] },
): MailContent {
  return {
    subject: words.subject,
    preview: words.preview,
    chip: daysLeft(v.days_left),
    heading: words.heading,
    lead: [hello(v.customer_name), ...words.body],
    button: t`Update payment method`,
    note: [t`Have you added a new card already? Then there is nothing to do.`, safety],
  };
}

/** Every mail in English. */
export const englishTexts: MailTexts = {
  end: 'right',
  validThrough: 'Valid through',
  badges: { default: 'Default', expired: 'Expired', removed: 'Removed', declined: 'Declined' },
  footer: (businessName) => t`${isolate(businessName)} sends you this mail because you are its customer.`,
  unsubscribe: t`Stop these reminders`,
  staffFooter: (businessName) => t`This mail goes to staff of ${isolate(businessName)} only.`,
  mails: {
    card_expiry_60: (v, frame) =>
      expiry(v, {
        subject: t`Your ${card(v)} expires at the end of ${month(v, frame)}`,
        preview: t`Adding your new card takes a minute and keeps everything running.`,
        heading: t`Your card is valid until the end of ${month(v, frame)}`,
        body: [
          t`The ${card(v)} on your account is valid through the last day of ${strong(month(v, frame))}.`,
          t`If your bank has sent you a new one, add it now and it will be used for your next payments.`,
        ],
      }),
    card_expiry_30: (v, frame) =>
      expiry(v, {
        subject: t`Your ${card(v)} expires soon`,
        preview: t`It is valid until the end of ${month(v, frame)}. Add your new card in a minute.`,
        heading: t`Your card expires soon`,
        body: [
          t`The ${card(v)} on your account is valid through the last day of ${strong(month(v, frame))}.`,
          t`Please add a new card before then, so that your payments go through and your services stay as they are.`,
        ],
      }),
    card_expiry_7: (v, frame) =>
      expiry(v, {
        subject: t`A few days left: your ${card(v)} is about to expire`,
        preview: t`After the last day of ${month(v, frame)} payments with it are declined.`,
        heading: t`Your card is about to expire`,
        body: [
          t`The ${card(v)} on your account is valid through the last day of ${strong(month(v, frame))}.`,
          t`After that day payments with it are declined. Please add a new card now, so that your services are not interrupted.`,
        ],
      }),
    card_expired: (v, frame) =>
      expiry(v, {
        subject: t`Your ${card(v)} has expired`,
        preview: t`Add a new card to keep your payments going.`,
        heading: t`Your card has expired`,
        body: [
          t`The ${card(v)} on your account was valid through the last day of ${strong(month(v, frame))} and cannot be charged any more.`,
          t`Please add a new card, so that your next payment goes through and your services are not interrupted.`,
        ],
      }),
    method_added: (v) => ({
      subject: t`Your ${method(v)} has been added to your account`,
      preview: v.is_default
        ? t`It is your default payment method.`
        : t`You can use it for your next payments.`,
      chip: t`Added`,
      heading: t`Payment method added`,
      lead: [
        hello(v.customer_name),
        t`Your ${method(v)} has been added to your account.`,
        v.is_default
          ? t`It is your ${strong('default payment method')}: automatic payments use it.`
          : t`Your default payment method stays as it was.`,
      ],
      button: t`See payment methods`,
      note: [notYou, safety],
    }),
    method_removed: (v) => ({
      subject: t`Your ${method(v)} has been removed from your account`,
      preview: v.automatic_payment_off
        ? t`Automatic payments are off until you add another.`
        : t`It will not be charged any more.`,
      chip: t`Removed`,
      heading: t`Payment method removed`,
      lead: [
        hello(v.customer_name),
        t`Your ${method(v)} has been removed from your account. It will not be charged any more.`,
        ...(v.automatic_payment_off
          ? [
              t`${strong('Automatic payments are off')} until you add another payment method, and services that need one may be suspended.`,
            ]
          : []),
      ],
      button: t`Add a payment method`,
      note: [notYou, safety],
    }),
    default_changed: (v) => ({
      subject: t`Your ${method(v)} is now your default payment method`,
      preview: t`Automatic payments will use it from now on.`,
      chip: t`Default changed`,
      heading: t`Your default payment method has changed`,
      lead: [
        hello(v.customer_name),
        ...(v.reason === 'replaced'
          ? [
              t`Your former default payment method is no longer available at the payment provider, so the next one has taken its place.`,
            ]
          : []),
        t`Your ${method(v)} is now your ${strong('default payment method')}. Automatic payments will use it from now on.`,
      ],
      button: t`See payment methods`,
      note: [notYou, safety],
    }),
    secure_link: (v, { businessName }) => ({
      subject:
        v.purpose === 'pay'
          ? t`Your secure link to pay ${isolate(businessName)}`
          : t`Your secure link to add a payment method at ${isolate(businessName)}`,
      preview:
        v.days === 1
          ? t`It works for one day and is meant for you alone.`
          : t`It works for ${v.days} days and is meant for you alone.`,
      chip: t`Secure link`,
      heading: v.purpose === 'pay' ? t`Pay securely` : t`Add a payment method securely`,
      lead: [
        hello(v.customer_name),
        v.purpose === 'pay'
          ? t`With this link you see what is due and pay it, without having to sign in.`
          : t`With this link you add a card or another payment method to your account, without having to sign in.`,
      ],
      button: v.purpose === 'pay' ? t`Pay now` : t`Add a payment method`,
      note: [
        v.days === 1
          ? t`The link works for one day. It is meant for you alone: please do not forward it.`
          : t`The link works for ${v.days} days. It is meant for you alone: please do not forward it.`,
        safety,
      ],
    }),
    sign_in_link: (v, { businessName }) => ({
      subject: t`Sign in to ${isolate(businessName)}`,
      preview: t`With a link or a code; they work once, within ${v.minutes} minutes.`,
      chip: t`Sign in`,
      heading: t`Sign in to your account`,
      lead: [
        hello(v.customer_name),
        t`Use this button to sign in, or type this code where you were asked for it:`,
        t`${code(v.code ?? HIDDEN_CODE)}`,
        t`Both work once, within the next ${strong(`${String(v.minutes)} minutes`)}.`,
      ],
      button: t`Sign in`,
      note: [
        t`Did you not ask for it? Then ignore this mail: nobody gets in without the link or the code. Please do not forward it, and tell nobody the code: our staff never ask for it.`,
      ],
    }),
    staff_alert: (v, { businessName }) => ({
      subject: t`${isolate(businessName)}: ${v.title}`,
      preview: t`${v.lines[0] ?? v.title}`,
      chip: t`For staff`,
      heading: t`${v.title}`,
      lead: v.lines.map((line) => t`${isolate(line)}`),
      button: t`Open in the panel`,
      note: [t`Sent once for this cause; the panel shows what came of it.`],
    }),
    ...dunningTexts,
    ...paymentTexts,
  },
};
