import type { ProblemText } from './problem-text.js';

/** Arabic texts of problems by code; English ones stand where the error is made. */
export const problemsAr: Readonly<Record<string, ProblemText>> = {
  validation_failed: { detail: 'بعض القيم ليست كما يجب؛ كل منها مذكور أدناه.' },
  unknown_field: { detail: 'في الطلب حقل غير معروف.' },
  card_number_refused: {
    detail: 'تحتوي إحدى القيم على رقم بطاقة، ونحن لا نقبل أرقام البطاقات هنا.',
    hint: 'أضف البطاقة عبر نموذج الدفع الآمن فقط.',
  },
  malformed_request: { detail: 'تعذرت قراءة الطلب.' },
  unauthenticated: { detail: 'أرسل مفتاح الواجهة البرمجية في ترويسة Authorization.' },
  forbidden: { detail: 'لا يسمح هذا المفتاح بهذا الإجراء.' },
  not_found: { detail: 'لا يوجد شيء بهذا العنوان، أو ليس لك أن تراه.' },
  body_too_large: { detail: 'حجم الطلب يتجاوز 256 كيلوبايت.' },
  unsupported_media_type: { detail: 'أرسل الطلب بصيغة JSON.' },
  rate_limited: { detail: 'طلبات كثيرة جدًا؛ انتظر ثم حاول مجددًا.' },
  database_unavailable: { detail: 'تعذر الوصول إلى قاعدة البيانات الآن؛ حاول مجددًا بعد قليل.' },
  idempotency_key_required: { detail: 'يتطلب هذا الطلب ترويسة Idempotency-Key.' },
  idempotency_key_reused: { detail: 'استُخدم هذا المفتاح من قبل مع طلب مختلف.' },
  request_in_progress: { detail: 'ما زال طلب بهذا المفتاح قيد التنفيذ.' },
  'conflict.external_id_taken': { detail: 'يستخدم عميل آخر هذا المعرّف external_id.' },
  'conflict.customer_erased': { detail: 'مُحيت بيانات هذا العميل ولا يمكن تعديله.' },
  'conflict.customer_still_served': {
    detail: 'لا يمكن محو بيانات العميل بعد؛ ما زالت له اشتراكات أو وسائل دفع أو مستحقات.',
    hint: 'أنهِ الاشتراكات واحذف وسائل الدفع وسوِّ المستحقات أولًا.',
  },
  'conflict.currency_fixed': { detail: 'لا يمكن تغيير العملة ما دامت هناك اشتراكات مسعّرة بعملة أخرى.' },
  'conflict.subscription_state': { detail: 'لا تسمح حالة الاشتراك الحالية بهذا الإجراء.' },
  'conflict.other_suspension': {
    detail: 'الاشتراك معلّق لسبب آخر غير السبب المذكور.',
    hint: 'اذكر سبب التعليق المطلوب رفعه.',
  },
  'conflict.staff_email_taken': { detail: 'يوجد موظف بهذا البريد الإلكتروني.' },
  'conflict.last_admin': { detail: 'هذا آخر مدير؛ لا يمكن تعطيله أو تغيير دوره.' },
  sign_in_refused: { detail: 'البريد الإلكتروني وكلمة المرور غير متطابقين.' },
  sign_in_locked: { detail: 'محاولات فاشلة كثيرة؛ انتظر {minutes} دقيقة ثم حاول مجددًا.' },
};
