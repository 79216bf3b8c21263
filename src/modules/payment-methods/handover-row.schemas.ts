import { z } from 'zod';
import { isReckonable } from '../../common/calendar.js';
import { isCurrency, isTimeZone } from '../../common/config/config-values.js';
import { findCardNumber } from '../../common/card-number.js';
import { PAYMENT_TYPES, VENDORS } from '../vendors/index.js';
import { FUNDINGS } from './method-vocabulary.js';

/** The columns of a hand-over file, in their order. */
export const HANDOVER_COLUMNS = [
  'customer_external_id',
  'customer_type',
  'customer_name',
  'email',
  'locale',
  'time_zone',
  'currency',
  'service_type',
  'service_name',
  'billing_mode',
  'auto_renew',
  'price_minor',
  'vendor',
  'vendor_payment_method_id',
  'payment_type',
  'brand',
  'last4',
  'exp_month',
  'exp_year',
  'holder_name',
  'nickname',
  'funding',
  'is_default',
  'added_on',
] as const;

const MAX_SUBSCRIPTION_PRICE = Number.MAX_SAFE_INTEGER;

const words = (max: number, wanted: string) =>
  z
    .string()
    .trim()
    .min(1, wanted)
    .max(max, `is longer than ${String(max)} characters`);
const blank = z.literal('').transform(() => null);
const optionalWords = (max: number) => z.union([blank, words(max, 'is empty')]);
const yesNo = () => z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');
const oneOf = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.enum(values, `must be one of ${values.join(', ')}`);
const day = z.iso
  .date('must be a day such as 2026-01-31')
  .refine(isReckonable, 'must be a day of the years 1900 to 2199');

const common = {
  customer_external_id: words(100, 'is empty'),
  customer_type: oneOf(['individual', 'business']),
  customer_name: words(200, 'is empty'),
  email: z.union([blank, z.email('is not an e-mail address').max(320)], 'is not an e-mail address'),
  locale: oneOf(['ar', 'en']),
  time_zone: z.string().refine(isTimeZone, 'is not a time zone'),
  currency: z.string().refine(isCurrency, 'is not a currency code'),
  service_type: z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, 'is not a service type'),
  service_name: words(200, 'is empty'),
  billing_mode: oneOf(['prepaid', 'postpaid']),
  auto_renew: yesNo(),
  price_minor: z
    .string()
    .regex(/^\d{1,16}$/, 'must be a whole number of minor units')
    .transform(Number)
    .refine((amount) => amount <= MAX_SUBSCRIPTION_PRICE, 'is too large'),
  vendor: oneOf(VENDORS),
  vendor_payment_method_id: z.string().regex(/^[\w-]{3,255}$/, 'is missing or not a token of the vendor'),
  nickname: optionalWords(60),
  is_default: yesNo(),
  added_on: day,
};

const card = z.object({
  ...common,
  payment_type: z.literal('card'),
  brand: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z][a-z_ ]{1,29}$/, 'is not a card brand'),
  last4: z.string().regex(/^\d{4}$/, 'must be four digits'),
  exp_month: z
    .string()
    .regex(/^(0?[1-9]|1[0-2])$/, 'must be a month from 1 to 12')
    .transform(Number),
  exp_year: z
    .string()
    .regex(/^20\d\d$/, 'must be a year of four digits')
    .transform(Number),
  holder_name: optionalWords(200),
  funding: z.union([blank, oneOf(FUNDINGS)]).transform((funding) => funding ?? 'unknown'),
});

const empty = z.literal('', 'must be empty for a PayPal account').transform(() => null);

const wallet = z.object({
  ...common,
  vendor: z.literal('paypal', 'must be paypal for a PayPal account'),
  payment_type: z.literal('paypal'),
  brand: empty,
  last4: empty,
  exp_month: empty,
  exp_year: empty,
  holder_name: optionalWords(200),
  funding: z.union([z.literal(''), z.literal('unknown')]).transform(() => 'unknown' as const),
});

const row = z.discriminatedUnion(
  'payment_type',
  [card, wallet],
  `must be one of ${PAYMENT_TYPES.join(', ')}`,
);

/** One checked row: a customer, a subscription and a method. */
export type HandoverRow = z.output<typeof row>;

export type ParsedRow =
  { readonly ok: true; readonly row: HandoverRow } | { readonly ok: false; readonly reason: string };

/** Checks one row; the reason names each wrong column and never repeats a value, which may be a card number. */
export function parseHandoverRow(cells: Readonly<Record<string, string>>): ParsedRow {
  const holder = findCardNumber(cells, { ignorePaths: [] });
  if (holder !== null) return { ok: false, reason: `${holder} holds a card number` };
  const parsed = row.safeParse(cells);
  if (parsed.success) return { ok: true, row: parsed.data };
  const reasons = parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);
  return { ok: false, reason: [...new Set(reasons)].join('; ') };
}
