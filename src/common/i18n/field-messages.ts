import { z } from 'zod';

/** What is wrong with one field, as a schema found it or as a service says it. */
interface FieldFault {
  readonly message: string;
  /** zod's own name of the fault; absent where a service or a rule of our own found it. */
  readonly code?: string | undefined;
}

const ARABIC: Readonly<Record<string, string>> = {
  'Unknown field.': 'حقل غير معروف.',
  'Holds a card number.': 'يحتوي على رقم بطاقة.',
  'A key needs at least one scope.': 'يحتاج المفتاح إلى صلاحية واحدة على الأقل.',
  'A name is needed.': 'الاسم مطلوب.',
  'A name of 1 to 100 characters is needed.': 'الاسم مطلوب، من حرف واحد إلى 100 حرف.',
  'A period ends after it begins.': 'تنتهي الفترة بعد بدايتها.',
  'A report covers at most 366 days.': 'يغطي التقرير 366 يومًا على الأكثر.',
  'An address on a private network; only the public internet is told of events.':
    'العنوان على شبكة خاصة؛ لا تُرسل الأحداث إلا إلى عناوين الإنترنت العامة.',
  'An address without user, password and fragment.': 'العنوان من دون اسم مستخدم أو كلمة مرور أو علامة #.',
  'Each method may stand in the order once.': 'لا تتكرر طريقة الدفع في الترتيب.',
  'In live mode the address starts with https://.': 'في الوضع الحي يبدأ العنوان بـ https://.',
  'Not an e-mail address.': 'عنوان البريد الإلكتروني غير صالح.',
  'One of these is not a payment method of this customer.': 'إحدى طرق الدفع هذه ليست لهذا العميل.',
  'The address is not well-formed.': 'صيغة العنوان غير صحيحة.',
  'The database does not know this time zone.': 'المنطقة الزمنية غير معروفة.',
  'The test clock goes ten years ahead at most.': 'تتقدم ساعة الاختبار عشر سنوات على الأكثر.',
  'The test clock only moves forward.': 'لا ترجع ساعة الاختبار إلى الوراء.',
  'This cursor is not one of this list. Begin again without it.':
    'المؤشر ليس لهذه القائمة؛ ابدأ من جديد من دونه.',
  'This origin is not one of self_care.allowed_origins.': 'هذا المصدر ليس ضمن self_care.allowed_origins.',
};

const arabicOfSchema = z.locales.ar().localeError;

/** The fault in Arabic, or null where only English words are known. */
export function fieldMessageAr(fault: FieldFault): string | null {
  const own = ARABIC[fault.message];
  if (own !== undefined) return own;
  if (fault.code === undefined || fault.code === 'custom') return null;
  const told = arabicOfSchema(fault as Parameters<typeof arabicOfSchema>[0]);
  return (typeof told === 'string' ? told : told?.message) ?? null;
}
