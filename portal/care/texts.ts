import type { Locale } from '../payment-form/contract.js';
import { arabic } from './texts.ar.js';
import { english, type CareTexts } from './texts.en.js';
import type { CareProblem } from './care-problem.js';
import type { Decline } from './care-types.js';

export type { PageText } from './texts.en.js';

/** Words and dates as the reader has them. */
interface Reader {
  readonly texts: CareTexts;
  readonly instant: (at: string) => string;
}

/** The pages' words in this language. */
export function textsFor(locale: Locale): CareTexts {
  return locale === 'ar' ? arabic : english;
}

/** What a refused action means and what to try. */
export function refusalOf({ texts, instant }: Reader, problem: CareProblem): string {
  const { refusals } = texts;
  const { reason, possible_at: freeAt } = problem.facts;
  if (reason === 'network_cap' && typeof freeAt === 'string') return texts.networkCap(instant(freeAt));
  const known: Readonly<Partial<Record<string, string>>> = refusals;
  const byStatus: Readonly<Partial<Record<number, string>>> = {
    403: refusals.forbidden,
    404: refusals.not_found,
    422: refusals.invalid,
    429: refusals.rate_limited,
  };
  return known[String(reason)] ?? known[problem.code] ?? byStatus[problem.status] ?? refusals.server_error;
}

/** Why the bank said no, in words. */
export function declineOf(texts: CareTexts, decline: Decline | null | undefined): string {
  const known: Readonly<Partial<Record<string, string>>> = texts.declines;
  return known[decline?.bucket ?? ''] ?? texts.declines.issuer;
}
