import { escapeHtml } from '../../common/html.js';
import type { Locale } from '../../common/i18n/locale.js';
import { PAGE_FONTS, smallPage } from '../../common/small-page.js';

const TEXTS: Readonly<Record<Locale, Readonly<Record<'title' | 'why' | 'goOn', string>>>> = {
  en: {
    title: 'This page does not exist',
    why: 'The address may be mistyped or cut off. Nothing has changed in your account.',
    goOn: 'Open my account',
  },
  ar: {
    title: 'هذه الصفحة غير موجودة',
    why: 'قد يكون في العنوان خطأ أو نقص. لم يتغير شيء في حسابك.',
    goOn: 'فتح حسابي',
  },
};

/** Whether who asks is a browser that shows what it gets, and no program that reads it. */
export function wantsPage(accept: string | undefined): boolean {
  return accept !== undefined && /\btext\/html\b/i.test(accept);
}

/** What a customer sees at an address of the portal that leads nowhere. */
export function missingPage(businessName: string, accountUrl: string, locale: Locale): string {
  const { title, why, goOn } = TEXTS[locale];
  return smallPage(locale, {
    title: `${title} · ${businessName}`,
    head: [PAGE_FONTS],
    mainClass: 'card',
    main: `<p>${escapeHtml(businessName)}</p>
<h1>${title}</h1>
<p>${why}</p>
<p><a href="${escapeHtml(accountUrl)}">${goOn}</a></p>`,
  });
}
