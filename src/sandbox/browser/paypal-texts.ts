/** The words of PayPal's stand-in in one language. */
export interface PayPalTexts {
  readonly dir: 'ltr' | 'rtl';
  readonly number: string;
  readonly expiry: string;
  readonly cvv: string;
  readonly name: string;
  readonly button: string;
  readonly sandboxNote: string;
  readonly testCards: string;
  readonly useCard: (ending: string) => string;
  readonly inWindow: string;
  readonly showWindow: string;
  readonly closeWindow: string;
}

const en: PayPalTexts = {
  dir: 'ltr',
  number: 'Card number',
  expiry: 'Expiry date',
  cvv: 'Security code',
  name: 'Name on the card',
  button: 'Save with PayPal',
  sandboxNote: 'Sandbox: no real PayPal account is asked.',
  testCards: 'Test cards',
  useCard: (ending) => `Use the card ending in ${ending}`,
  inWindow: 'Don’t see PayPal’s window? We help you to find it again.',
  showWindow: 'Show the window',
  closeWindow: 'Close PayPal’s window',
};

const ar: PayPalTexts = {
  dir: 'rtl',
  number: 'رقم البطاقة',
  expiry: 'تاريخ الانتهاء',
  cvv: 'رمز الأمان',
  name: 'الاسم على البطاقة',
  button: 'الحفظ عبر PayPal',
  sandboxNote: 'بيئة تجريبية: لا يُسأل أي حساب PayPal حقيقي.',
  testCards: 'بطاقات للتجربة',
  useCard: (ending) => `استخدم البطاقة المنتهية بـ ${ending}`,
  inWindow: 'ألا ترى نافذة PayPal؟ نساعدك على العثور عليها.',
  showWindow: 'إظهار النافذة',
  closeWindow: 'إغلاق نافذة PayPal',
};

/** Arabic for any `ar` locale, English for everything else. */
export function textsFor(locale: string): PayPalTexts {
  return locale.toLowerCase().startsWith('ar') ? ar : en;
}
