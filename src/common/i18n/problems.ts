import type { DomainError } from '../errors/domain-error.js';
import type { Locale } from './locale.js';
import type { ProblemText } from './problem-text.js';
import { problemsAr } from './problems.ar.js';

/** The texts of an error in the reader's language; English stands in the error itself. */
export function problemTexts(error: DomainError, locale: Locale): Partial<ProblemText> {
  if (locale === 'en') return {};
  const { reason, hint_code: hint } = error.extra;
  const kind = reason ?? hint;
  const own = typeof kind === 'string' ? problemsAr[`${error.code}.${kind}`] : undefined;
  const texts = own ?? problemsAr[error.code];
  if (!texts) return {};
  return {
    detail: fill(texts.detail, error.extra),
    ...(texts.hint ? { hint: fill(texts.hint, error.extra) } : {}),
  };
}

function fill(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  });
}
