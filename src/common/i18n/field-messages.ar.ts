import { tellBy } from './message-patterns.js';

/** What our own rules say of a single field in English, and the same in Arabic. */
export const FIELD_MESSAGES: Readonly<Record<string, string>> = {
  'This amount cannot be topped up at once.': 'لا يمكن شحن هذا المبلغ دفعة واحدة.',
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
  'A code has six digits.': 'الرمز من ستة أرقام.',
  'Not the code that we sent.': 'ليس هذا هو الرمز الذي أرسلناه.',
  'Lower case letters, digits, _ and -, beginning with a letter, at most 40.':
    'أحرف لاتينية صغيرة وأرقام و_ و- تبدأ بحرف، 40 على الأكثر.',
  'An ISO 8601 period of one unit, such as P1M; at most 999 days, weeks or months, or 99 years.':
    'مدة بصيغة ISO 8601 من وحدة واحدة مثل P1M؛ 999 يومًا أو أسبوعًا أو شهرًا على الأكثر، أو 99 سنة.',
  'Names a thing twice.': 'فيه اسم مكرر.',
  'Not an ISO 4217 code in upper case, such as GBP.': 'ليس رمز عملة ISO 4217 بأحرف كبيرة مثل GBP.',
  'Not a time zone such as Europe/London.': 'ليست منطقة زمنية مثل Europe/London.',
  'No control characters.': 'لا يُقبل ما فيه أحرف تحكم.',
  'Not a phone number in E.164 form, such as +442079460000.': 'ليس رقم هاتف بصيغة E.164 مثل ‎+442079460000.',
  'Prices include their tax, so it cannot be more than the price.':
    'الأسعار تشمل ضريبتها، فلا تزيد الضريبة على السعر.',
  'The total is too large to be exact.': 'المجموع أكبر من أن يُحسب بدقة.',
  'A tax rate is a percentage such as 20 or 7.5.': 'نسبة الضريبة مئوية مثل 20 أو 7.5.',
  'An ISO 8601 duration such as P3D or PT12H, forward and at most ten years.':
    'مدة بصيغة ISO 8601 مثل P3D أو PT12H، إلى الأمام وعشر سنوات على الأكثر.',
  'Only the years 1900 to 2199.': 'السنوات من 1900 إلى 2199 فقط.',
  'At most six digits after the second.': 'ستة أرقام بعد الثانية على الأكثر.',
  'Text with characters that cannot be stored.': 'نص فيه أحرف لا يمكن حفظها.',
  'A name with characters that cannot be stored.': 'اسم حقل فيه أحرف لا يمكن حفظها.',
  'Too many values.': 'عدد القيم أكثر مما يُقبل.',
  'Nested too deep.': 'التداخل أعمق مما يُقبل.',
  'A method can only be kept for a customer: add customer_id.':
    'لا تُحفظ طريقة الدفع إلا لعميل: أضف customer_id.',
  'The vendor does not know this payment method.': 'لا يعرف مزود الدفع طريقة الدفع هذه.',
  'This payment method belongs to another customer.': 'طريقة الدفع هذه لعميل آخر.',
  'This payment method was used up or removed at the vendor and cannot be taken again.':
    'استُهلكت طريقة الدفع هذه أو أزيلت لدى مزود الدفع ولا تُقبل مرة أخرى.',
  'This is not a payment method of this customer.': 'هذه الطريقة ليست من طرق دفع هذا العميل.',
  'This is not a subscription of this customer.': 'هذا الاشتراك ليس لهذا العميل.',
  'This is not the customer of the invoice.': 'هذا ليس عميل الفاتورة.',
  'There is no such invoice.': 'لا توجد فاتورة كهذه.',
  'There is no such customer.': 'لا يوجد عميل كهذا.',
  'Must be at least the amount of one recharge.': 'يجب ألا يقل عن مبلغ الشحنة الواحدة.',
  "Must be after the customer's today.": 'يجب أن يكون بعد يوم العميل الحالي.',
  'Too easy to guess: it repeats or counts.': 'سهلة التخمين: فيها تكرار أو تعداد.',
  'Too easy to guess: it is made of common words, names or digits alone.':
    'سهلة التخمين: كلمات شائعة أو أسماء أو أرقام وحدها.',
};

const apart = (value = ''): string => `\u2066${value}\u2069`;

/** Says in Arabic what our own rules say with a value in it. */
export const valueMessageAr = tellBy([
  [
    /^Must be (?:in )?the (?:customer|subscription)'s currency, (\w+)\.$/,
    (currency) => `يجب أن يكون بعملة العميل ${apart(currency)}.`,
  ],
  [
    /^The price must be in the customer's currency, (\w+)\.$/,
    (currency) => `يجب أن يكون السعر بعملة العميل ${apart(currency)}.`,
  ],
  [/^The payment was taken in (\w+)\.$/, (currency) => `أُخذت الدفعة بعملة ${apart(currency)}.`],
  [/^This vendor does not take (\w+)\.$/, (type) => `لا يقبل مزود الدفع هذا النوع ${apart(type)}.`],
  [/^(\w+) does not offer (\w+)\.$/, (vendor, type) => `لا يقدم ${apart(vendor)} النوع ${apart(type)}.`],
  [/^Unknown vendor; one of (.+)\.$/, (names) => `مزود دفع غير معروف؛ المعروف: ${apart(names)}.`],
  [
    /^The role (\w+) does not have: (.+)\.$/,
    (role, scopes) => `لا يملك الدور ${apart(role)} هذه الصلاحيات: ${apart(scopes)}.`,
  ],
  [
    /^The next invoice cannot be of a period that is over; (\S+) is the first/,
    (day) => `لا تكون الفاتورة التالية لفترة انقضت؛ أول يوم ممكن ${apart(day)}، وما قبله يُفوتر يدويًا.`,
  ],
  [
    /^From (\S+) on, periods that are over would be billed; .* began on (\S+)\.$/,
    (from, running) =>
      `من ${apart(from)} تُفوتر فترات انقضت؛ هناك اشتراك بدأت فترته الجارية في ${apart(running)}.`,
  ],
]);
