import type { Locale } from './contract.js';
import type { FormTexts } from './form-texts.js';
import { arabic } from './texts.ar.js';
import { arabicWallet } from './texts.wallet.ar.js';
import { english } from './texts.en.js';
import { englishWallet } from './texts.wallet.en.js';

const LANGUAGES = { ar: [arabic, arabicWallet], en: [english, englishWallet] } as const;

/** The words of a language for a card, or for a wallet. */
export function textsFor(locale: Locale, about: 'card' | 'wallet'): FormTexts {
  const [texts, wallet] = LANGUAGES[locale];
  if (about === 'card') return texts;
  return { ...texts, ...wallet, trouble: { ...texts.trouble, ...wallet.trouble } };
}

/** `ar` for any Arabic tag, `en` for every other. */
export function localeOf(tag: string | null | undefined): Locale {
  return tag?.toLowerCase().startsWith('ar') ? 'ar' : 'en';
}
