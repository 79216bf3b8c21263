import type { Locale } from '../../common/i18n/locale.js';
import type { MailType, MailVariables } from './mail-variables.schemas.js';
import { PAYMENT_MAIL_SAMPLES } from './payment-mail-samples.js';

const link = { path: '/' } as const;
const card = { brand: 'visa', last4: '4242', exp_month: 12, exp_year: 2026 } as const;
const expiring = { customer_name: 'Sara', ...card, link } as const;
const method = {
  customer_name: 'Sara',
  payment_type: 'card',
  ...card,
  account_email_masked: null,
  link,
} as const;

/** Made-up variables for each type: for previews, and for telling one version of a template from another. */
export const MAIL_SAMPLES: { readonly [T in MailType]: MailVariables<T> } = {
  card_expiry_60: { ...expiring, days_left: 58 },
  card_expiry_30: { ...expiring, days_left: 28 },
  card_expiry_7: { ...expiring, days_left: 5 },
  card_expired: { ...expiring, days_left: -1 },
  method_added: { ...method, is_default: true },
  method_removed: { ...method, automatic_payment_off: true },
  default_changed: { ...method, reason: 'replaced' },
  secure_link: { customer_name: 'Sara', purpose: 'add_payment_method', days: 30, link },
  sign_in_link: { customer_name: 'Sara', minutes: 15, code: '493027', link },
  staff_alert: {
    title: 'Mailjet refuses the key',
    lines: ['12 messages wait.', 'The last one went at 09:14.'],
    link,
  },
  ...PAYMENT_MAIL_SAMPLES,
};

const IN_ARABIC: Readonly<Record<string, string>> = {
  Sara: 'سارة',
  'Mobile 50 GB': 'جوال 50 غيغابايت',
  'Mobile 50 GB, December 2026': 'جوال 50 غيغابايت، ديسمبر 2026',
  'Fibre 500': 'ألياف 500',
  'Roaming day pass': 'باقة تجوال ليوم واحد',
  Router: 'جهاز توجيه',
  GBP: 'SAR',
  'Mailjet refuses the key': 'يرفض Mailjet المفتاح',
  '12 messages wait.': '12 رسالة في الانتظار.',
  'The last one went at 09:14.': 'أُرسلت آخر رسالة في الساعة 09:14.',
};

/** The same in the reader's language: an Arabic customer of an Arabic business. */
export function mailSample<T extends MailType>(type: T, locale: Locale): MailVariables<T> {
  const sample: MailVariables<T> = MAIL_SAMPLES[type];
  return locale === 'en' ? sample : (translated(sample) as MailVariables<T>);
}

function translated(value: unknown): unknown {
  if (typeof value === 'string') return IN_ARABIC[value] ?? value;
  if (Array.isArray(value)) return value.map(translated);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, translated(inner)]));
}
