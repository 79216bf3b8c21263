import { refused } from './api-error.js';
import { type WireMoney } from './records.js';

// developer.paypal.com/api/rest/reference/currency-codes
const CURRENCIES = new Set(
  'AUD BRL CAD CNY CZK DKK EUR HKD HUF ILS JPY MYR MXN TWD NZD NOK PHP PLN GBP SGD SEK CHF THB USD'.split(
    ' ',
  ),
);
const WHOLE = new Set(['HUF', 'JPY', 'TWD']);

/** Passes an amount that PayPal takes. */
export function checkedAmount(amount: WireMoney): WireMoney {
  const { currency_code: currency, value } = amount;
  if (!CURRENCIES.has(currency)) throw refused('CURRENCY_NOT_SUPPORTED', '/amount/currency_code');
  const parts = /^\d{1,15}(?:\.(\d+))?$/.exec(value);
  if (!parts) throw refused('CANNOT_BE_ZERO_OR_NEGATIVE', '/amount/value');
  if ((parts[1]?.length ?? 0) > (WHOLE.has(currency) ? 0 : 2)) {
    throw refused('DECIMAL_PRECISION', '/amount/value');
  }
  if (centsOf(amount) <= 0) throw refused('CANNOT_BE_ZERO_OR_NEGATIVE', '/amount/value');
  return amount;
}

/** An amount in hundredths, of whatever currency, for comparing and adding up. */
export function centsOf({ value }: WireMoney): number {
  return Math.round(Number(value) * 100);
}
