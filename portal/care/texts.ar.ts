import { brandLabel } from '../../src/modules/notifications/brand-label.js';
import type { LinkMethod } from './link-api.js';
import { monthOf, urgencyOf } from './link-method.js';
import type { CareTexts, PageText } from './care-texts.js';

const ltr = (text: string): string => `\u2066${text}\u2069`;
const isolate = (text: string): string => `\u2068${text}\u2069`;

function nameOf(method: LinkMethod): string {
  if (method.payment_type === 'paypal') {
    const { account_email_masked: account } = method;
    return account ? `حساب PayPal ${ltr(account)}` : 'حساب PayPal';
  }
  if (method.brand === null || method.last4 === null) return 'طريقة الدفع';
  return `بطاقة ${ltr(brandLabel(method.brand))} التي تنتهي بـ ${ltr(method.last4)}`;
}

const plural = new Intl.PluralRules('ar');
const DAYS: Readonly<Partial<Record<Intl.LDMLPluralRule, (days: string) => string>>> = {
  zero: () => 'اليوم هو الأخير',
  one: () => 'متبقٍّ يوم واحد',
  two: () => 'متبقٍّ يومان',
  few: (days) => `متبقٍّ ${days} أيام`,
  many: (days) => `متبقٍّ ${days} يومًا`,
};

function daysLeft(days: number): string {
  return DAYS[plural.select(days)]?.(String(days)) ?? `متبقٍّ ${String(days)} يوم`;
}

function landing(method: LinkMethod | null): PageText {
  if (!method)
    return { title: 'أضِف طريقة دفع', body: 'احفظها لدفعاتك. لا يستغرق ذلك سوى دقيقة، وتستمر خدماتك كما هي.' };
  const month = ltr(monthOf(method) ?? '');
  const bodies = {
    expired: {
      title: 'انتهت صلاحية بطاقتك',
      body: `كانت ${nameOf(method)} صالحة حتى ${month}. أضِف بطاقة جديدة لتتم مدفوعاتك وتستمر خدماتك.`,
    },
    expiring: {
      title: 'تنتهي صلاحية بطاقتك قريبًا',
      body: `${nameOf(method)} صالحة حتى ${month}. أضِف البطاقة الجديدة الآن حتى لا ينقطع شيء.`,
    },
    valid: {
      title: 'أضِف بطاقة جديدة',
      body: `${nameOf(method)} مسجَّلة في حسابك. يمكنك هنا إضافة بطاقة أخرى.`,
    },
  };
  return bodies[urgencyOf(method)];
}

/** The page in Arabic. */
export const arabic: CareTexts = {
  otherLanguage: 'English',
  sandbox: 'بيئة تجريبية: لا شيء هنا يصل إلى بنك حقيقي.',
  footer:
    'لا نطلب رقم البطاقة عبر البريد الإلكتروني أو الرسائل النصية أبدًا. لا تُدخِله إلا في هذا النموذج الآمن.',
  loading: 'يجري فتح الرابط…',
  cardLabel: (method) => {
    const month = monthOf(method);
    const badge = arabic.badge(method);
    return [nameOf(method), month && `صالحة حتى ${month}`, badge].filter(Boolean).join('، ');
  },
  validThrough: 'صالحة حتى',
  newCard: 'إضافة جديدة',
  badge: (method) => {
    const urgency = urgencyOf(method);
    if (urgency === 'expired') return 'منتهية';
    return urgency === 'expiring' ? daysLeft(method.days_left ?? 0) : null;
  },
  hello: (name) => `مرحبًا ${isolate(name)}`,
  landing,
  start: 'إضافة طريقة دفع',
  stepsTitle: 'كيف يتم ذلك',
  steps: [
    'أدخل البيانات في النموذج الآمن لمزوّد الدفع.',
    'قد يطلب منك البنك التأكيد.',
    'انتهى الأمر، وتصلك رسالة تأكيد عبر البريد الإلكتروني.',
  ],
  formTitle: 'طريقة الدفع الجديدة',
  thanks: (name) => `شكرًا لك ${isolate(name)}`,
  closePage: 'تستمر خدماتك كالمعتاد. يمكنك إغلاق هذه الصفحة الآن.',
  addAnother: 'إضافة طريقة أخرى',
  expiredLink: {
    title: 'انتهت صلاحية هذا الرابط',
    body: 'لسلامتك تعمل الروابط في رسائلنا مدة محدودة فقط. يمكننا إرسال رابط جديد إلى العنوان الذي أُرسل إليه هذا الرابط.',
    action: 'أرسِلوا لي رابطًا جديدًا',
  },
  newLinkSent: {
    title: 'تحقق من بريدك الإلكتروني',
    body: 'إذا كان العنوان لا يزال هو المسجَّل لدينا، فسيصله رابط جديد خلال دقيقة تقريبًا. ألقِ نظرة على مجلد الرسائل غير المرغوب فيها أيضًا.',
  },
  revokedLink: {
    title: 'لم تعد هناك حاجة إلى هذا الرابط',
    body: 'حُذفت البطاقة التي يخصّها الرابط أو استُبدلت، فلا شيء مطلوب هنا. وإن لم تكن تتوقع ذلك فنرجو التواصل معنا.',
  },
  invalidLink: {
    title: 'هذا الرابط غير مكتمل',
    body: 'ربما ضاع جزء من العنوان. نرجو فتح الرابط من رسالتنا مرة أخرى، أو نسخه كاملًا إلى شريط العنوان.',
  },
  network: {
    title: 'لا يوجد اتصال',
    body: 'تعذّر الوصول إلينا. تحقق من اتصالك بالإنترنت وحاول مرة أخرى.',
    action: 'حاول مرة أخرى',
  },
  serverError: {
    title: 'حدث خطأ لدينا',
    body: 'لا علاقة لهذا ببطاقتك، ولم يتغيّر شيء. نرجو المحاولة مرة أخرى بعد قليل.',
    action: 'حاول مرة أخرى',
  },
  tooMany: {
    title: 'محاولات كثيرة في وقت قصير',
    body: 'نرجو الانتظار بضع دقائق ثم المحاولة مرة أخرى.',
    action: 'حاول مرة أخرى',
  },
  reference: (requestId) => `الرقم المرجعي للدعم: ${ltr(requestId)}`,
};
