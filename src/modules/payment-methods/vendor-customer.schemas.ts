import { z } from 'zod';
import { containsCardNumber } from '../../common/card-number.js';
import { isCurrency } from '../../common/config/config-values.js';
import type { NewCustomer } from '../customers/index.js';
import type { KnownVendorCustomer } from '../vendors/index.js';

const LONGEST_NAME = 200;
const LONGEST_EXTERNAL_ID = 100;
const email = z.string().trim().max(254).pipe(z.email());
const phone = z
  .string()
  .transform((text) => text.replaceAll(/[\s().-]/g, ''))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/));

export type ReadCustomer =
  { readonly ok: true; readonly customer: NewCustomer } | { readonly ok: false; readonly reason: string };

/**
 * Makes a customer of ours of one kept at a vendor. An address or telephone number that is none is left out, since vendors do not check
 * them; a card number anywhere refuses the whole, and the reason never repeats a value.
 */
export function readVendorCustomer(known: KnownVendorCustomer, externalIdKey: string): ReadCustomer {
  const externalId = known.metadata[externalIdKey]?.trim() ?? '';
  const reason = refusalOf(known, externalIdKey, externalId);
  if (reason !== null) return { ok: false, reason };
  const address = email.safeParse(known.email).data ?? null;
  const names = [cleaned(known.name ?? ''), address ?? '', known.vendorCustomerId];
  const customer: NewCustomer = {
    type: 'individual',
    name: names.find((name) => name !== '') ?? known.vendorCustomerId,
    externalId: externalId === '' ? null : externalId,
    email: address,
    phone: phoneOf(known.phone),
    locale: localeOf(known.locale),
    currency: currencyOf(known.currency),
  };
  return { ok: true, customer };
}

function refusalOf(known: KnownVendorCustomer, key: string, externalId: string): string | null {
  const texts = Object.entries({ name: known.name, email: known.email, [key]: externalId });
  const holder = texts.find(([, text]) => text !== null && containsCardNumber(text));
  if (holder) return `${holder[0]} holds a card number`;
  const isFit = externalId.length <= LONGEST_EXTERNAL_ID && cleaned(externalId) === externalId;
  return isFit ? null : `${key} is too long or holds control characters`;
}

// Halves of characters, which no database takes, count as control characters.
function cleaned(text: string): string {
  const words = text.replaceAll(/[\p{Cc}\p{Cs}]+/gu, ' ').trim();
  return Array.from(words).slice(0, LONGEST_NAME).join('');
}

function currencyOf(code: string | null): string | undefined {
  return code !== null && isCurrency(code) ? code : undefined;
}

function phoneOf(text: string | null): string | null {
  const number = phone.safeParse(text).data ?? null;
  return number !== null && containsCardNumber(number) ? null : number;
}

function localeOf(tag: string | null): NewCustomer['locale'] {
  const [language] = (tag ?? '').toLowerCase().split('-');
  return language === 'ar' || language === 'en' ? language : undefined;
}
