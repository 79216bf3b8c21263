import type { Messages } from './en.js';

export const system: Messages['system'] = {
  again: 'افحص مجددًا',
  part: 'الجزء',
  facts: 'الأرقام',
  checkedAt: 'سُئل في {at}.',
  try: {
    clock: 'اضبط ساعة هذا الجهاز وساعة قاعدة البيانات من خادم وقت واحد.',
    stripe: 'راجع \u2066vendors.stripe\u2069 في الإعدادات: المفاتيح، وأنها من هذا الوضع.',
    paypal: 'راجع \u2066vendors.paypal\u2069 في الإعدادات: معرّف العميل وسرّه.',
    paytabs: 'راجع \u2066vendors.paytabs\u2069 في الإعدادات: الملف ومفتاح الخادم والمنطقة.',
    vendors: 'تعذر سؤال مزوّدي الدفع، راجع السجل التقني.',
    mailjet: 'اضبط \u2066mailjet.api_key\u2069 و\u2066mailjet.api_secret\u2069، فلا رسالة تُرسل بدونهما.',
    mailjet_senders: 'وثّق كل عنوان أو نطاقه لدى Mailjet، واضبط \u2066mailjet.types.default.from_email\u2069.',
    mailjet_templates: 'صحّح \u2066mailjet.types.<type>.template_id\u2069، أو احذفه ليُستعمل القالب المدمج.',
    mailjet_events:
      'اضبط \u2066mailjet.webhook\u2069 وعنوانه لدى Mailjet، فبدونه لا يُعرف بالارتداد والشكاوى.',
    mail_queue: 'تحقق من أن Mailjet يقبل الرسائل وأن مهمة \u2066deliver-messages\u2069 تعمل.',
    jobs: 'ابحث في السجل التقني عن اسم المهمة؛ تعمل المهام حيث \u2066jobs.enabled\u2069 هو \u2066true\u2069.',
  },
};

export const systemWords: Pick<Messages['words'], 'part_state' | 'system_part' | 'system_fact'> = {
  part_state: { ok: 'سليم', not_configured: 'غير مُعدّ', warning: 'يحتاج إلى نظرة', failing: 'متعطل' },
  system_part: {
    clock: 'الساعات',
    vendors: 'مزوّدو الدفع',
    mailjet: 'خدمة Mailjet',
    mailjet_senders: 'مرسلو الرسائل',
    mailjet_templates: 'القوالب لدى Mailjet',
    mailjet_events: 'ما يبلغه Mailjet عن الرسائل',
    mail_queue: 'طابور الرسائل',
    jobs: 'المهام المجدولة',
  },
  system_fact: {
    skew_seconds: 'فرق الثواني',
    business_time: 'وقت العمل',
    senders: 'المرسلون المستعملون',
    types_without_sender: 'أنواع بلا مرسل',
    templates: 'القوالب المستعملة',
    due: 'مستحق الآن',
    oldest_due_minutes: 'انتظار الأقدم بالدقائق',
    failed_today: 'فشل خلال يوم',
    last_accepted_at: 'آخر ما قُبل',
    jobs: 'المهام',
    late: 'المتأخر',
    failed: 'ما فشل في آخر تشغيل',
    last_run_at: 'آخر تشغيل',
  },
};
