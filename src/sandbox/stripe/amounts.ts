import { type ApiError, badParam } from './api-error.js';

// Half a dollar's worth, in minor units. Gulf and Jordanian figures follow from the currencies' pegs, rounded up to a last digit of 0.
const MINIMUM: Readonly<Record<string, number>> = {
  usd: 50,
  eur: 50,
  cad: 50,
  aud: 50,
  chf: 50,
  nzd: 50,
  sgd: 50,
  brl: 50,
  gbp: 30,
  jpy: 50,
  hkd: 400,
  dkk: 250,
  sek: 300,
  nok: 300,
  aed: 200,
  sar: 200,
  qar: 200,
  bhd: 190,
  jod: 360,
  kwd: 160,
  omr: 200,
};

const THREE_DECIMALS: ReadonlySet<string> = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd']);
const NO_DECIMALS: ReadonlySet<string> = new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '),
);
// Stripe takes these with two decimals that must be 00.
const WHOLE_HUNDREDS: ReadonlySet<string> = new Set(['isk', 'ugx']);
const KNOWN: ReadonlySet<string> = new Set(
  Intl.supportedValuesOf('currency').map((code) => code.toLowerCase()),
);
const LARGEST = 99_999_999;

/** The currency in Stripe's lower case. */
export function currencyOf(given: string): string {
  const currency = given.toLowerCase();
  if (KNOWN.has(currency)) return currency;
  throw badParam(`Invalid currency: ${currency}. Stripe does not support it.`, 'currency');
}

/** An amount as a person reads it, such as `12.500 kwd`. */
export function printed(amount: number, currency: string): string {
  const decimals = THREE_DECIMALS.has(currency) ? 3 : NO_DECIMALS.has(currency) ? 0 : 2;
  return `${(amount / 10 ** decimals).toFixed(decimals)} ${currency}`;
}

function lastDigits(amount: number, currency: string): ApiError | null {
  if (THREE_DECIMALS.has(currency) && amount % 10 !== 0) {
    return badParam(
      `Invalid amount for ${currency}: the last digit must be 0.`,
      'amount',
      'invalid_charge_amount',
    );
  }
  if (WHOLE_HUNDREDS.has(currency) && amount % 100 !== 0) {
    return badParam(
      `Invalid amount for ${currency}: it must be divisible by 100.`,
      'amount',
      'invalid_charge_amount',
    );
  }
  return null;
}

/** Refuses an amount that Stripe would refuse for this currency. */
export function checkAmount(amount: number, currency: string): void {
  if (amount < 1) {
    throw badParam('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  }
  if (amount > LARGEST) {
    throw badParam(`Amount must be no more than ${printed(LARGEST, currency)}`, 'amount', 'amount_too_large');
  }
  const wrong = lastDigits(amount, currency);
  if (wrong !== null) throw wrong;
  const minimum = MINIMUM[currency] ?? 1;
  if (amount < minimum) {
    throw badParam(`Amount must be at least ${printed(minimum, currency)}`, 'amount', 'amount_too_small');
  }
}
