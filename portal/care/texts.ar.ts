import { brandLabel } from '../../src/modules/notifications/brand-label.js';
import { counted, daysLeft, isolate, ltr } from './arabic.js';
import type { MethodFace, NamedMethod } from './care-types.js';
import { monthOf, periodOf, urgencyOf } from './method-words.js';
import { arabicAccount } from './texts.account.ar.js';
import { arabicPages } from './texts.pages.ar.js';
import type { CareTexts, PageText } from './texts.en.js';

function nameOf(method: NamedMethod): string {
  if (method.payment_type === 'paypal') {
    const { account_email_masked: account } = method;
    return account ? `حساب PayPal ${ltr(account)}` : 'حساب PayPal';
  }
  if (method.brand === null || method.last4 === null) return 'طريقة الدفع';
  return `بطاقة ${ltr(brandLabel(method.brand))} التي تنتهي بـ ${ltr(method.last4)}`;
}

function badge(method: MethodFace): string | null {
  const urgency = urgencyOf(method);
  if (urgency === 'expired') return 'منتهية';
  return urgency === 'expiring' ? daysLeft(method.days_left ?? 0) : null;
}

function cardLabel(method: MethodFace): string {
  const month = monthOf(method);
  return [nameOf(method), month && `صالحة حتى ${month}`, badge(method)].filter(Boolean).join('، ');
}

function landing(method: MethodFace | null): PageText {
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

const UNITS = {
  day: { every: 'يوميًا', one: 'يوم', two: 'يومين', few: 'أيام', many: 'يومًا' },
  week: { every: 'أسبوعيًا', one: 'أسبوع', two: 'أسبوعين', few: 'أسابيع', many: 'أسبوعًا' },
  month: { every: 'شهريًا', one: 'شهر', two: 'شهرين', few: 'أشهر', many: 'شهرًا' },
  year: { every: 'سنويًا', one: 'سنة', two: 'سنتين', few: 'سنوات', many: 'سنة' },
};

function every(period: string): string {
  const { count, unit } = periodOf(period);
  const forms = UNITS[unit];
  return count === 1 ? forms.every : `كل ${counted(count, forms)}`;
}

/** Every word of the pages in Arabic. */
export const arabic: CareTexts = {
  otherLanguage: 'English',
  sandbox: 'بيئة تجريبية: لا شيء هنا يصل إلى بنك حقيقي.',
  footer:
    'لا نطلب رقم البطاقة عبر البريد الإلكتروني أو الرسائل النصية أبدًا. لا تُدخِله إلا في هذا النموذج الآمن.',
  skip: 'الانتقال إلى المحتوى',
  pages: 'صفحات حسابك',
  loading: 'يجري فتح حسابك…',
  close: 'إغلاق',
  cancel: 'إلغاء',
  save: 'حفظ',
  retry: 'حاول مرة أخرى',
  more: 'عرض المزيد',
  back: 'رجوع',
  newTab: '(يُفتح في علامة تبويب جديدة)',
  offline: 'أنت غير متصل بالإنترنت. قد لا يكون ما تراه محدَّثًا، ونعيد المحاولة تلقائيًا.',
  unreachable: 'تعذّر الوصول إلى خدمتنا الآن. قد لا يكون ما تراه محدَّثًا، ونعيد المحاولة تلقائيًا.',
  nav: {
    overview: 'نظرة عامة',
    methods: 'طرق الدفع',
    invoices: 'الفواتير',
    balance: 'الرصيد',
    settings: 'الإعدادات',
  },
  shortNav: {
    overview: 'الرئيسية',
    methods: 'البطاقات',
    invoices: 'الفواتير',
    balance: 'الرصيد',
    settings: 'الإعدادات',
  },
  nameOf,
  cardLabel,
  badge,
  every,
  daysLeft,
  comma: '، ',
  ltr,
  validThrough: 'صالحة حتى',
  newCard: 'إضافة جديدة',
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
  toMethods: 'عرض كل طرق الدفع',
  toAccount: 'الانتقال إلى حسابك',
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
  networkCap: (day) =>
    `لا تسمح شبكة البطاقة بمحاولات أخرى بهذه البطاقة حاليًا. استخدم طريقة أخرى، أو حاول مجددًا بعد ${isolate(day)}.`,
  refusals: {
    method_not_usable: 'انتهت صلاحية هذه البطاقة أو رُفضت، فلا يمكن استخدامها. أضِف بطاقة جديدة بدلًا منها.',
    default_in_use: 'تُستخدم هذه الطريقة للدفع التلقائي. اجعل طريقة أخرى افتراضية أولًا، ثم احذف هذه.',
    last_method_in_use: 'هذه آخر طريقة دفع لديك ولا تزال مطلوبة. أضِف طريقة أخرى أولًا.',
    last_method_confirmation_required: 'هذه آخر طريقة دفع لديك. نرجو تأكيد حذفها.',
    charge_on_method: 'لا تزال هناك عملية دفع جارية بهذه الطريقة. حاول مرة أخرى بعد بضع دقائق.',
    payment_in_progress: 'هناك عملية دفع جارية بالفعل. تحقق مرة أخرى بعد بضع دقائق.',
    invoice_state: 'لم تعد هذه الفاتورة مفتوحة. تعرض الصفحة حالتها الآن.',
    card_number_refused: 'يبدو هذا رقم بطاقة. لسلامتك نرجو اختيار نص آخر.',
    no_usable_method: 'لا توجد طريقة يمكن الخصم منها. أضِف واحدة أولًا.',
    not_found: 'لم يعد هذا موجودًا. تعرض الصفحة ما هو موجود الآن.',
    invalid: 'هناك شيء غير صحيح. تحقق مما أدخلته.',
    forbidden: 'لا يسمح هذا الرابط بذلك. سجّل الدخول للمتابعة.',
    rate_limited: 'محاولات كثيرة في وقت قصير. نرجو الانتظار بضع دقائق.',
    network: 'تعذّر الوصول إلينا. تحقق من اتصالك وحاول مرة أخرى.',
    server_error: 'حدث خطأ لدينا ولم يتغيّر شيء. حاول مرة أخرى بعد قليل.',
  },
  declines: {
    funds: 'رفض البنك العملية لعدم كفاية الرصيد. استخدم طريقة أخرى، أو حاول مرة أخرى بعد توفر الرصيد.',
    card_data: 'لم يعد البنك يقبل هذه البطاقة. استخدم بطاقة أخرى، أو أضِفها من جديد ببياناتها الجديدة.',
    authentication: 'لم يتمكن البنك من التأكد من هويتك. حاول مرة أخرى، أو استخدم طريقة أخرى.',
    revoked: 'سحب البنك الموافقة على هذه البطاقة. استخدم طريقة أخرى.',
    technical: 'تعذّر الوصول إلى البنك. لم يُخصم شيء، فحاول مرة أخرى بعد بضع دقائق.',
    canceled: 'لم تُؤكَّد عملية الدفع في وقتها، فلم يُخصم شيء.',
    issuer: 'رفض البنك العملية دون ذكر السبب. استخدم طريقة أخرى، أو اسأل البنك.',
  },
  ...arabicPages,
  ...arabicAccount,
};
