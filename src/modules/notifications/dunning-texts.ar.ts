import { isolate, ltr, strong, t, type MailText } from './mail-text.js';
import type { MailContent, MailTexts, TextFrame } from './mail-texts.js';
import { earliest, owedRows, same, servicesOf, sumOf, type OwedItem, type RowWords } from './mail-rows.js';
import {
  counted,
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
} from './mail-words.ar.js';
import type { PaymentMailVariables } from './payment-mail.schemas.js';

type Failed = PaymentMailVariables<'payment_failed'>['items'];
type Named = readonly { service_name: string | null }[];

/** Arabic words for rows. */
export const rowWords: RowWords = {
  payment: t`دفعة`,
  total: t`الإجمالي`,
  comma: '، ',
  invoice: (number) => t`فاتورة ${ltr(number)}`,
  due: (day) => t`تُستحق في\u00a0${day}`,
  method: (v) => method(v),
  reasonOf,
};

const services = (count: number): string =>
  counted(count, {
    one: 'إحدى خدماتك',
    two: 'خدمتين لديك',
    few: 'من خدماتك',
    many: 'من خدماتك',
    other: 'من خدماتك',
  });

/** The sum, or of several currencies each amount. */
function owedInAll(items: Pick<Failed[number], 'amount'>[], { format }: TextFrame): MailText {
  const amounts = items.map(({ amount }) => amount);
  const sum = sumOf(amounts);
  return t`${isolate((sum === null ? amounts : [sum]).map(format.money).join(' + '))}`;
}

/** ` مقابل خدمة …` where all is for one service. */
const forOne = (items: Named): MailText =>
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
  return day === null ? null : t`سنعيد المحاولة تلقائيًا يوم ${strong(format.day(day))}.`;
}

const areMany = (items: Named): boolean => servicesOf(items).length > 1;

const owned = (items: Named): MailText => {
  const [first = null, ...more] = servicesOf(items);
  return more.length === 0 ? service(first) : t`${services(more.length + 1)}`;
};

/** The Arabic mails on the way from a first failure to the end of a service, and back. */
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
      subject: untried ? t`دفعة بمبلغ ${amount} في انتظارك` : t`لم تتم عملية الدفع بمبلغ ${amount}`,
      preview: next ?? t`يمكنك الدفع في دقيقة، وبأي طريقة دفع تفضّلها.`,
      chip: untried ? t`في انتظار الدفع` : t`لم يُدفع بعد`,
      heading: untried ? t`هناك دفعة في انتظارك` : t`لم تتم عملية الدفع`,
      lead: [
        hello(v.customer_name),
        untried
          ? t`مبلغ ${amount}${forOne(v.items)} مستحق ولم يُدفع بعد.`
          : t`تعذّر علينا تحصيل مبلغ ${amount}${forOne(v.items)}${withMethod(tried)}.`,
        ...commonReason(v.items),
        next === null
          ? t`نرجو أن تدفع الآن، وبأي طريقة دفع تفضّلها، ليستمر كل شيء كالمعتاد.`
          : t`${next} وحتى ذلك الحين تستمر خدمتك كالمعتاد، ويمكنك أيضًا أن تدفع الآن.`,
      ],
      rows: owedRows(v.items, rowWords, frame.format),
      button: t`ادفع الآن`,
      note: [paidAlready, help(frame.support), safety],
    };
  },
  update_payment_method: (v, frame) => {
    const none = v.items.every((item) => item.method === null);
    const tried = same(v.items.map((item) => item.method)) ?? null;
    return {
      subject: none ? t`نرجو إضافة طريقة دفع` : t`نرجو تحديث طريقة الدفع`,
      preview: t`تعذّر تحصيل ${owedInAll(v.items, frame)}. بطريقة دفع جديدة يُسدَّد المبلغ فورًا.`,
      chip: t`مطلوب منك إجراء`,
      heading: none ? t`نرجو إضافة طريقة دفع` : t`نرجو تحديث طريقة الدفع`,
      lead: [
        hello(v.customer_name),
        t`تعذّر علينا تحصيل مبلغ ${owedInAll(v.items, frame)}${forOne(v.items)}${withMethod(tried)}.`,
        ...commonReason(v.items),
        t`أضِف الآن بطاقة أو طريقة دفع أخرى: عندها يُسدَّد المبلغ المستحق بها فورًا، وتستمر خدماتك دون انقطاع.`,
      ],
      rows: owedRows(v.items, rowWords, frame.format),
      button: none ? t`إضافة طريقة دفع` : t`تحديث طريقة الدفع`,
      note: [paidAlready, help(frame.support), safety],
    };
  },
  payment_warning: (v, frame) => warning(v, frame),
  service_suspended: (v, frame) => suspended(v, frame),
  final_notice: (v, frame) => {
    const returns = v.items.flatMap((item) => item.return_items);
    const day = same(v.items.map((item) => item.terminated_on));
    return {
      subject: t`تم إنهاء ${owned(v.items)}`,
      preview: t`ما زال مبلغ ${owedInAll(v.items, frame)} مستحقًا. نرجو قراءة ما يلي.`,
      chip: t`إشعار أخير`,
      heading: areMany(v.items) ? t`تم إنهاء خدماتك` : t`تم إنهاء خدمتك`,
      lead: [
        hello(v.customer_name),
        day === undefined
          ? t`لعدم سداد المبالغ المبيّنة أدناه، أنهينا ${owned(v.items)}.`
          : t`لعدم سداد المبلغ المبيّن أدناه، أنهينا ${owned(v.items)} يوم ${strong(frame.format.day(day))}.`,
        v.items.some((item) => item.collections)
          ? t`سيُحال المبلغ المتبقي إلى جهة تحصيل. نرجو سداده الآن لتسوية الأمر معنا مباشرة.`
          : t`نرجو سداد المبلغ المتبقي لتسوية الأمر.`,
        ...(returns.length === 0 ? [] : [t`نرجو إعادة ما أعرناك إياه: ${isolate(returns.join('، '))}.`]),
      ],
      rows: owedRows(
        v.items.map((item) =>
          day === undefined ? { ...item, apart: t`انتهت يوم ${frame.format.day(item.terminated_on)}` } : item,
        ),
        rowWords,
        frame.format,
      ),
      button: t`سداد المبلغ المتبقي`,
      note: [
        t`لا يمكنك سداد المبلغ كله دفعة واحدة؟ تحدّث إلينا، وسنبحث معًا عن حل.`,
        help(frame.support),
        paidAlready,
      ],
    };
  },
  service_restored: (v, frame) => {
    const paid = v.items.flatMap(({ amount }) => (amount === null ? [] : [{ amount }]));
    const back = areMany(v.items) ? t`خدماتك` : owned(v.items);
    const works = t`عادت ${back} إلى العمل كما كانت.`;
    return {
      subject: t`عادت ${back} إلى العمل`,
      preview: t`كل شيء يعمل كما كان. شكرًا لك.`,
      chip: t`عادت الخدمة`,
      heading: areMany(v.items) ? t`عادت خدماتك إلى العمل` : t`عادت خدمتك إلى العمل`,
      lead: [
        hello(v.customer_name),
        paid.length === 0 ? works : t`شكرًا لك على سداد ${owedInAll(paid, frame)}. ${works}`,
        t`إذا لم يعمل شيء ما خلال بضع دقائق، فأعِد تشغيل جهازك.`,
      ],
      rows: owedRows(v.items, rowWords, frame.format),
      button: t`عرض حسابك`,
      note: [help(frame.support)],
    };
  },
};

type Warned = PaymentMailVariables<'payment_warning'>;

interface WarningWords {
  readonly subject: (owned: MailText, day: string) => MailText;
  readonly heading: (many: boolean) => MailText;
  readonly lead: (owed: MailText, many: boolean, day: string) => MailText;
}

/** `mixed`: one service is about to be suspended and another one to end. */
const WARNINGS: Readonly<Record<'suspension' | 'termination' | 'mixed', WarningWords>> = {
  suspension: {
    subject: (services, day) => t`سيتم تعليق ${services} يوم ${day}`,
    heading: (many) => t`${many ? 'خدماتك' : 'خدمتك'} على وشك التعليق`,
    lead: (owed, many, day) =>
      t`ما زال مبلغ ${owed} غير مدفوع. إذا لم يصلنا المبلغ فسنعلّق ${many ? 'الخدمات' : 'الخدمة'} يوم ${strong(day)}، ولن تتمكن من استخدامها حتى يُسدَّد.`,
  },
  termination: {
    subject: (services, day) => t`تحذير أخير: سيتم إنهاء ${services} يوم ${day}`,
    heading: (many) => t`تحذير أخير قبل إنهاء ${many ? 'خدماتك' : 'خدمتك'}`,
    lead: (owed, many, day) =>
      t`ما زال مبلغ ${owed} غير مدفوع، و${many ? 'الخدمات' : 'الخدمة'} معلّقة. إذا لم يصلنا المبلغ فسننهيها نهائيًا يوم ${strong(day)}، ولن تسهل إعادتها بعد ذلك.`,
  },
  mixed: {
    subject: (services, day) => t`تحذير أخير: نرجو السداد مقابل ${services} قبل ${day}`,
    heading: () => t`تحذير أخير بشأن خدماتك`,
    lead: (owed, _, day) =>
      t`ما زال مبلغ ${owed} غير مدفوع. إذا لم يصلنا المبلغ حتى ${strong(day)}، فستتأثر كل خدمة على النحو المبيّن أدناه.`,
  },
};

function warning(v: Warned, frame: TextFrame): MailContent {
  const { items } = v;
  const words = WARNINGS[same(items.map(({ consequence }) => consequence)) ?? 'mixed'];
  const day = frame.format.day(earliest(items.map((item) => item.consequence_on)) ?? '');
  const next = nextAttempt(items, frame);
  const amount = owedInAll(items, frame);
  return {
    subject: words.subject(owned(items), day),
    preview: t`ادفع ${amount} قبل ذلك، ولن يتغير شيء.`,
    chip: daysLeft(Math.min(...items.map((item) => item.days_left))),
    heading: words.heading(areMany(items)),
    lead: [
      hello(v.customer_name),
      words.lead(t`${amount}${forOne(items)}`, areMany(items), day),
      ...commonReason(items),
      next === null
        ? t`نرجو أن تدفع الآن، وبأي طريقة دفع تفضّلها.`
        : t`${next} ومن باب الاحتياط نرجو أن تدفع الآن، وبأي طريقة دفع تفضّلها.`,
    ],
    rows: owedRows(withConsequence(items, frame), rowWords, frame.format),
    button: t`ادفع الآن`,
    note: [paidAlready, t`لا يمكنك الدفع في الموعد؟ تحدّث إلينا قبل ${day}.`, help(frame.support)],
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
        ? t`يتم تعليقها يوم ${format.day(item.consequence_on)}`
        : t`يتم إنهاؤها يوم ${format.day(item.consequence_on)}`,
  }));
}

function suspended(v: PaymentMailVariables<'service_suspended'>, frame: TextFrame): MailContent {
  const prepaid = v.items.every(({ reason }) => reason === 'prepaid_empty');
  const ends = earliest(v.items.map((item) => item.terminates_on));
  return {
    subject: t`تم تعليق ${owned(v.items)}`,
    preview: prepaid
      ? t`اشحن رصيدك، وتعود الخدمة إلى العمل تلقائيًا.`
      : t`ادفع ${owedInAll(v.items, frame)}، وتعود الخدمة إلى العمل تلقائيًا.`,
    chip: t`معلّقة`,
    heading: areMany(v.items) ? t`تم تعليق خدماتك` : t`تم تعليق خدمتك`,
    lead: [
      hello(v.customer_name),
      prepaid
        ? t`لم يكفِ رصيدك لتجديد ${owned(v.items)}، فاضطررنا إلى تعليق الخدمة.`
        : t`لعدم سداد مبلغ ${owedInAll(v.items, frame)}، اضطررنا إلى تعليق ${owned(v.items)}.`,
      t`لا يمكنك استخدام الخدمة في الوقت الحالي، لكن حسابك وكل ما فيه محفوظ.`,
      prepaid
        ? t`${strong('اشحن رصيدك')}، وتعود الخدمة إلى العمل تلقائيًا خلال لحظات.`
        : t`${strong('فور سداد المبلغ')} تعود الخدمة إلى العمل تلقائيًا خلال لحظات.`,
      ...(ends === null
        ? []
        : [t`إذا لم يُسدَّد أي مبلغ، فسننهي الخدمة نهائيًا يوم ${strong(frame.format.day(ends))}.`]),
    ],
    rows: owedRows(v.items, rowWords, frame.format),
    button: prepaid ? t`اشحن رصيدك الآن` : t`ادفع واستعد خدمتك`,
    note: [paidAlready, help(frame.support), safety],
  };
}
