import type { MailVariables } from '../notifications/index.js';
import { invoiceNumber } from './invoice-number.js';

interface Line {
  readonly description: string;
  readonly quantity: number;
  /** Minor units for the whole quantity. */
  readonly amount: number;
}

/** What was bought, as mails list it. */
export function mailLines(lines: readonly Line[], currency: string): MailVariables<'receipt'>['lines'] {
  return lines.map(({ description, quantity, amount }) => ({
    description: quantity === 1 ? description : `${String(quantity)} × ${description}`,
    amount: { amount, currency },
  }));
}

/** An invoice's number as mails have it; null where there is none. */
export function mailedNumber(number: number | null): string | null {
  return number === null ? null : invoiceNumber(number);
}
