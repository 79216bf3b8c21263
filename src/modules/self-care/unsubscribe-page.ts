import { escapeHtml } from '../../common/html.js';
import type { Locale } from '../../common/i18n/locale.js';
import { PAGE_FONTS, smallPage } from '../../common/small-page.js';

/** What the page says: asks first, tells that it is done or was before, that reminders come again, or that the link opens nothing. */
export type UnsubscribeStep = 'ask' | 'done' | 'already' | 'again' | 'refused';

const TEXTS: Readonly<Record<Locale, Readonly<Record<UnsubscribeStep | 'button' | 'undo', string>>>> = {
  en: {
    ask: 'Shall we stop reminding you of cards that expire? Mails about payments and your account still come.',
    button: 'Stop reminders',
    done: 'We no longer remind you of cards that expire. Mails about payments and your account still come.',
    already:
      'You have already ended reminders of cards that expire. Mails about payments and your account still come.',
    again: 'We remind you of cards that expire again, from the next one on.',
    undo: 'Send me reminders again',
    refused: 'This link no longer works. Use the one in a newer mail, or ask us.',
  },
  ar: {
    ask: 'هل تريد أن نتوقف عن تذكيرك بالبطاقات التي توشك صلاحيتها على الانتهاء؟ ستبقى رسائل الدفعات والحساب تصلك.',
    button: 'إيقاف التذكيرات',
    done: 'لن نذكّرك بعد الآن بالبطاقات التي توشك صلاحيتها على الانتهاء. ستبقى رسائل الدفعات والحساب تصلك.',
    already:
      'سبق أن أوقفت التذكير بالبطاقات التي توشك صلاحيتها على الانتهاء. ستبقى رسائل الدفعات والحساب تصلك.',
    again: 'سنعود إلى تذكيرك بالبطاقات التي توشك صلاحيتها على الانتهاء، ابتداءً من التذكير التالي.',
    undo: 'أريد التذكيرات من جديد',
    refused: 'لم يعد هذا الرابط يعمل. استخدم الرابط في رسالة أحدث، أو تواصل معنا.',
  },
};

/** The page behind the link under a reminder. Opening it changes nothing, since scanners of mails open links too. */
export function unsubscribePage(step: UnsubscribeStep, businessName: string, locale: Locale): string {
  return smallPage(locale, {
    title: businessName,
    head: [PAGE_FONTS],
    mainClass: 'card',
    main: `<h1>${escapeHtml(businessName)}</h1>
<p role="status">${TEXTS[locale][step]}</p>
${formOf(step, locale)}`,
  });
}

// A mail program's one click posts to the address alone, so turning reminders on has one that no program knows.
function formOf(step: UnsubscribeStep, locale: Locale): string {
  const { button, undo } = TEXTS[locale];
  if (step === 'ask') return `<form method="post"><p><button type="submit">${button}</button></p></form>`;
  if (step !== 'done' && step !== 'already') return '';
  return `<form method="post" action="?reminders=on"><p><button type="submit" class="quiet">${undo}</button></p></form>`;
}
