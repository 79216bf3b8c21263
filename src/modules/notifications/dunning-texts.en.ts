import { isolate, ltr, strong, t, type MailText } from './mail-text.js';
import type { MailContent, MailTexts, TextFrame } from './mail-texts.js';
import { earliest, owedRows, same, servicesOf, sumOf, type OwedItem, type RowWords } from './mail-rows.js';
import {
  daysLeft,
  forService,
  hello,
  help,
  method,
  paidAlready,
  reasonOf,
  safety,
  service,
  withMethod,
} from './mail-words.en.js';
import type { PaymentMailVariables } from './payment-mail.schemas.js';

type Failed = PaymentMailVariables<'payment_failed'>['items'];
type Named = readonly { service_name: string | null }[];

/** English words for rows. */
export const rowWords: RowWords = {
  payment: t`Payment`,
  total: t`Total`,
  comma: ', ',
  invoice: (number) => t`Invoice ${ltr(number)}`,
  due: (day) => t`due\u00a0${day}`,
  method: (v) => t`${method(v)}`,
  reasonOf,
};

/** The sum, or of several currencies each amount. */
function owedInAll(items: Pick<Failed[number], 'amount'>[], { format }: TextFrame): MailText {
  const amounts = items.map(({ amount }) => amount);
  const sum = sumOf(amounts);
  return t`${isolate((sum === null ? amounts : [sum]).map(format.money).join(' + '))}`;
}

/** ` for Mobile 50 GB` where all is for one service. */
const forOne = (items: readonly { service_name: string | null }[]): MailText =>
  forService(same(items.map(({ service_name }) => service_name)) ?? null);

/** The reason that all have in common. */
function commonReason(items: Failed): MailText[] {
  const hint = same(items.map((item) => item.hint));
  return hint === undefined ? [] : [reasonOf(hint)];
}

function nextAttempt(
  items: readonly { next_attempt_on: string | null }[],
  { format }: TextFrame,
): MailText | null {
  const day = earliest(items.map(({ next_attempt_on }) => next_attempt_on));
  return day === null ? null : t`We will try again by ourselves on ${strong(format.day(day))}.`;
}

const areMany = (items: Named): boolean => servicesOf(items).length > 1;

const owned = (items: Named): MailText => {
  const [first = null, ...more] = servicesOf(items);
  return more.length === 0 ? service(first) : t`${more.length + 1} of your services`;
};

const capital = (items: Named): MailText =>
  items.every(({ service_name: name }) => name === null) ? t`Your service` : owned(items);

/** The English mails on the way from a first failure to the end of a service, and back. */
export const dunningTexts: Pick<
  MailTexts['mails'],
  | 'payment_failed'
  | 'update_payment_method'
  | 'payment_warning'
  | 'service_suspended'
  | 'final_notice'
  | 'service_restored'
> = {
  payment_failed: (v, frame) => {
    const amount = owedInAll(v.items, frame);
    const untried = v.items.every(({ hint }) => hint === 'not_automatic');
    const next = nextAttempt(v.items, frame);
    const tried = same(v.items.map((item) => item.method)) ?? null;
    return {
      subject: untried
        ? t`Your payment of ${amount} is waiting for you`
        : t`Your payment of ${amount} did not go through`,
      preview: next ?? t`You can pay in a minute, with any payment method you like.`,
      chip: untried ? t`Waiting for payment` : t`Not paid yet`,
      heading: untried ? t`A payment is waiting for you` : t`Your payment did not go through`,
      lead: [
        hello(v.customer_name),
        untried
          ? t`${amount}${forOne(v.items)} is due and not paid yet.`
          : t`We could not take ${amount}${forOne(v.items)}${withMethod(tried)}.`,
        ...commonReason(v.items),
        next === null
          ? t`Please pay now, with any payment method you like, so that everything goes on as usual.`
          : t`${next} Your service goes on as usual until then, and you can also pay right now.`,
      ],
      rows: owedRows(v.items, rowWords, frame.format),
      button: t`Pay now`,
      note: [paidAlready, help(frame.support), safety],
    };
  },
  update_payment_method: (v, frame) => {
    const none = v.items.every((item) => item.method === null);
    const tried = same(v.items.map((item) => item.method)) ?? null;
    return {
      subject: none ? t`Please add a payment method` : t`Please update your payment method`,
      preview: t`${owedInAll(v.items, frame)} could not be collected. A new payment method settles it at once.`,
      chip: t`Action needed`,
      heading: none ? t`Please add a payment method` : t`Please update your payment method`,
      lead: [
        hello(v.customer_name),
        t`We could not take ${owedInAll(v.items, frame)}${forOne(v.items)}${withMethod(tried)}.`,
        ...commonReason(v.items),
        t`Add a card or another payment method now: what is open is then paid with it at once, and your services go on without a break.`,
      ],
      rows: owedRows(v.items, rowWords, frame.format),
      button: none ? t`Add a payment method` : t`Update payment method`,
      note: [paidAlready, help(frame.support), safety],
    };
  },
  payment_warning: (v, frame) => warning(v, frame),
  service_suspended: (v, frame) => suspended(v, frame),
  final_notice: (v, frame) => {
    const returns = v.items.flatMap((item) => item.return_items);
    const day = same(v.items.map((item) => item.terminated_on));
    return {
      subject: t`${capital(v.items)} ${areMany(v.items) ? 'have' : 'has'} been ended`,
      preview: t`${owedInAll(v.items, frame)} is still open. Please read what happens now.`,
      chip: t`Final notice`,
      heading: areMany(v.items) ? t`Your services have been ended` : t`Your service has been ended`,
      lead: [
        hello(v.customer_name),
        day === undefined
          ? t`Because the payments below were not made, we have ended ${owned(v.items)}.`
          : t`Because the payment below was not made, we ended ${owned(v.items)} on ${strong(frame.format.day(day))}.`,
        v.items.some((item) => item.collections)
          ? t`What is open will be passed on to a collection agency. Please pay it now to settle the matter with us.`
          : t`Please pay what is open, so that the matter is settled.`,
        ...(returns.length === 0
          ? []
          : [t`Please send back what we lent you: ${isolate(returns.join(', '))}.`]),
      ],
      rows: owedRows(
        v.items.map((item) =>
          day === undefined ? { ...item, apart: t`ended on ${frame.format.day(item.terminated_on)}` } : item,
        ),
        rowWords,
        frame.format,
      ),
      button: t`Pay what is open`,
      note: [
        t`You cannot pay everything at once? Please talk to us: we will look for a way together.`,
        help(frame.support),
        paidAlready,
      ],
    };
  },
  service_restored: (v, frame) => {
    const paid = v.items.flatMap(({ amount }) => (amount === null ? [] : [{ amount }]));
    const many = areMany(v.items);
    return {
      subject: t`${capital(v.items)} ${many ? 'are' : 'is'} back on`,
      preview: t`Everything works as before. Thank you.`,
      chip: t`Restored`,
      heading: many ? t`Your services are back` : t`Your service is back`,
      lead: [
        hello(v.customer_name),
        paid.length === 0
          ? t`${capital(v.items)} ${many ? 'are' : 'is'} switched on again and ${many ? 'work' : 'works'} as before.`
          : t`Thank you for your payment of ${owedInAll(paid, frame)}. ${capital(v.items)} ${many ? 'are' : 'is'} switched on again and ${many ? 'work' : 'works'} as before.`,
        t`If something does not work within a few minutes, please restart your device.`,
      ],
      rows: owedRows(v.items, rowWords, frame.format),
      button: t`See your account`,
      note: [help(frame.support)],
    };
  },
};

type Warned = PaymentMailVariables<'payment_warning'>;

interface WarningWords {
  readonly subject: (services: { owned: MailText; capital: MailText }, day: string) => MailText;
  readonly heading: (many: boolean) => MailText;
  readonly lead: (owed: MailText, many: boolean, day: string) => MailText;
}

/** `mixed`: one service is about to be suspended and another one to end. */
const WARNINGS: Readonly<Record<'suspension' | 'termination' | 'mixed', WarningWords>> = {
  suspension: {
    subject: ({ capital }, day) => t`${capital} will be suspended on ${day}`,
    heading: (many) => t`Your ${many ? 'services are' : 'service is'} about to be suspended`,
    lead: (owed, many, day) =>
      t`${owed} is still unpaid. If the payment does not arrive, we suspend ${many ? 'the services' : 'the service'} on ${strong(day)}, and you cannot use ${many ? 'them' : 'it'} until you have paid.`,
  },
  termination: {
    subject: ({ owned }, day) => t`Last warning: ${owned} will be ended on ${day}`,
    heading: (many) => t`Last warning before your ${many ? 'services end' : 'service ends'}`,
    lead: (owed, many, day) =>
      t`${owed} is still unpaid, and ${many ? 'the services are' : 'the service is'} suspended. If the payment does not arrive, we end ${many ? 'them' : 'it'} for good on ${strong(day)}. After that we cannot simply switch ${many ? 'them' : 'it'} on again.`,
  },
  mixed: {
    subject: ({ owned }, day) => t`Last warning: please pay for ${owned} before ${day}`,
    heading: () => t`Last warning for your services`,
    lead: (owed, _, day) =>
      t`${owed} is still unpaid. If the payment does not arrive by ${strong(day)}, it has consequences for each service: they are named below.`,
  },
};

function warning(v: Warned, frame: TextFrame): MailContent {
  const { items } = v;
  const words = WARNINGS[same(items.map(({ consequence }) => consequence)) ?? 'mixed'];
  const day = frame.format.day(earliest(items.map((item) => item.consequence_on)) ?? '');
  const next = nextAttempt(items, frame);
  const amount = owedInAll(items, frame);
  return {
    subject: words.subject({ owned: owned(items), capital: capital(items) }, day),
    preview: t`Pay ${amount} before then and nothing changes.`,
    chip: daysLeft(Math.min(...items.map((item) => item.days_left))),
    heading: words.heading(areMany(items)),
    lead: [
      hello(v.customer_name),
      words.lead(t`${amount}${forOne(items)}`, areMany(items), day),
      ...commonReason(items),
      next === null
        ? t`Please pay now, with any payment method you like.`
        : t`${next} To be on the safe side, please pay now, with any payment method you like.`,
    ],
    rows: owedRows(withConsequence(items, frame), rowWords, frame.format),
    button: t`Pay now`,
    note: [paidAlready, t`You cannot pay in time? Please talk to us before ${day}.`, help(frame.support)],
  };
}

/** What happens to each, where it is not the same for all. */
function withConsequence(items: Warned['items'], { format }: TextFrame): OwedItem[] {
  if (same(items.map(({ consequence, consequence_on }) => consequence + consequence_on)) !== undefined)
    return items;
  return items.map((item) => ({
    ...item,
    apart:
      item.consequence === 'suspension'
        ? t`will be suspended on ${format.day(item.consequence_on)}`
        : t`will be ended on ${format.day(item.consequence_on)}`,
  }));
}

function suspended(v: PaymentMailVariables<'service_suspended'>, frame: TextFrame): MailContent {
  const prepaid = v.items.every(({ reason }) => reason === 'prepaid_empty');
  const ends = earliest(v.items.map((item) => item.terminates_on));
  const [it, back] = areMany(v.items) ? ['them', 'they are'] : ['it', 'it is'];
  return {
    subject: t`${capital(v.items)} ${areMany(v.items) ? 'are' : 'is'} suspended`,
    preview: prepaid
      ? t`Top up, and ${back} switched on again automatically.`
      : t`Pay ${owedInAll(v.items, frame)}, and ${back} switched on again automatically.`,
    chip: t`Suspended`,
    heading: areMany(v.items) ? t`Your services are suspended` : t`Your service is suspended`,
    lead: [
      hello(v.customer_name),
      prepaid
        ? t`Your balance was not enough for ${owned(v.items)}, so we had to suspend ${it}.`
        : t`Because ${owedInAll(v.items, frame)} is unpaid, we had to suspend ${owned(v.items)}.`,
      t`You cannot use ${it} for now. Your account and everything in it are kept.`,
      prepaid
        ? t`${strong('Top up')}, and ${back} switched on again automatically within moments.`
        : t`${strong('As soon as you pay')}, ${back} switched on again automatically within moments.`,
      ...(ends === null
        ? []
        : [t`If nothing is paid, we end ${it} for good on ${strong(frame.format.day(ends))}.`]),
    ],
    rows: owedRows(v.items, rowWords, frame.format),
    button: prepaid ? t`Top up now` : t`Pay and restore`,
    note: [paidAlready, help(frame.support), safety],
  };
}
