/** Card schemes that the stand-in can tell from a number's beginning. */
export type CardBrand =
  'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay' | 'unknown';

/** What is wrong with one field, in Stripe's own codes. */
export type FieldCode =
  | 'incomplete_number'
  | 'invalid_number'
  | 'incomplete_expiry'
  | 'invalid_expiry_month'
  | 'invalid_expiry_year_past'
  | 'incomplete_cvc';

/** A complete card as the API takes it. */
export interface CardData {
  readonly number: string;
  readonly exp_month: number;
  readonly exp_year: number;
  readonly cvc: string;
}

const BRANDS: readonly (readonly [CardBrand, RegExp, number])[] = [
  ['visa', /^4/, 16],
  ['mastercard', /^(5[1-5]|2(22[1-9]|2[3-9]|[3-6]|7[01]|720))/, 16],
  ['amex', /^3[47]/, 15],
  ['discover', /^(6011|64[4-9]|65)/, 16],
  ['diners', /^3(0[0-5]|[68])/, 14],
  ['jcb', /^35(2[89]|[3-8])/, 16],
  ['unionpay', /^62/, 16],
];

/** The digits of what was typed, Arabic and Persian ones turned into ASCII. */
export function digitsOf(text: string): string {
  return text
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/\D/g, '');
}

/** The scheme that a number's first digits name. */
export function brandOf(number: string): CardBrand {
  return BRANDS.find(([, pattern]) => pattern.test(number))?.[0] ?? 'unknown';
}

/** How many digits a number of this brand has. */
function lengthOf(brand: CardBrand): number {
  return BRANDS.find(([name]) => name === brand)?.[2] ?? 16;
}

/** Groups digits as they are printed on the card. */
export function formatNumber(digits: string): string {
  const brand = brandOf(digits);
  const kept = digits.slice(0, lengthOf(brand));
  const groups =
    brand === 'amex' || brand === 'diners'
      ? /^(\d{1,4})(\d{1,6})?(\d{1,5})?/
      : /^(\d{1,4})(\d{1,4})?(\d{1,4})?(\d{1,4})?/;
  return groups.exec(kept)?.slice(1).filter(Boolean).join(' ') ?? '';
}

/** `1` stays, `3` becomes `03 / `, `1227` becomes `12 / 27`. */
export function formatExpiry(digits: string, deleting = false): string {
  const padded = /^[2-9]/.test(digits) ? `0${digits}` : digits;
  if (padded.length < 2 || (deleting && padded.length === 2)) return padded;
  return `${padded.slice(0, 2)} / ${padded.slice(2, 4)}`;
}

/** How many digits the security code of this card has. */
export function cvcLength(number: string): number {
  return brandOf(number) === 'amex' ? 4 : 3;
}

/** Whether the check digit is right. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index += 1) {
    const digit = Number(digits[digits.length - 1 - index]);
    const doubled = digit * 2;
    if (index % 2 === 0) sum += digit;
    else sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits.length > 0 && sum % 10 === 0;
}

/** What is wrong with a number, or null. */
export function checkNumber(digits: string): FieldCode | null {
  if (digits.length < lengthOf(brandOf(digits))) return 'incomplete_number';
  return passesLuhn(digits) ? null : 'invalid_number';
}

/** `today` in UTC decides; a card is good through the last day of its month. */
export function checkExpiry(digits: string, today: Date): FieldCode | null {
  if (digits.length < 4) return 'incomplete_expiry';
  const { exp_month: month, exp_year: year } = expiryOf(digits);
  if (month < 1 || month > 12) return 'invalid_expiry_month';
  const past = year * 12 + month < today.getUTCFullYear() * 12 + today.getUTCMonth() + 1;
  return past ? 'invalid_expiry_year_past' : null;
}

/** What is wrong with a security code, or null. */
export function checkCvc(digits: string, number: string): FieldCode | null {
  return digits.length === cvcLength(number) ? null : 'incomplete_cvc';
}

/** `1227` as month 12 of 2027. */
export function expiryOf(digits: string): { exp_month: number; exp_year: number } {
  return { exp_month: Number(digits.slice(0, 2)), exp_year: 2000 + Number(digits.slice(2, 4)) };
}

/** Numbers of Stripe's test cards and what becomes of them when they are saved. */
export const TEST_CARDS = [
  { number: '4242424242424242', outcome: 'success' },
  { number: '5555555555554444', outcome: 'success' },
  { number: '378282246310005', outcome: 'success' },
  { number: '4000002500003155', outcome: 'authentication' },
  { number: '4000000000009995', outcome: 'insufficient_funds' },
  { number: '4000000000000002', outcome: 'declined' },
  { number: '4000000000000127', outcome: 'incorrect_cvc' },
  { number: '4000000000000069', outcome: 'expired_card' },
] as const satisfies readonly { number: string; outcome: string }[];

/** What becomes of a test card. */
export type TestOutcome = (typeof TEST_CARDS)[number]['outcome'];
