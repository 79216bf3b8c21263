import type { FieldCode, TestOutcome } from './card-input.js';

/** The stand-in's words in one language. */
export interface Texts {
  readonly dir: 'ltr' | 'rtl';
  readonly frameTitle: string;
  readonly number: string;
  readonly expiry: string;
  readonly expiryPlaceholder: string;
  readonly cvc: string;
  readonly cvcPlaceholder: string;
  readonly sandboxNote: string;
  readonly testCards: string;
  readonly useCard: (ending: string) => string;
  readonly outcomes: Readonly<Record<TestOutcome, string>>;
  readonly errors: Readonly<Record<FieldCode, string>>;
  readonly challengeTitle: string;
  readonly challengeBank: string;
  readonly challengeBody: string;
  readonly challengeNote: string;
  readonly approve: string;
  readonly refuse: string;
}

const en: Texts = {
  dir: 'ltr',
  frameTitle: 'Secure card fields',
  number: 'Card number',
  expiry: 'Expiry date',
  expiryPlaceholder: 'MM / YY',
  cvc: 'Security code',
  cvcPlaceholder: 'CVC',
  sandboxNote: 'Sandbox: no real bank is asked.',
  testCards: 'Test cards',
  useCard: (ending) => `Use the card ending in ${ending}`,
  outcomes: {
    success: 'is saved',
    authentication: 'asks the bank first',
    insufficient_funds: 'no money on it',
    declined: 'is declined',
    incorrect_cvc: 'wrong security code',
    expired_card: 'has expired',
  },
  errors: {
    incomplete_number: 'The card number is incomplete.',
    invalid_number: 'The card number is not valid.',
    incomplete_expiry: 'The expiry date is incomplete.',
    invalid_expiry_month: 'The month must be 01 to 12.',
    invalid_expiry_year_past: 'The expiry date is in the past.',
    incomplete_cvc: 'The security code is incomplete.',
  },
  challengeTitle: 'Confirm with your bank',
  challengeBank: 'Sandbox bank',
  challengeBody: 'Your bank wants to know that it is you who saves this card.',
  challengeNote: 'This is a stand-in: choose what the bank answers.',
  approve: 'Approve',
  refuse: 'Refuse',
};

const ar: Texts = {
  dir: 'rtl',
  frameTitle: 'حقول البطاقة الآمنة',
  number: 'رقم البطاقة',
  expiry: 'تاريخ الانتهاء',
  expiryPlaceholder: 'MM / YY',
  cvc: 'رمز الأمان',
  cvcPlaceholder: 'CVC',
  sandboxNote: 'بيئة تجريبية: لا يُسأل أي بنك حقيقي.',
  testCards: 'بطاقات للتجربة',
  useCard: (ending) => `استخدم البطاقة المنتهية بـ ${ending}`,
  outcomes: {
    success: 'تُحفظ',
    authentication: 'يتحقق البنك أولاً',
    insufficient_funds: 'الرصيد غير كافٍ',
    declined: 'تُرفض',
    incorrect_cvc: 'رمز أمان خاطئ',
    expired_card: 'منتهية الصلاحية',
  },
  errors: {
    incomplete_number: 'رقم البطاقة غير مكتمل.',
    invalid_number: 'رقم البطاقة غير صحيح.',
    incomplete_expiry: 'تاريخ الانتهاء غير مكتمل.',
    invalid_expiry_month: 'يجب أن يكون الشهر بين 01 و12.',
    invalid_expiry_year_past: 'تاريخ الانتهاء في الماضي.',
    incomplete_cvc: 'رمز الأمان غير مكتمل.',
  },
  challengeTitle: 'التأكيد لدى البنك',
  challengeBank: 'بنك تجريبي',
  challengeBody: 'يريد بنكك التأكد من أنك أنت من يحفظ هذه البطاقة.',
  challengeNote: 'هذه محاكاة: اختر ما يجيب به البنك.',
  approve: 'موافقة',
  refuse: 'رفض',
};

/** Arabic for any `ar` locale, English for everything else. */
export function textsFor(locale: string): Texts {
  return locale.toLowerCase().startsWith('ar') ? ar : en;
}
