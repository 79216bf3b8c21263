import type { Locale } from '../payment-form/contract.js';
import type { CareTexts } from './care-texts.js';
import { arabic } from './texts.ar.js';
import { english } from './texts.en.js';

/** The page's words in this language. */
export function textsFor(locale: Locale): CareTexts {
  return locale === 'ar' ? arabic : english;
}
