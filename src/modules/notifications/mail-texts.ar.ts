import { dunningTexts } from './dunning-texts.ar.js';
import { code, HIDDEN_CODE, isolate, strong, t, type MailText } from './mail-text.js';
import type { MailContent, MailTexts, TextFrame } from './mail-texts.js';
import type { MailVariables } from './mail-variables.schemas.js';
import {
  byGender,
  card,
  daysLeft,
  duringDays,
  duringMinutes,
  hello,
  method,
  ownCard,
  safety,
} from './mail-words.ar.js';
import { paymentTexts } from './payment-texts.ar.js';

type Expiring = MailVariables<'card_expiry_60'>;

const month = (v: Expiring, { format }: TextFrame): string => format.month(v.exp_month, v.exp_year);
const notYou = t`لم تقم بذلك بنفسك؟ تواصل مع فريق الدعم لدينا فورًا.`;

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
    button: t`تحديث طريقة الدفع`,
    note: [t`هل أضفت بطاقة جديدة بالفعل؟ إذن لا يلزمك أي إجراء.`, safety],
  };
}

/** Every mail in Arabic. */
export const arabicTexts: MailTexts = {
  end: 'left',
  validThrough: 'صالحة حتى',
  badges: { default: 'الافتراضية', expired: 'منتهية', removed: 'محذوفة', declined: 'مرفوضة' },
  footer: (businessName) => t`تصلك هذه الرسالة لأنك من عملاء ${isolate(businessName)}.`,
  unsubscribe: t`إيقاف رسائل التذكير`,
  staffFooter: (businessName) => t`هذه الرسالة موجهة إلى موظفي ${isolate(businessName)} فقط.`,
  mails: {
    card_expiry_60: (v, frame) =>
      expiry(v, {
        subject: t`تنتهي صلاحية ${card(v)} في نهاية ${month(v, frame)}`,
        preview: t`إضافة بطاقتك الجديدة لا تستغرق سوى دقيقة، وتستمر خدماتك كما هي.`,
        heading: t`بطاقتك صالحة حتى نهاية ${month(v, frame)}`,
        body: [
          t`${card(v)} المسجَّلة في حسابك صالحة حتى آخر يوم من ${strong(month(v, frame))}.`,
          t`إذا وصلتك من البنك بطاقة جديدة فأضِفها الآن، وستُستخدم في دفعاتك القادمة.`,
        ],
      }),
    card_expiry_30: (v, frame) =>
      expiry(v, {
        subject: t`تنتهي صلاحية ${card(v)} قريبًا`,
        preview: t`صالحة حتى نهاية ${month(v, frame)}. أضِف بطاقتك الجديدة في دقيقة.`,
        heading: t`تنتهي صلاحية بطاقتك قريبًا`,
        body: [
          t`${card(v)} المسجَّلة في حسابك صالحة حتى آخر يوم من ${strong(month(v, frame))}.`,
          t`نرجو إضافة بطاقة جديدة قبل ذلك، لتتم مدفوعاتك وتستمر خدماتك كما هي.`,
        ],
      }),
    card_expiry_7: (v, frame) =>
      expiry(v, {
        subject: t`بقيت أيام قليلة: تنتهي صلاحية ${card(v)}`,
        preview: t`بعد آخر يوم من ${month(v, frame)} تُرفض المدفوعات بهذه البطاقة.`,
        heading: t`بطاقتك على وشك انتهاء الصلاحية`,
        body: [
          t`${card(v)} المسجَّلة في حسابك صالحة حتى آخر يوم من ${strong(month(v, frame))}.`,
          t`بعد ذلك اليوم تُرفض المدفوعات بها. نرجو إضافة بطاقة جديدة الآن حتى لا تنقطع خدماتك.`,
        ],
      }),
    card_expired: (v, frame) =>
      expiry(v, {
        subject: t`انتهت صلاحية ${card(v)}`,
        preview: t`أضِف بطاقة جديدة لتستمر مدفوعاتك.`,
        heading: t`انتهت صلاحية بطاقتك`,
        body: [
          t`كانت ${card(v)} المسجَّلة في حسابك صالحة حتى آخر يوم من ${strong(month(v, frame))}، ولم يعد الدفع بها ممكنًا.`,
          t`نرجو إضافة بطاقة جديدة، لتتم دفعتك القادمة ولا تنقطع خدماتك.`,
        ],
      }),
    method_added: (v) => ({
      subject: t`تمت إضافة ${method(v, ownCard)} إلى حسابك`,
      preview: v.is_default ? t`وهي طريقة الدفع الافتراضية لديك.` : t`يمكنك استخدامها في دفعاتك القادمة.`,
      chip: t`تمت الإضافة`,
      heading: t`تمت إضافة طريقة دفع`,
      lead: [
        hello(v.customer_name),
        t`تمت إضافة ${method(v, ownCard)} إلى حسابك.`,
        v.is_default
          ? t`وهي الآن ${strong('طريقة الدفع الافتراضية')} لديك، وتُستخدم في المدفوعات التلقائية.`
          : t`أما طريقة الدفع الافتراضية لديك فلم تتغير.`,
      ],
      button: t`عرض طرق الدفع`,
      note: [notYou, safety],
    }),
    method_removed: (v) => ({
      subject: t`تمت إزالة ${method(v, ownCard)} من حسابك`,
      preview: v.automatic_payment_off
        ? t`المدفوعات التلقائية متوقفة حتى تضيف طريقة أخرى.`
        : t`لن يُخصم منها أي مبلغ بعد الآن.`,
      chip: t`تمت الإزالة`,
      heading: t`تمت إزالة طريقة دفع`,
      lead: [
        hello(v.customer_name),
        t`تمت إزالة ${method(v, ownCard)} من حسابك، ولن يُخصم ${byGender(v, 'منها', 'منه')} أي مبلغ بعد الآن.`,
        ...(v.automatic_payment_off
          ? [
              t`${strong('المدفوعات التلقائية متوقفة')} حتى تضيف طريقة دفع أخرى، وقد تُعلَّق الخدمات التي تتطلب طريقة دفع.`,
            ]
          : []),
      ],
      button: t`إضافة طريقة دفع`,
      note: [notYou, safety],
    }),
    default_changed: (v) => ({
      subject: t`${method(v, card)} ${byGender(v, 'هي', 'هو')} الآن طريقة الدفع الافتراضية الخاصة بك`,
      preview: t`ستُستخدم في المدفوعات التلقائية من الآن فصاعدًا.`,
      chip: t`تغيير الافتراضية`,
      heading: t`تغيّرت طريقة الدفع الافتراضية`,
      lead: [
        hello(v.customer_name),
        ...(v.reason === 'replaced'
          ? [t`لم تعد طريقة الدفع الافتراضية السابقة متاحة لدى مزوّد الدفع، فحلّت محلها الطريقة التالية.`]
          : []),
        t`${method(v, card)} ${byGender(v, 'هي', 'هو')} الآن ${strong('طريقة الدفع الافتراضية')} الخاصة بك، وستُستخدم في المدفوعات التلقائية من الآن فصاعدًا.`,
      ],
      button: t`عرض طرق الدفع`,
      note: [notYou, safety],
    }),
    secure_link: (v, { businessName }) => ({
      subject:
        v.purpose === 'pay'
          ? t`رابطك الآمن للدفع إلى ${isolate(businessName)}`
          : t`رابطك الآمن لإضافة طريقة دفع لدى ${isolate(businessName)}`,
      preview: t`يعمل الرابط لمدة ${duringDays(v.days)}، وهو لك وحدك.`,
      chip: t`رابط آمن`,
      heading: v.purpose === 'pay' ? t`ادفع بأمان` : t`أضِف طريقة دفع بأمان`,
      lead: [
        hello(v.customer_name),
        v.purpose === 'pay'
          ? t`من خلال هذا الرابط ترى المبلغ المستحق وتدفعه دون الحاجة إلى تسجيل الدخول.`
          : t`من خلال هذا الرابط تضيف بطاقة أو طريقة دفع أخرى إلى حسابك دون الحاجة إلى تسجيل الدخول.`,
      ],
      button: v.purpose === 'pay' ? t`ادفع الآن` : t`إضافة طريقة دفع`,
      note: [t`يعمل الرابط لمدة ${duringDays(v.days)}، وهو لك وحدك: نرجو عدم إعادة توجيهه.`, safety],
    }),
    sign_in_link: (v, { businessName }) => ({
      subject: t`تسجيل الدخول إلى ${isolate(businessName)}`,
      preview: t`برابط أو برمز، ويعمل كل منهما مرة واحدة خلال ${duringMinutes(v.minutes)}.`,
      chip: t`تسجيل الدخول`,
      heading: t`سجّل الدخول إلى حسابك`,
      lead: [
        hello(v.customer_name),
        t`استخدم هذا الزر لتسجيل الدخول، أو اكتب هذا الرمز حيث طُلب منك:`,
        t`${code(v.code ?? HIDDEN_CODE)}`,
        t`يعمل كلاهما مرة واحدة خلال ${strong(duringMinutes(v.minutes))}.`,
      ],
      button: t`تسجيل الدخول`,
      note: [
        t`لم تطلب ذلك؟ تجاهل هذه الرسالة، فلا يدخل أحد من دون الرابط أو الرمز. ونرجو عدم إعادة توجيهها وعدم إخبار أحد بالرمز: لا يطلبه موظفونا أبدًا.`,
      ],
    }),
    staff_alert: (v, { businessName }) => ({
      subject: t`${isolate(businessName)}: ${isolate(v.title)}`,
      preview: t`${v.lines[0] ?? v.title}`,
      chip: t`للموظفين`,
      heading: t`${isolate(v.title)}`,
      lead: v.lines.map((line) => t`${isolate(line)}`),
      button: t`فتح في لوحة الإدارة`,
      note: [t`تُرسل مرة واحدة لكل سبب، وتجد ما آل إليه الأمر في لوحة الإدارة.`],
    }),
    ...dunningTexts,
    ...paymentTexts,
  },
};
