import type { Money } from '../../common/money.js';

/** One line as its caller gave it: the price of all of it with the tax in it. */
export interface PricedLine {
  readonly money: Money;
  /** The part of the price that is tax. */
  readonly tax: Money;
}

export interface InvoiceTotals {
  readonly total: number;
  readonly tax: number;
}

/** What is wrong with one line of an invoice. */
export interface LineFault {
  readonly index: number;
  readonly field: 'money' | 'tax_amount';
  readonly message: string;
}

/** Adds up the lines, in minor units of the currency; the first line that cannot be added is the fault. */
export function totalsOf(lines: readonly PricedLine[], currency: string): InvoiceTotals | LineFault {
  let total = 0;
  let tax = 0;
  for (const [index, line] of lines.entries()) {
    const fault = faultOf(line, currency);
    if (fault) return { index, ...fault };
    total += line.money.amount;
    tax += line.tax.amount;
    if (!Number.isSafeInteger(total))
      return { index, field: 'money', message: 'The total is too large to be exact.' };
  }
  return { total, tax };
}

function faultOf({ money, tax }: PricedLine, currency: string): Omit<LineFault, 'index'> | null {
  const wrong = `Must be in the customer's currency, ${currency}.`;
  if (money.currency !== currency) return { field: 'money', message: wrong };
  if (tax.currency !== currency) return { field: 'tax_amount', message: wrong };
  if (tax.amount > money.amount)
    return { field: 'tax_amount', message: 'Prices include their tax, so it cannot be more than the price.' };
  return null;
}
