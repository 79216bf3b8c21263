import { rowWords } from './dunning-texts.ar.js';
import { isolate, ltr, strong, t, type MailText } from './mail-text.js';
import type { MailMoney } from './mail-parts.schemas.js';
import { amountText, fact, owedRows, type MailRow } from './mail-rows.js';
import type { MailContent, MailTexts, TextFrame } from './mail-texts.js';
import { forService, hello, help, inService, method, reasonOf, safety, withMethod } from './mail-words.ar.js';
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
      notes:
        v.tax === null || v.tax.amount === 0 ? [] : [t`شاملًا ضريبة قدرها ${isolate(format.money(v.tax))}`],
      value: money(v.amount),
    },
  ];
}

const invoiceFact = (number: string | null): MailRow[] =>
  number === null ? [] : [fact(t`الفاتورة`, t`${ltr(number)}`)];

/** The Arabic mails about single payments, invoices and balances. */
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
    subject: t`استخدمنا طريقة الدفع الاحتياطية لسداد ${isolate(frame.format.money(v.amount))}`,
    preview: t`رُفض الدفع باستخدام ${method(v.failed_method)}، فاستخدمنا ${method(v.charged_method)}.`,
    chip: t`دُفع بالطريقة الاحتياطية`,
    heading: t`تم الدفع بالطريقة الاحتياطية`,
    lead: [
      hello(v.customer_name),
      t`رُفض الدفع باستخدام ${method(v.failed_method)}. وكما سمحت لنا، استخدمنا ${method(v.charged_method)} لسداد ${strong(frame.format.money(v.amount))}${forService(v.service_name)}.`,
      t`في المرة القادمة نبدأ من جديد بطريقة الدفع الافتراضية. وإذا لم يعد من الممكن استخدام ${method(v.failed_method)}، فنرجو استبدال طريقة الدفع هذه.`,
    ],
    rows: [
      ...owedRows([v], rowWords, frame.format),
      fact(t`رُفضت`, method(v.failed_method)),
      fact(t`استُخدمت`, method(v.charged_method)),
      fact(t`التاريخ`, t`${frame.format.day(v.paid_on)}`),
    ],
    button: t`عرض طرق الدفع`,
    note: [t`أنت من يحدّد ترتيب طرق الدفع الاحتياطية، ويمكنك إيقافها في أي وقت.`, help(frame.support)],
  }),
  receipt: (v, frame) => receipt(v, frame),
  payment_action_required: (v, frame) => ({
    subject: t`نرجو تأكيد دفعتك بمبلغ ${isolate(frame.format.money(v.amount))}`,
    preview: t`يطلب البنك تأكيدك، ولا يستغرق ذلك سوى دقيقة.`,
    chip: t`مطلوب تأكيدك`,
    heading: t`نرجو تأكيد الدفع`,
    lead: [
      hello(v.customer_name),
      t`يطلب البنك أن تؤكد دفع ${strong(frame.format.money(v.amount))}${forService(v.service_name)}${withMethod(v.method)} قبل إتمام العملية.`,
      t`اضغط على الزر، وسيسألك البنك كما يفعل عادةً، في تطبيقه مثلًا.`,
      ...(v.confirm_by === null ? [] : [t`نرجو القيام بذلك حتى ${strong(frame.format.day(v.confirm_by))}.`]),
    ],
    rows: owedRows([v], rowWords, frame.format),
    button: t`تأكيد الدفع`,
    note: [
      t`لا نطلب منك أبدًا رمزًا أو كلمة مرور تخص البنك. لا تُدخِلها إلا لدى البنك نفسه.`,
      help(frame.support),
    ],
  }),
  invoice_issued: (v, frame) => invoice(v, frame),
  recharge_failed: (v, frame) => ({
    subject: t`لم يتم الشحن التلقائي لرصيدك بمبلغ ${isolate(frame.format.money(v.amount))}`,
    preview: t`رصيدك ${isolate(frame.format.money(v.balance))}. يمكنك شحنه في دقيقة.`,
    chip: t`لم يتم الشحن`,
    heading: t`لم يتم الشحن التلقائي لرصيدك`,
    lead: [
      hello(v.customer_name),
      t`تعذّر علينا شحن رصيدك${inService(v.service_name)} بمبلغ ${isolate(frame.format.money(v.amount))}${withMethod(v.method)}.`,
      reasonOf(v.hint),
      v.next_attempt_on === null
        ? t`رصيدك الآن ${strong(frame.format.money(v.balance))}. نرجو شحنه الآن لتستمر خدمتك.`
        : t`رصيدك الآن ${strong(frame.format.money(v.balance))}. سنعيد المحاولة تلقائيًا يوم ${strong(frame.format.day(v.next_attempt_on))}، ومن باب الاحتياط نرجو شحنه الآن.`,
    ],
    button: t`اشحن رصيدك الآن`,
    note: [help(frame.support), safety],
  }),
  low_balance: (v, frame) => ({
    subject: t`رصيدك منخفض: ${isolate(frame.format.money(v.balance))}`,
    preview: t`اشحن رصيدك في الوقت المناسب لتستمر خدمتك دون انقطاع.`,
    chip: t`رصيد منخفض`,
    heading: t`رصيدك على وشك النفاد`,
    lead: [
      hello(v.customer_name),
      t`رصيدك${inService(v.service_name)} هو ${strong(frame.format.money(v.balance))}.`,
      v.next_debit === null
        ? t`اشحنه الآن لتستمر خدمتك دون انقطاع.`
        : t`يوم ${strong(frame.format.day(v.next_debit.on))} يُطلب مبلغ ${isolate(frame.format.money(v.next_debit.amount))}. اشحن رصيدك قبل ذلك لتستمر خدمتك دون انقطاع.`,
    ],
    button: t`اشحن رصيدك الآن`,
    note: [t`مع الشحن التلقائي لا تحتاج إلى التفكير في ذلك: تجده في حسابك.`, help(frame.support)],
  }),
  refunded: (v, frame) => ({
    subject: t`أعدنا إليك ${isolate(frame.format.money(v.amount))}`,
    preview: t`يظهر المبلغ عادةً في كشف حسابك خلال 5 إلى 10 أيام عمل.`,
    chip: t`تم رد المبلغ`,
    heading: t`المبلغ المُعاد في طريقه إليك`,
    lead: [
      hello(v.customer_name),
      t`أعدنا إليك ${strong(frame.format.money(v.amount))}${v.is_partial ? ' من دفعتك' : ''}${forService(v.service_name)}${v.method === null ? [] : t` إلى ${method(v.method)}`}.`,
      ...(v.reason === 'not_credited'
        ? [t`كان المبلغ قد خُصم ولم يمكن إضافته إلى رصيدك، لذا أعدناه إليك.`]
        : []),
      ...(v.reason === 'not_owed' ? [t`كان المبلغ مسدَّدًا من قبل، لذا أعدنا إليك هذه الدفعة.`] : []),
      t`يظهر المبلغ عادةً في كشف حسابك خلال 5 إلى 10 أيام عمل، ولا يلزمك أي إجراء.`,
    ],
    rows: [
      {
        kind: 'total',
        title: v.is_partial ? t`رد جزئي` : t`المبلغ المُعاد`,
        notes: [],
        value: amountText(frame.format, v.amount),
      },
      ...invoiceFact(v.invoice_number),
      ...(v.method === null ? [] : [fact(t`أُعيد إلى`, method(v.method))]),
      ...(v.paid_on === null ? [] : [fact(t`تاريخ الدفع`, t`${frame.format.day(v.paid_on)}`)]),
    ],
    button: t`عرض حسابك`,
    note: [help(frame.support)],
  }),
};

function receipt(v: PaymentMailVariables<'receipt'>, frame: TextFrame): MailContent {
  const amount = frame.format.money(v.amount);
  const topUp = v.purpose === 'top_up';
  return {
    subject:
      v.invoice_number === null
        ? t`إيصالك بمبلغ ${isolate(amount)}`
        : t`إيصالك بمبلغ ${isolate(amount)} (${ltr(v.invoice_number)})`,
    preview: topUp ? t`تم شحن رصيدك. شكرًا لك.` : t`وصلتنا دفعتك. شكرًا لك.`,
    chip: t`مدفوع`,
    heading: topUp ? t`تم شحن رصيدك` : t`شكرًا لك على الدفع`,
    lead: [
      hello(v.customer_name),
      topUp
        ? t`أضفنا ${strong(amount)} إلى رصيدك${inService(v.service_name)}.`
        : t`وصلتنا دفعتك بمبلغ ${strong(amount)}${forService(v.service_name)}. سُدِّد كل شيء، ولا يلزمك أي إجراء.`,
      ...(v.balance === null ? [] : [t`رصيدك الآن ${strong(frame.format.money(v.balance))}.`]),
    ],
    rows: [
      ...lineRows(v, t`المدفوع`, frame),
      ...invoiceFact(v.invoice_number),
      ...(v.method === null ? [] : [fact(t`طريقة الدفع`, method(v.method))]),
      fact(t`التاريخ`, t`${frame.format.day(v.paid_on)}`),
      ...(frame.taxId === null ? [] : [fact(t`رقمنا الضريبي`, t`${ltr(frame.taxId)}`)]),
    ],
    button: t`عرض حسابك`,
    note: [t`نرجو الاحتفاظ بهذه الرسالة إيصالًا لك.`, help(frame.support)],
  };
}

function invoice(v: PaymentMailVariables<'invoice_issued'>, frame: TextFrame): MailContent {
  const amount = frame.format.money(v.amount);
  const due = frame.format.day(v.due_on);
  const { charge } = v;
  return {
    subject: t`فاتورتك ${ltr(v.invoice_number)}: ${isolate(amount)}`,
    preview: charge === null ? t`نرجو سدادها حتى ${due}.` : t`تُسدَّد تلقائيًا، ولا يلزمك أي إجراء.`,
    chip: t`تُستحق في ${due}`,
    heading: t`فاتورتك الجديدة`,
    lead: [
      hello(v.customer_name),
      charge === null
        ? t`إليك فاتورتك${forService(v.service_name)}. نرجو سداد ${strong(amount)} حتى ${strong(due)}.`
        : t`إليك فاتورتك${forService(v.service_name)}. لا يلزمك أي إجراء: يوم ${strong(frame.format.day(charge.on))} نحصّل ${strong(amount)} باستخدام ${method(charge.method)}.`,
    ],
    rows: [
      ...lineRows(v, t`الإجمالي`, frame),
      fact(t`الفاتورة`, t`${ltr(v.invoice_number)}`),
      ...(v.period_from === null || v.period_to === null
        ? []
        : [fact(t`الفترة`, t`من ${frame.format.day(v.period_from)} إلى ${frame.format.day(v.period_to)}`)]),
      fact(t`الاستحقاق`, t`${due}`),
      ...(frame.taxId === null ? [] : [fact(t`رقمنا الضريبي`, t`${ltr(frame.taxId)}`)]),
    ],
    button: charge === null ? t`ادفع الآن` : t`عرض الفاتورة`,
    note: [help(frame.support), ...(charge === null ? [safety] : [])],
  };
}
