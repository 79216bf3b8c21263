import { findCardNumber } from '../card-number.js';
import { DomainError, Invalid } from '../errors/domain-error.js';
import { findHostileInput } from './hostile-text.js';

/** What of a request a caller can write into. */
export interface GivenInput {
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

const OWN_HEADERS = new Set(['authorization', 'cookie', 'content-length', 'date', 'if-none-match']);

/** Throws for card numbers and for text that cannot be stored, wherever they stand; `exempt` names fields of the body not looked at for cards. */
export function refuseInput({ url, headers, body }: GivenInput, exempt: readonly string[]): void {
  refuseCardNumber(url.includes('%') ? decoded(url) : url, 'the address', []);
  refuseCardNumber(namedHeaders(headers), 'header', []);
  if (body === undefined || body === null) return;
  const hostile = findHostileInput(body);
  if (hostile) throw new Invalid(hostile.path, hostile.what);
  refuseCardNumber(body, '', exempt);
}

function refuseCardNumber(value: unknown, place: string, ignorePaths: readonly string[]): void {
  const path = findCardNumber(value, { ignorePaths });
  if (path === null) return;
  const where = [place, path].filter(Boolean).join(' ');
  throw new DomainError({
    kind: 'invalid',
    code: 'card_number_refused',
    detail: 'A value holds a card number. Card numbers are never accepted here, nor kept anywhere.',
    hint: 'Add the card through the payment form, which sends it to the vendor alone.',
    errors: [{ path: where, message: 'Holds a card number.' }],
  });
}

function namedHeaders(headers: GivenInput['headers']): Record<string, unknown> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name)));
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url.replaceAll('+', ' '));
  } catch (error) {
    if (error instanceof URIError) throw new Invalid('', 'The address is not well-formed.');
    throw error;
  }
}
