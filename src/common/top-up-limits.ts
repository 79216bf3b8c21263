import { exponentOf, type Money } from './money.js';

// The least that vendors charge where that is more than one of the currency's major units (Stripe, minimum charge amounts).
const LEAST: Readonly<Record<string, number>> = {
  AED: 200,
  CZK: 1500,
  DKK: 250,
  HKD: 400,
  HUF: 17500,
  MXN: 1000,
  MYR: 200,
  NOK: 300,
  PLN: 200,
  RON: 200,
  SEK: 300,
  THB: 1000,
};
const LEAST_WITHOUT_DECIMALS = 100;
// Eight digits are what vendors take at most; the last of three decimals is always 0 there.
const MOST = 99_999_990;
const MOST_OF_TWO = 99_999_999;

/** The least and the most that a customer can top up at once. */
export interface TopUpLimits {
  readonly least: Money;
  readonly most: Money;
}

/** What vendors charge in one go, so that nobody is refused by one without knowing why. */
export function topUpLimits(currency: string): TopUpLimits {
  const exponent = exponentOf(currency);
  const unit = exponent === 0 ? LEAST_WITHOUT_DECIMALS : 10 ** exponent;
  return {
    least: { amount: LEAST[currency] ?? unit, currency },
    most: { amount: exponent > 2 ? MOST : MOST_OF_TWO, currency },
  };
}

/** Whether an amount is within what can be topped up at once. */
export function isTopUp({ amount, currency }: Money): boolean {
  const { least, most } = topUpLimits(currency);
  return amount >= least.amount && amount <= most.amount;
}
