import { fromDecimalString, toDecimalString } from '../../../src/common/money.js';
import type { MoneyView } from '../../panel-services.js';

/** An amount as somebody types it: in Western or Arabic digits, with a point or a comma; null unless between nothing and `most`. */
export function amountIn(typed: string, most: MoneyView): MoneyView | null {
  const plain = typed
    .trim()
    .replaceAll(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replaceAll(/[٫,]/g, '.');
  try {
    const money = fromDecimalString(plain, most.currency);
    return money.amount > 0 && money.amount <= most.amount ? money : null;
  } catch {
    return null;
  }
}

/** What to begin typing from. */
export function amountText(money: MoneyView): string {
  return toDecimalString(money);
}
