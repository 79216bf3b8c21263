import { brandLabel } from './brand-label.js';
import type { MailMethod } from './mail-parts.schemas.js';
import { isolate, ltr, t, type MailText } from './mail-text.js';
import type { MailSupport, NamedMethod } from './mail-texts.js';
import type { MailHint } from './payment-mail.schemas.js';

/** The greeting. */
export const hello = (name: string): MailText => t`مرحبًا ${isolate(name)}،`;

/** A card as its owner knows it. */
export const card = (v: { brand: string; last4: string }): MailText =>
  t`بطاقة ${ltr(brandLabel(v.brand))} التي تنتهي بـ\u00a0${ltr(v.last4)}`;

/** The same, said to be the reader's own. */
export const ownCard = (v: { brand: string; last4: string }): MailText =>
  t`بطاقة ${ltr(brandLabel(v.brand))} الخاصة بك التي تنتهي بـ\u00a0${ltr(v.last4)}`;

/** A card or an account as its owner knows it. */
export function method(v: NamedMethod, named: typeof card = card): MailText {
  if (v.payment_type === 'paypal' || v.brand === null || v.last4 === null) {
    return v.account_email_masked === null
      ? t`حساب ${ltr('PayPal')} الخاص بك`
      : t`حساب ${ltr('PayPal')} الخاص بك ${ltr(v.account_email_masked)}`;
  }
  return named({ brand: v.brand, last4: v.last4 });
}

/** Feminine for a card, masculine for an account. */
export function byGender(v: NamedMethod, card: string, account: string): string {
  return v.payment_type === 'card' ? card : account;
}

const plural = new Intl.PluralRules('ar');

interface Noun {
  readonly one: string;
  readonly two: string;
  readonly few: string;
  readonly many: string;
  readonly other: string;
}

/** A number with its counted noun: one and two are words of their own, 3 to 10 take the plural, 11 to 99 the accusative. */
export function counted(count: number, noun: Noun): string {
  const form = plural.select(count);
  if (form === 'one' || form === 'two') return noun[form];
  return `${String(count)} ${form === 'zero' ? noun.other : noun[form]}`;
}

/** `يومان`. */
const days = (count: number): string =>
  counted(count, { one: 'يوم واحد', two: 'يومان', few: 'أيام', many: 'يومًا', other: 'يوم' });

/** `يومين`, after a preposition. */
export const duringDays = (count: number): string =>
  counted(count, { one: 'يوم واحد', two: 'يومين', few: 'أيام', many: 'يومًا', other: 'يوم' });

/** `دقيقتين`, after a preposition. */
export const duringMinutes = (count: number): string =>
  counted(count, { one: 'دقيقة واحدة', two: 'دقيقتين', few: 'دقائق', many: 'دقيقة', other: 'دقيقة' });

/** How long there is still time. */
export function daysLeft(count: number): MailText {
  if (count < 0) return t`منتهية الصلاحية`;
  if (count === 0) return t`اليوم هو الأخير`;
  return t`متبقٍّ ${days(count)}`;
}

export const safety = t`لا نطلب رقم البطاقة عبر البريد الإلكتروني أبدًا. لا تُدخِله إلا في النموذج الآمن لمزوّد الدفع.`;

export const paidAlready = t`هل سدّدت المبلغ في هذه الأثناء؟ إذن لا يلزمك أي إجراء.`;

/** Where help is. */
export function help({ email, phone }: MailSupport): MailText {
  if (email !== null && phone !== null)
    return t`لديك سؤال؟ راسلنا على ${ltr(email)} أو اتصل بنا على ${ltr(phone)}، ويسعدنا أن نساعدك.`;
  if (email !== null) return t`لديك سؤال؟ راسلنا على ${ltr(email)}، ويسعدنا أن نساعدك.`;
  if (phone !== null) return t`لديك سؤال؟ اتصل بنا على ${ltr(phone)}، ويسعدنا أن نساعدك.`;
  return t`لديك سؤال؟ يسعد فريق الدعم لدينا أن يساعدك.`;
}

const HINTS: Readonly<Record<MailHint, MailText>> = {
  check_funds: t`لم يكن الرصيد المتاح كافيًا، أو تم بلوغ الحد المسموح به.`,
  contact_bank: t`رفض البنك عملية الدفع دون أن يوضّح لنا السبب. يمكنك الاستفسار لدى البنك، أو استخدام طريقة دفع أخرى.`,
  try_again_later: t`حال عطل فني دون إتمام العملية، والأرجح أن طريقة الدفع نفسها سليمة.`,
  update_card: t`لم تعد بيانات البطاقة صالحة، فربما انتهت صلاحيتها أو استُبدلت.`,
  confirm_with_bank: t`يطلب البنك أن تؤكد هذه الدفعة بنفسك.`,
  use_other_method: t`لم يعد من الممكن استخدامها في المدفوعات التلقائية.`,
  being_checked: t`ما زالت عملية الدفع قيد التحقق.`,
  canceled_by_you: t`أُلغيت عملية الدفع قبل اكتمالها.`,
  no_method: t`لا توجد طريقة دفع في حسابك بعد.`,
  not_automatic: t`الدفع التلقائي متوقف، لذا تنتظر هذه الدفعة أن تسدّدها بنفسك.`,
};

/** Why it did not work, as far as a customer may know. */
export const reasonOf = (hint: MailHint): MailText => HINTS[hint];

/** `باستخدام بطاقة Visa …`, or nothing. */
export const withMethod = (v: MailMethod | null): MailText => (v === null ? [] : t` باستخدام ${method(v)}`);

/** A service by its name. */
export const service = (name: string | null): MailText =>
  name === null ? t`خدمتك` : t`خدمة «${isolate(name)}»`;

/** ` مقابل خدمة …`, or nothing. */
export const forService = (name: string | null): MailText =>
  name === null ? [] : t` مقابل خدمة «${isolate(name)}»`;

/** ` في خدمة …`, or nothing. */
export const inService = (name: string | null): MailText =>
  name === null ? [] : t` في خدمة «${isolate(name)}»`;
