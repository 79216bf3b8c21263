import { rowWords } from './dunning-texts.en.js';
import { isolate, ltr, strong, t, type MailText } from './mail-text.js';
import type { MailMoney } from './mail-parts.schemas.js';
import { amountText, fact, owedRows, type MailRow } from './mail-rows.js';
import type { MailContent, MailTexts, TextFrame } from './mail-texts.js';
import { forService, hello, help, method, reasonOf, safety, withMethod } from './mail-words.en.js';
import type { PaymentMailVariables } from './payment-mail.schemas.js';

function lineRows(
  v: Pick<PaymentMailVariables<'receipt'>, 'lines' | 'amount' | 'tax'>,
  total: MailText,
  { format }: TextFrame,
): MailRow[] {
  const money = (amount: MailMoney): MailText => amountText(format, amount);
  return [
    ...v.lines.map(({ description, amount }): MailRow => ({
      kind: 'item',
      title: t`${isolate(description)}`,
      notes: [],
      value: money(amount),
    })),
    {
      kind: 'total',
      title: total,
      notes: v.tax === null || v.tax.amount === 0 ? [] : [t`including ${isolate(format.money(v.tax))} tax`],
      value: money(v.amount),
    },
  ];
}

const invoiceFact = (number: string | null): MailRow[] =>
  number === null ? [] : [fact(t`Invoice`, t`${ltr(number)}`)];

/** The English mails about single payments, invoices and balances. */
export const paymentTexts: Pick<
  MailTexts['mails'],
  | 'backup_charged'
  | 'receipt'
  | 'payment_action_required'
  | 'invoice_issued'
  | 'recharge_failed'
  | 'low_balance'
  | 'refunded'
> = {
  backup_charged: (v, frame) => ({
    subject: t`We used your backup payment method for ${isolate(frame.format.money(v.amount))}`,
    preview: t`Your ${method(v.failed_method)} was declined, so we charged your ${method(v.charged_method)}.`,
    chip: t`Paid with your backup`,
    heading: t`Paid with your backup payment method`,
    lead: [
      hello(v.customer_name),
      t`Your ${method(v.failed_method)} was declined. As you allowed us to, we charged your ${method(v.charged_method)} instead: ${isolate(frame.format.money(v.amount))}${forService(v.service_name)}.`,
      t`Next time we try your default payment method first again. If your ${method(v.failed_method)} can no longer be used, please replace it.`,
    ],
    rows: [
      ...owedRows([v], rowWords, frame.format),
      fact(t`Declined`, method(v.failed_method)),
      fact(t`Charged`, method(v.charged_method)),
      fact(t`Date`, t`${frame.format.day(v.paid_on)}`),
    ],
    button: t`See payment methods`,
    note: [
      t`You choose the order of your backup payment methods, and can turn them off at any time.`,
      help(frame.support),
    ],
  }),
  receipt: (v, frame) => receipt(v, frame),
  payment_action_required: (v, frame) => ({
    subject: t`Please confirm your payment of ${isolate(frame.format.money(v.amount))}`,
    preview: t`Your bank asks for your confirmation. It takes a minute.`,
    chip: t`Confirmation needed`,
    heading: t`Please confirm your payment`,
    lead: [
      hello(v.customer_name),
      t`Your bank wants you to confirm the payment of ${strong(frame.format.money(v.amount))}${forService(v.service_name)}${withMethod(v.method)} before it goes through.`,
      t`Press the button, and your bank asks you as it always does, for example in its app.`,
      ...(v.confirm_by === null ? [] : [t`Please do so by ${strong(frame.format.day(v.confirm_by))}.`]),
    ],
    rows: owedRows([v], rowWords, frame.format),
    button: t`Confirm payment`,
    note: [
      t`We never ask you for a code or password of your bank. You enter it only with your bank.`,
      help(frame.support),
    ],
  }),
  invoice_issued: (v, frame) => invoice(v, frame),
  recharge_failed: (v, frame) => ({
    subject: t`Your automatic top-up of ${isolate(frame.format.money(v.amount))} did not go through`,
    preview: t`Your balance is ${isolate(frame.format.money(v.balance))}. You can top up in a minute.`,
    chip: t`Top-up failed`,
    heading: t`Your automatic top-up did not go through`,
    lead: [
      hello(v.customer_name),
      t`We could not top up your balance${forService(v.service_name)} by ${isolate(frame.format.money(v.amount))}${withMethod(v.method)}.`,
      reasonOf(v.hint),
      v.next_attempt_on === null
        ? t`Your balance is ${strong(frame.format.money(v.balance))}. Please top up now, so that your service goes on.`
        : t`Your balance is ${strong(frame.format.money(v.balance))}. We will try again by ourselves on ${strong(frame.format.day(v.next_attempt_on))}; to be on the safe side, top up now.`,
    ],
    button: t`Top up now`,
    note: [help(frame.support), safety],
  }),
  low_balance: (v, frame) => ({
    subject: t`Your balance is low: ${isolate(frame.format.money(v.balance))}`,
    preview: t`Top up in time, and your service goes on without a break.`,
    chip: t`Low balance`,
    heading: t`Your balance is running low`,
    lead: [
      hello(v.customer_name),
      t`Your balance${forService(v.service_name)} is ${strong(frame.format.money(v.balance))}.`,
      v.next_debit === null
        ? t`Top up now, so that your service goes on without a break.`
        : t`On ${strong(frame.format.day(v.next_debit.on))} ${isolate(frame.format.money(v.next_debit.amount))} will be needed. Top up before then, so that your service goes on without a break.`,
    ],
    button: t`Top up now`,
    note: [
      t`With automatic top-up you never have to think of it: you find it in your account.`,
      help(frame.support),
    ],
  }),
  refunded: (v, frame) => ({
    subject: t`We have refunded ${isolate(frame.format.money(v.amount))}`,
    preview: t`Banks usually take 5 to 10 working days to show it.`,
    chip: t`Refunded`,
    heading: t`Your refund is on its way`,
    lead: [
      hello(v.customer_name),
      t`We have refunded ${strong(frame.format.money(v.amount))}${v.is_partial ? ' of your payment' : ''}${forService(v.service_name)}${v.method === null ? [] : t` to your ${method(v.method)}`}.`,
      ...(v.reason === 'not_credited'
        ? [t`Your payment had been taken but could not be put on your balance, so you get it back.`]
        : []),
      ...(v.reason === 'not_owed' ? [t`It had been paid already, so you get this payment back.`] : []),
      t`Banks usually take 5 to 10 working days to show it on your statement. There is nothing you need to do.`,
    ],
    rows: [
      {
        kind: 'total',
        title: v.is_partial ? t`Partial refund` : t`Refund`,
        notes: [],
        value: amountText(frame.format, v.amount),
      },
      ...invoiceFact(v.invoice_number),
      ...(v.method === null ? [] : [fact(t`Refunded to`, method(v.method))]),
      ...(v.paid_on === null ? [] : [fact(t`Payment of`, t`${frame.format.day(v.paid_on)}`)]),
    ],
    button: t`See your account`,
    note: [help(frame.support)],
  }),
};

function receipt(v: PaymentMailVariables<'receipt'>, frame: TextFrame): MailContent {
  const amount = frame.format.money(v.amount);
  const topUp = v.purpose === 'top_up';
  return {
    subject:
      v.invoice_number === null
        ? t`Your receipt for ${isolate(amount)}`
        : t`Your receipt for ${isolate(amount)} (${ltr(v.invoice_number)})`,
    preview: topUp ? t`Your balance has been topped up. Thank you.` : t`Your payment has arrived. Thank you.`,
    chip: t`Paid`,
    heading: topUp ? t`Your balance is topped up` : t`Thank you for your payment`,
    lead: [
      hello(v.customer_name),
      topUp
        ? t`We have put ${strong(amount)} on your balance${forService(v.service_name)}.`
        : t`We have received your payment of ${strong(amount)}${forService(v.service_name)}. Everything is settled, and there is nothing you need to do.`,
      ...(v.balance === null ? [] : [t`Your balance is now ${strong(frame.format.money(v.balance))}.`]),
    ],
    rows: [
      ...lineRows(v, t`Paid`, frame),
      ...invoiceFact(v.invoice_number),
      ...(v.method === null ? [] : [fact(t`Paid with`, method(v.method))]),
      fact(t`Date`, t`${frame.format.day(v.paid_on)}`),
      ...(frame.taxId === null ? [] : [fact(t`Our tax ID`, t`${ltr(frame.taxId)}`)]),
    ],
    button: t`See your account`,
    note: [t`Please keep this mail as your receipt.`, help(frame.support)],
  };
}

function invoice(v: PaymentMailVariables<'invoice_issued'>, frame: TextFrame): MailContent {
  const amount = frame.format.money(v.amount);
  const due = frame.format.day(v.due_on);
  const { charge } = v;
  return {
    subject: t`Your invoice ${ltr(v.invoice_number)}: ${isolate(amount)}`,
    preview:
      charge === null
        ? t`Please pay it by ${due}.`
        : t`It will be paid automatically. There is nothing to do.`,
    chip: t`Due ${due}`,
    heading: t`Your new invoice`,
    lead: [
      hello(v.customer_name),
      charge === null
        ? t`Here is your invoice${forService(v.service_name)}. Please pay ${strong(amount)} by ${strong(due)}.`
        : t`Here is your invoice${forService(v.service_name)}. There is nothing to do: on ${strong(frame.format.day(charge.on))} we charge ${strong(amount)} to your ${method(charge.method)}.`,
    ],
    rows: [
      ...lineRows(v, t`Total`, frame),
      fact(t`Invoice`, t`${ltr(v.invoice_number)}`),
      ...(v.period_from === null || v.period_to === null
        ? []
        : [fact(t`Period`, t`${frame.format.day(v.period_from)} to ${frame.format.day(v.period_to)}`)]),
      fact(t`Due`, t`${due}`),
      ...(frame.taxId === null ? [] : [fact(t`Our tax ID`, t`${ltr(frame.taxId)}`)]),
    ],
    button: charge === null ? t`Pay now` : t`See your invoice`,
    note: [help(frame.support), ...(charge === null ? [safety] : [])],
  };
}
