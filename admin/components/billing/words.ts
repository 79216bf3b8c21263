import type { AttemptView, InvoiceRow, PaymentRow, PaymentState } from '../../panel-billing.js';
import type { MoneyView, PaymentMethodView } from '../../panel-services.js';
import { boot, t, word } from '../boot.js';

const ON_THE_WAY: readonly PaymentState[] = ['pending', 'requires_action', 'unknown', 'review'];

/** Whether nothing else may be charged for its invoice while this payment stands so. */
export function isOnTheWay({ state }: Pick<PaymentRow, 'state'>): boolean {
  return ON_THE_WAY.includes(state);
}

/** What can still be given back; null where nothing was taken, or nothing is left. */
export function remainderOf({ captured, refunds }: PaymentRow): MoneyView | null {
  if (!captured) return null;
  const gone = refunds
    .filter(({ state }) => state !== 'failed')
    .reduce((sum, { money }) => sum + money.amount, 0);
  return captured.amount > gone ? { ...captured, amount: captured.amount - gone } : null;
}

/** Owed, and its day is over. */
export function isOverdue({ state, due_on: due }: InvoiceRow): boolean {
  return state === 'open' && due < boot.today;
}

/** What an attempt was made with, for drawing. */
export function methodOf(attempt: Pick<AttemptView, 'payment_type' | 'brand' | 'last4'>): PaymentMethodView {
  return {
    payment_type: attempt.payment_type,
    brand: attempt.brand,
    last4: attempt.last4,
    account_email_masked: null,
  } as PaymentMethodView;
}

/** Why it failed, for staff: what it was, and what the customer can be told. */
export function declineWords({ attempts }: PaymentRow): { readonly reason: string; readonly hint: string } {
  const decline = attempts.at(-1)?.decline;
  return {
    reason: word('decline_bucket', decline?.bucket ?? 'issuer'),
    hint: decline ? word('decline_hint', decline.hint) : t('payments.declinedPlain'),
  };
}

/** How an invoice is called in a sentence. */
export function invoiceName(number: string | null): string {
  return number === null ? t('invoices.unnumbered') : `\u2066${number}\u2069`;
}
