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
  forbidden: { detail: 'لا تسمح صلاحياتك بهذا الإجراء.' },
  not_found: { detail: 'لا يوجد شيء بهذا العنوان، أو ليس لك أن تراه.' },
  body_too_large: { detail: 'حجم الطلب يتجاوز 256 كيلوبايت.' },
  unsupported_media_type: { detail: 'أرسل الطلب بصيغة JSON.' },
  'rate_limited.test_mails': {
    detail: 'أُرسلت عشرون رسالة تجريبية إلى عنوانك خلال ساعة.',
    hint: 'انتظر قليلًا؛ فالمعاينة تُظهر الرسالة نفسها.',
  },
  rate_limited: { detail: 'طلبات كثيرة جدًا؛ انتظر ثم حاول مجددًا.' },
  database_unavailable: { detail: 'تعذر الوصول إلى قاعدة البيانات الآن؛ حاول مجددًا بعد قليل.' },
  idempotency_key_required: { detail: 'يتطلب هذا الطلب ترويسة Idempotency-Key.' },
  idempotency_key_invalid: { detail: 'مفتاح Idempotency-Key من 1 إلى 255 حرفًا من ASCII الظاهرة.' },
  idempotency_key_reused: {
    detail: 'استُخدم هذا المفتاح من قبل مع طلب مختلف.',
    hint: 'استخدم مفتاحًا جديدًا للطلب الجديد.',
  },
  sandbox_unavailable: { detail: 'لا يجيب البديل المحلي لخدمة البريد الآن.' },
  request_in_progress: {
    detail: 'ما زال طلب بهذا المفتاح قيد التنفيذ.',
    hint: 'أعد إرساله بعد لحظات بالمفتاح نفسه.',
  },
  'conflict.external_id_taken': {
    detail: 'يستخدم عميل آخر هذا المعرّف external_id.',
    hint: 'ابحث عنه بالطلب \u2066GET /v1/customers?external_id=\u2069.',
  },
  'conflict.customer_erased': { detail: 'مُحيت بيانات هذا العميل ولا يمكن تعديله.' },
  'conflict.customer_still_served': {
    detail: 'لا يمكن محو بيانات العميل بعد؛ ما زالت له اشتراكات أو وسائل دفع أو مستحقات.',
    hint: 'أنهِ الاشتراكات واحذف وسائل الدفع وسوِّ المستحقات أولًا.',
  },
  'conflict.currency_fixed': { detail: 'لا يمكن تغيير العملة ما دامت هناك اشتراكات مسعّرة بعملة أخرى.' },
  'conflict.currency_invoiced': { detail: 'لا يمكن تغيير العملة بعد إصدار أول فاتورة للعميل.' },
  'conflict.invoice_state': { detail: 'لا تسمح حالة الفاتورة الحالية بهذا الإجراء.' },
  'conflict.payment_in_progress': {
    detail: 'توجد عملية دفع جارية بالفعل.',
    hint: 'راجع تلك العملية؛ فإن رُفضت أمكنت المحاولة من جديد.',
  },
  'conflict.payment_state': { detail: 'لا تسمح حالة عملية الدفع الحالية بهذا الإجراء.' },
  'conflict.refunded_in_full': { detail: 'رُدّت هذه الدفعة بالكامل.' },
  'conflict.being_refunded': { detail: 'يجري حاليًا رد كل ما تبقى من هذه الدفعة.' },
  'conflict.refund_above_remainder': { detail: 'المبلغ المطلوب رده أكبر مما تبقى من هذه الدفعة.' },
  insufficient_balance: {
    detail: 'الرصيد لا يكفي، ولم يُخصم شيء.',
    hint: 'اشحن الرصيد ثم أعد الطلب نفسه.',
  },
  'insufficient_balance.top_up_spent': {
    detail: 'استُهلك جزء من هذا الشحن، وما بقي من الرصيد لا يكفي لرد المبلغ.',
    hint: 'ردّ ما بقي، أو أرسل force: true ليصبح الرصيد سالبًا وتتوقف الخدمة.',
  },
  'conflict.message_waiting': {
    detail: 'لم تُرسل هذه الرسالة، أو نسخة منها، بعد.',
    hint: 'انتظر حتى تُرسل.',
  },
  'conflict.message_is_test': {
    detail: 'كانت هذه الرسالة تجريبية.',
    hint: 'أرسل رسالة تجريبية أخرى من صفحة القالب.',
  },
  'conflict.message_empty': { detail: 'لم يبقَ من هذه الرسالة ما يمكن إرساله.' },
  'conflict.message_link_expired': {
    detail: 'انتهت صلاحية الرابط الذي في هذه الرسالة.',
    hint: 'أرسل إلى العميل رابطًا آمنًا جديدًا.',
  },
  'conflict.message_resent_often': {
    detail: 'أُعيد إرسال هذه الرسالة ثلاث مرات خلال يوم.',
    hint: 'انتظر يومًا، أو اتصل بالعميل.',
  },
  'conflict.not_prepaid': { detail: 'هذا الاشتراك ليس مسبق الدفع، فلا رصيد له.' },
  'conflict.reference_reused': {
    detail: 'استُخدم هذا المرجع من قبل لمبلغ آخر.',
    hint: 'لكل استهلاك مرجع خاص به.',
  },
  'conflict.checkout_over': {
    detail: 'انتهت عملية الدفع هذه بينما كانت صفحتها تُفتح.',
    hint: 'اقرأ حالة العملية، أو أرسل الطلب من جديد بمفتاح Idempotency-Key آخر.',
  },
  'conflict.order_paid': { detail: 'دُفع هذا الطلب، أو يُدفع الآن، بعملية أخرى.' },
  'conflict.order_money': {
    detail: 'لهذا الطلب عملية دفع قائمة بمبلغ آخر.',
    hint: 'استخدم order_ref آخر لمبلغ آخر.',
  },
  'conflict.order_customer': {
    detail: 'لهذا الطلب عملية دفع قائمة لعميل آخر.',
    hint: 'الرقم order_ref يدل على طلب واحد في المنشأة كلها: استخدم رقمًا آخر.',
  },
  'conflict.invoice_money': {
    detail: 'المبلغ المذكور ليس مبلغ الفاتورة.',
    hint: 'اترك المبلغ أو اذكره كاملًا.',
  },
  'conflict.charge_on_method': {
    detail: 'لا يمكن حذف طريقة الدفع ما دامت عملية خصم عليها جارية.',
    hint: 'حاول مجددًا بعد أن تُعرف نتيجة الخصم.',
  },
  'conflict.setup_finished': {
    detail: 'اكتملت هذه الإضافة للتو.',
    hint: 'اطلبها مرة أخرى.',
  },
  'conflict.method_changing': {
    detail: 'يجري تعديل طريقة الدفع هذه الآن.',
    hint: 'حاول مجددًا بعد قليل.',
  },
  'conflict.subscription_state': { detail: 'لا تسمح حالة الاشتراك الحالية بهذا الإجراء.' },
  'conflict.other_suspension': {
    detail: 'الاشتراك معلّق لسبب آخر غير السبب المذكور.',
    hint: 'اذكر سبب التعليق المطلوب رفعه.',
  },
  'conflict.webhook_endpoint_not_enabled': {
    detail: 'نقطة استقبال الأحداث غير مفعّلة، فلا يُرسل إليها شيء.',
    hint: 'فعّل نقطة الاستقبال أولًا.',
  },
  'conflict.webhook_secret_rotated_since': {
    detail: 'استُبدل السر مجددًا بعد هذا الطلب.',
    hint: 'استبدله مرة أخرى بمفتاح Idempotency-Key جديد.',
  },
  'conflict.case_state': { detail: 'انتهت حالة التحصيل هذه، ولا يمكن تنفيذ هذا الإجراء عليها.' },
  'conflict.charge_barred': {
    detail: 'لا يمكن الخصم من طريقة الدفع هذه الآن.',
    hint: 'جرّب طريقة دفع أخرى، أو اطلب من العميل طريقة جديدة.',
  },
  'conflict.network_cap': {
    detail:
      'بلغت هذه البطاقة حد المحاولات الذي تسمح به شبكتها؛ يمكن الخصم منها مجددًا ابتداءً من \u2066{possible_at}\u2069.',
    hint: 'استخدم طريقة دفع أخرى، أو انتظر حتى ذلك الوقت.',
  },
  'conflict.nothing_to_approve': { detail: 'لا تنتظر حالة التحصيل هذه أي موافقة.' },
  'conflict.call_task_over': { detail: 'انتهت هذه المهمة، أو أنها قرار وليست مكالمة.' },
  wrong_password: { detail: 'ليست هذه كلمة مرورك الحالية.' },
  password_unchanged: { detail: 'هذه هي كلمة المرور التي لديك بالفعل.' },
  password_change_required: { detail: 'اختر كلمة مرور خاصة بك أولًا.' },
  'conflict.staff_email_taken': { detail: 'يوجد موظف بهذا البريد الإلكتروني.' },
  'conflict.not_oneself': { detail: 'يلزم أن يفعل هذا بحسابك مدير آخر.' },
  'conflict.key_not_live': { detail: 'انتهى هذا المفتاح، أو حلّ غيره محله من قبل.' },
  'conflict.secret_not_shown_again': { detail: 'عُرض السر مرة واحدة، ولا يُعرض ثانية.' },
  'conflict.last_admin': { detail: 'هذا آخر مدير؛ لا يمكن تعطيله أو تغيير دوره.' },
  sign_in_refused: { detail: 'البريد الإلكتروني وكلمة المرور غير متطابقين.' },
  sign_in_locked: { detail: 'محاولات فاشلة كثيرة؛ انتظر {minutes} دقيقة ثم حاول مجددًا.' },
  default_in_use: {
    detail: 'لا يمكن حذف طريقة الدفع الافتراضية.',
    hint: 'عيّن طريقة أخرى افتراضية أولًا.',
  },
  last_method_confirmation_required: {
    detail: 'هذه آخر طريقة دفع صالحة؛ من دونها قد تتوقف الخدمات التي تُدفع تلقائيًا.',
    hint: 'أعد الطلب مع confirm_last=true لحذفها رغم ذلك.',
  },
  'last_method_confirmation_required.in_use': {
    detail: 'هذه آخر طريقة دفع صالحة؛ من دونها قد تتوقف الخدمات التي تُدفع تلقائيًا.',
    hint: 'لا يكفي confirm_last=true لحذفها لأنها ما زالت مطلوبة: {holds_text}. أضف طريقة دفع أخرى أولًا؛ ويمكن لمدير حذفها مع force=true، فيتوقف الدفع التلقائي.',
  },
  last_method_in_use: {
    detail: 'ما زالت آخر طريقة دفع صالحة مطلوبة. {holds_text}',
    hint: 'أضف طريقة دفع أخرى أولًا؛ ويمكن لمدير حذفها مع force=true، فيتوقف الدفع التلقائي.',
  },
  method_not_usable: {
    detail: 'لا يمكن استخدام طريقة الدفع هذه: انتهت صلاحيتها أو لم تعد صالحة أو يجري حذفها.',
    hint: 'أضف بطاقة صالحة واجعلها الافتراضية.',
  },
  verify_amount_not_set: {
    detail: 'لا يمكن لمزود الدفع هذا اختبار طريقة الدفع إلا بمبلغ، وقيمة payment_methods.verify_amount هي 0.',
    hint: 'عيّن payment_methods.verify_amount في ملف الإعدادات؛ يُحجز المبلغ ثم يُرد فورًا.',
  },
  card_declined: { detail: 'رُفضت البطاقة.', hint: 'جرّب بطاقة أخرى.' },
  'card_declined.check_funds': { detail: 'رُفضت البطاقة.', hint: 'تحقق من رصيد البطاقة، أو جرّب بطاقة أخرى.' },
  'card_declined.contact_bank': {
    detail: 'رُفضت البطاقة.',
    hint: 'اسأل البنك الذي أصدر البطاقة، أو جرّب بطاقة أخرى.',
  },
  'card_declined.update_card': { detail: 'رُفضت البطاقة.', hint: 'تحقق من رقم البطاقة وتاريخها ورمزها.' },
  'card_declined.confirm_with_bank': {
    detail: 'رُفضت البطاقة.',
    hint: 'أكّد البطاقة لدى البنك عندما يطلب ذلك، ثم حاول مجددًا.',
  },
  'card_declined.try_again_later': { detail: 'رُفضت البطاقة.', hint: 'حاول مجددًا بعد بضع دقائق.' },
  'card_declined.being_checked': { detail: 'البطاقة قيد المراجعة.', hint: 'انظر مجددًا بعد بضع دقائق.' },
  'card_declined.canceled_by_you': { detail: 'أُلغيت العملية.', hint: 'ابدأ من جديد متى شئت.' },
  setup_pending: { detail: 'لم يكتمل نموذج الدفع بعد.', hint: 'أكمل النموذج ثم أعد المحاولة.' },
  setup_expired: { detail: 'انتهت مهلة هذه الإضافة.', hint: 'ابدأ إضافة جديدة.' },
  identity_check_required: {
    detail: 'تأكد أولًا من أن المتصل هو العميل، وسجّل ذلك.',
    hint: 'يسري التحقق بضع دقائق، لك ولهذا العميل وحدهما.',
  },
  vendor_unavailable: { detail: 'تعذر الوصول إلى مزود الدفع الآن.', hint: 'حاول مجددًا بعد قليل.' },
  vendor_not_configured: {
    detail: 'مزود الدفع هذا غير مهيأ.',
    hint: 'أضف مفاتيحه في ملف الإعدادات تحت vendors.',
  },
  unknown_vendor: { detail: 'لا نعرف مزود الدفع هذا.' },
  payment_type_not_supported: { detail: 'لا يقبل مزود الدفع هذا هذه الطريقة.' },
  vendor_token_unknown: { detail: 'لا يعرف مزود الدفع طريقة الدفع هذه.' },
  vendor_token_foreign: { detail: 'طريقة الدفع هذه لعميل آخر.' },
  vendor_token_used: { detail: 'استُهلكت طريقة الدفع هذه أو حُذفت لدى المزود، ولا يمكن أخذها مجددًا.' },
  vendor_refused: { detail: 'يرفض مزود الدفع هذا الطلب.' },
  vendor_customer_gone: {
    detail: 'لم يعد العميل موجودًا لدى مزود الدفع.',
    hint: 'أعد المحاولة؛ سيُنشأ العميل لديه من جديد.',
  },
  vendor_setup_gone: { detail: 'لم تعد هذه الإضافة موجودة لدى مزود الدفع.', hint: 'ابدأ إضافة جديدة.' },
  vendor_method_gone: {
    detail: 'لم تعد طريقة الدفع هذه موجودة لدى مزود الدفع.',
    hint: 'أضف طريقة دفع أخرى.',
  },
  vendor_charge_gone: { detail: 'لم تعد عملية الخصم هذه موجودة لدى مزود الدفع.' },
  webhook_signature_invalid: { detail: 'توقيع هذا الحدث غير صحيح.' },
  webhook_unreadable: { detail: 'تعذرت قراءة هذا الحدث.' },
  link_expired: { detail: 'انتهت صلاحية هذا الرابط.', hint: 'اطلب رابطًا جديدًا من هذه الصفحة.' },
  link_used: { detail: 'استُخدم هذا الرابط من قبل، وهو يعمل مرة واحدة.', hint: 'سجّل الدخول من جديد.' },
  link_revoked: { detail: 'لم تعد هناك حاجة إلى هذا الرابط: حُذفت البطاقة التي يخصها.' },
  link_invalid: { detail: 'هذا الرابط غير صالح.', hint: 'افتحه من الرسالة مرة أخرى.' },
  session_over: { detail: 'انتهت هذه الجلسة.', hint: 'افتح الرابط مرة أخرى أو سجّل الدخول.' },
  fresh_check_required: {
    detail: 'يتطلب هذا رمزًا نرسله إلى بريدك.',
    hint: 'اطلب رمزًا واكتبه ثم حاول مجددًا.',
  },
  foreign_origin: { detail: 'لم يأت هذا الطلب من صفحتنا.' },
  code_wrong: { detail: 'هذا ليس الرمز الذي أرسلناه.', hint: 'انظر في أحدث رسالة، أو اطلب رمزًا جديدًا.' },
  code_expired: { detail: 'لم يعد هذا الرمز يعمل.', hint: 'اطلب رمزًا جديدًا.' },
  'conflict.no_email': {
    detail: 'لا يوجد في حسابك بريد إلكتروني نرسل إليه رمزًا.',
    hint: 'تواصل مع فريق الدعم.',
  },
  signed_out: { detail: 'انتهت جلستك. سجّل الدخول مجددًا.' },
  cross_site_request: { detail: 'لم يأت هذا الطلب من اللوحة. أعد تحميل الصفحة وحاول مجددًا.' },
};
