/** An amount in the minor units of its currency: 1250 GBP is twelve pounds fifty, 1250 KWD is 1.250 dinars. */
export interface Money {
  readonly amount: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

// ISO 4217 table A.1; every currency not named here has two decimals. Intl has other ones: those that cash is counted in.
const EXPONENTS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
  ...Object.fromEntries('CLF UYW'.split(' ').map((code) => [code, 4])),
};

/** How many decimals a currency's minor unit stands for. */
export function exponentOf(currency: string): number {
  return EXPONENTS[currency] ?? 2;
}

/** The amount in major units with exactly the currency's decimals, such as `12.50`, `-0.005` or `1250`. */
export function toDecimalString({ amount, currency }: Money): string {
  if (!Number.isSafeInteger(amount)) throw new RangeError('An amount is a safe integer of minor units.');
  const exponent = exponentOf(currency);
  const digits = String(Math.abs(amount)).padStart(exponent + 1, '0');
  const sign = amount < 0 ? '-' : '';
  if (exponent === 0) return sign + digits;
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** Reads an amount in major units; one with more decimals than the currency has, or beyond safe integers, is a `RangeError`. */
export function fromDecimalString(text: string, currency: string): Money {
  const exponent = exponentOf(currency);
  const parts = /^(-?)(\d{1,16})(?:\.(\d{1,4}))?$/.exec(text);
  if (!parts) throw new RangeError('An amount is written with digits and a point only.');
  const [, sign = '', whole = '', decimals = ''] = parts;
  if (decimals.length > exponent) throw new RangeError(`${currency} has ${String(exponent)} decimals.`);
  const amount = Number(whole + decimals.padEnd(exponent, '0'));
  if (!Number.isSafeInteger(amount)) throw new RangeError('The amount is too large to be exact.');
  return { amount: sign && amount !== 0 ? -amount : amount, currency };
}

/** The amount as people of a locale write it, with the currency's own decimals. */
export function formatMoney(money: Money, locale: string): string {
  const exponent = exponentOf(money.currency);
  const format = new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: exponent,
    maximumFractionDigits: exponent,
  });
  // A text keeps what a division would round.
  return withoutPoint(format.format(toDecimalString(money) as `${number}`));
}

/** `ر.س` without the last point that it has by itself, which at the end of a sentence would be two: everywhere alike. */
export function withoutPoint(text: string): string {
  return text.replace(/\.(\u200f?)$/, '$1');
}
