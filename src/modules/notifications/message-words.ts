import type { Locale } from '../../common/i18n/locale.js';
import type { MessageState, SkipReason } from './message-vocabulary.js';

/** What of a message says where it stands and why. */
export interface ExplainedMessage {
  readonly state: MessageState;
  readonly skipReason: SkipReason | null;
  readonly attempts: number;
  readonly errorDetail: string | null;
}

type Words = Readonly<Record<Exclude<MessageState, 'skipped'> | 'retried' | SkipReason, string>>;

const EN: Words = {
  queued: 'Waits for its time and goes by itself.',
  retried: 'Could not go yet and is tried again by itself.',
  sending: 'Is on its way to Mailjet, or Mailjet is being asked whether it arrived there.',
  sent: 'Mailjet has taken it; nothing more is known yet.',
  delivered: 'Arrived at the mail server of the address.',
  opened: 'Was opened.',
  clicked: 'A link in it was opened.',
  bounced: 'The mail server of the address sent it back.',
  blocked: 'Mailjet held it back and did not send it to the address.',
  spam: 'The recipient marked it as spam, so reminders go there no more.',
  failed: 'Could not be sent, and is not tried again by itself.',
  no_email: 'The customer had no e-mail address.',
  suppressed: 'The address gets no reminders: it bounced for good, complained or unsubscribed.',
  opted_out: 'The customer wants no reminders.',
  notified_recently: 'The customer had enough mails for a day; a reminder that still matters goes later.',
  removed: 'What it was about is gone: the method was removed or the matter settled.',
  replaced: 'The card was replaced by one that lasts longer.',
  not_a_card: 'It is about a method that does not expire.',
  mailjet_not_configured: 'Mailjet, or a sender for this type of mail, was not configured.',
};

const AR: Words = {
  queued: 'تنتظر موعدها وتُرسل تلقائيًا.',
  retried: 'تعذّر إرسالها حتى الآن، وتُعاد المحاولة تلقائيًا.',
  sending: 'في طريقها إلى Mailjet، أو يجري التحقق من وصولها إليه.',
  sent: 'استلمها Mailjet، ولا يُعرف عنها شيء بعد ذلك حتى الآن.',
  delivered: 'وصلت إلى خادم بريد العميل.',
  opened: 'فُتحت الرسالة.',
  clicked: 'فُتح رابط فيها.',
  bounced: 'أعادها خادم بريد العميل.',
  blocked: 'حجبها Mailjet ولم يرسلها إلى العنوان.',
  spam: 'أبلغ المستلم عنها كرسالة مزعجة، فلا تُرسل إليه تذكيرات بعد الآن.',
  failed: 'تعذّر إرسالها، ولا تُعاد المحاولة تلقائيًا.',
  no_email: 'لم يكن للعميل عنوان بريد إلكتروني.',
  suppressed: 'لا تُرسل تذكيرات إلى هذا العنوان: تعذّر الوصول إليه نهائيًا، أو اشتكى صاحبه، أو ألغى الاشتراك.',
  opted_out: 'لا يريد العميل رسائل تذكير.',
  notified_recently: 'تلقّى العميل ما يكفي من الرسائل ليوم واحد؛ والتذكير الذي ما زال مهمًا يُرسل لاحقًا.',
  removed: 'لم يعد موضوعها قائمًا: حُذفت وسيلة الدفع أو سُوّي الأمر.',
  replaced: 'استُبدلت البطاقة بأخرى صلاحيتها أطول.',
  not_a_card: 'تخص وسيلة دفع لا تنتهي صلاحيتها.',
  mailjet_not_configured: 'لم يكن Mailjet، أو مرسل هذا النوع من الرسائل، مُعدًّا.',
};

const WORDS: Readonly<Record<Locale, Words>> = { en: EN, ar: AR };
const WITH_DETAIL: readonly MessageState[] = ['queued', 'bounced', 'blocked', 'failed'];

/** Why a customer got this mail, or did not, in words; with those of whoever refused it. */
export function explained(message: ExplainedMessage, locale: Locale): string {
  const words = WORDS[locale][keyOf(message)];
  const { state, errorDetail } = message;
  return errorDetail !== null && WITH_DETAIL.includes(state) ? `${words} (${errorDetail})` : words;
}

function keyOf({ state, skipReason, attempts }: ExplainedMessage): keyof Words {
  if (state === 'skipped') return skipReason ?? 'removed';
  return state === 'queued' && attempts > 0 ? 'retried' : state;
}
