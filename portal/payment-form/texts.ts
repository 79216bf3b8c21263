import type { Locale } from './contract.js';
import type { FormTexts } from './form-texts.js';
import { arabic } from './texts.ar.js';
import { english } from './texts.en.js';

/** The words of a language tag; English where we have no other. */
export function textsFor(locale: Locale): FormTexts {
  return locale === 'ar' ? arabic : english;
}

/** `ar` for any Arabic tag, `en` for every other. */
export function localeOf(tag: string | null | undefined): Locale {
  return tag?.toLowerCase().startsWith('ar') ? 'ar' : 'en';
}
