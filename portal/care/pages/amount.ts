import { exponentOf, fromDecimalString, toDecimalString } from '../../../src/common/money.js';
import type { Money } from '../care-types.js';

const ZERO = { arabic: 0x660, persian: 0x6f0 };

/** What was typed as an amount, also with Arabic digits and marks; null when it is none above zero. */
export function amountOf(text: string, currency: string): Money | null {
  const plain = text
    .replace(/[\u0660-\u0669]/g, (digit) => String(digit.charCodeAt(0) - ZERO.arabic))
    .replace(/[\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) - ZERO.persian))
    .replace(/[\s\u066c\u200e\u200f]/g, '')
    .replace(/[\u066b,]/g, '.');
  try {
    const money = fromDecimalString(plain, currency);
    return money.amount > 0 ? money : null;
  } catch {
    return null;
  }
}

/** An amount as it would be typed, without decimals that say nothing. */
export function typedOf(money: Money | null): string {
  if (!money) return '';
  const text = toDecimalString(money);
  return exponentOf(money.currency) > 0 ? text.replace(/\.0+$/, '') : text;
}
