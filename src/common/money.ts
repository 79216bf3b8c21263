/** An amount in the minor units of its currency: 1250 GBP is twelve pounds fifty, 1250 KWD is 1.250 dinars. */
export interface Money {
  readonly amount: number;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

// ISO 4217 table A.1; every currency not named here has two decimals.
const EXPONENTS: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' ').map((code) => [code, 0]),
  ),
  ...Object.fromEntries('BHD IQD JOD KWD LYD OMR TND'.split(' ').map((code) => [code, 3])),
};

/** How many decimals a currency's minor unit stands for. */
export function exponentOf(currency: string): number {
  return EXPONENTS[currency] ?? 2;
}
