import { exponentOf } from '../../src/common/money.js';
import type { TestApp } from '../support/app.js';

/** One charge as a vendor's books have it, or ours. */
export interface BookedCharge {
  readonly id: string;
  readonly currency: string;
  /** Minor units. */
  readonly captured: number;
  readonly refunded: number;
}

type Books = Map<string, BookedCharge>;

/** What every vendor has really taken and given back, past every fault. */
export function vendorBooks(app: TestApp): Books {
  return new Map(
    [...stripeBooks(app), ...paypalBooks(app), ...paytabsBooks(app)].map((charge) => [charge.id, charge]),
  );
}

function stripeBooks({ stripe }: TestApp): BookedCharge[] {
  return stripe.state
    .paymentIntents()
    .filter(({ status }) => status === 'succeeded')
    .map((intent) => ({
      id: `stripe ${intent.id}`,
      currency: intent.currency.toUpperCase(),
      captured: intent.amount_received,
      refunded: sum(
        stripe.state
          .refunds()
          .filter((refund) => refund.payment_intent === intent.id && refund.status === 'succeeded')
          .map(({ amount }) => amount),
      ),
    }));
}

const TAKEN_AT_PAYPAL = ['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED'];

function paypalBooks({ paypal }: TestApp): BookedCharge[] {
  const { captures, refunds } = paypal.store;
  return [...captures.all()]
    .filter(({ status }) => TAKEN_AT_PAYPAL.includes(status))
    .map(({ id, amount }) => ({
      id: `paypal ${id}`,
      currency: amount.currency_code,
      captured: minor(amount),
      refunded: sum(
        [...refunds.all()]
          .filter((refund) => refund.capture === id && refund.status === 'COMPLETED')
          .map((refund) => minor(refund.amount)),
      ),
    }));
}

function paytabsBooks({ paytabs }: TestApp): BookedCharge[] {
  const all = paytabs.state.transactions();
  return paytabs.state.paid().map(({ ref, currency, amount }) => ({
    id: `paytabs ${ref}`,
    currency,
    captured: amount,
    refunded: sum(
      all
        .filter(
          ({ type, previous, result }) => type === 'Refund' && previous === ref && result?.status === 'A',
        )
        .map((refund) => refund.amount),
    ),
  }));
}

function minor({ currency_code: currency, value }: { currency_code: string; value: string }): number {
  return Math.round(Number(value) * 10 ** exponentOf(currency));
}

function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => total + amount, 0);
}

/** What we say was taken and given back. A charge whose answer lied of its amount is under review and bears what the vendor said. */
export async function ourBooks(app: TestApp): Promise<Books> {
  const rows: BookedCharge[] = await app.db.query(
    `SELECT a.vendor || ' ' || a.vendor_charge_id AS id, a.captured_currency AS currency, a.captured_amount AS captured,
       coalesce((SELECT sum(r.amount) FROM refunds r WHERE r.attempt_id = a.id AND r.state = 'succeeded'), 0)::bigint AS refunded
     FROM payment_attempts a WHERE a.captured_amount IS NOT NULL`,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Where the two sets of books differ, in words. */
export async function differences(app: TestApp): Promise<string[]> {
  const vendors = vendorBooks(app);
  const ours = await ourBooks(app);
  const lies: { id: string }[] = await app.db.query(
    `SELECT a.vendor || ' ' || a.vendor_charge_id AS id FROM payment_attempts a
     JOIN payments p ON p.id = a.payment_id AND p.review_reason = 'other_amount'`,
  );
  const lied = new Set(lies.map(({ id }) => id));
  const found: string[] = [];
  for (const charge of vendors.values()) {
    const known = ours.get(charge.id);
    if (!known) found.push(`taken and not in our books: ${JSON.stringify(charge)}`);
    else if (!lied.has(charge.id) && !isSame(known, charge))
      found.push(`the vendor has ${JSON.stringify(charge)}, we have ${JSON.stringify(known)}`);
  }
  for (const charge of ours.values())
    if (!vendors.has(charge.id)) found.push(`in our books and never taken: ${JSON.stringify(charge)}`);
  return found;
}

function isSame(one: BookedCharge, other: BookedCharge): boolean {
  return (
    one.currency === other.currency && one.captured === other.captured && one.refunded === other.refunded
  );
}

/** What may never be so in our own books, at any moment: each query finds the offenders. */
export const NEVER: Readonly<Record<string, string>> = {
  'an invoice paid by two payments': `SELECT invoice_id AS id FROM payments
     WHERE invoice_id IS NOT NULL AND state IN ('succeeded', 'partially_refunded') GROUP BY invoice_id HAVING count(*) > 1`,
  'a paid invoice without the whole of its money': `SELECT i.id FROM invoices i LEFT JOIN payments p ON p.id = i.paid_by_payment_id
     WHERE i.state = 'paid' AND i.total_amount > 0 AND (p.captured_amount IS DISTINCT FROM i.total_amount
       OR p.captured_currency <> i.currency)`,
  'a payment with two captures that nobody was told of': `SELECT payment_id AS id FROM payment_attempts a JOIN payments p ON p.id = a.payment_id
     WHERE a.captured_amount IS NOT NULL AND p.state NOT IN ('review', 'refunded') GROUP BY payment_id HAVING count(*) > 1`,
  'more given back than taken': `SELECT p.id FROM payments p WHERE p.refunded_amount + p.refunding_amount > coalesce(p.captured_amount, 0)`,
  'running sums of refunds that are not their sum': `SELECT p.id FROM payments p
     LEFT JOIN (SELECT payment_id, sum(amount) FILTER (WHERE state = 'succeeded') AS done,
       sum(amount) FILTER (WHERE state = 'pending') AS going FROM refunds GROUP BY payment_id) r ON r.payment_id = p.id
     WHERE p.refunded_amount <> coalesce(r.done, 0) OR p.refunding_amount <> coalesce(r.going, 0)`,
  'a gap in the numbers of invoices': `SELECT last_number AS id FROM invoice_counter
     WHERE last_number <> (SELECT count(*) FROM invoices WHERE number IS NOT NULL)`,
  'a success told twice': `SELECT subject_id AS id FROM events WHERE type IN ('payment.succeeded', 'invoice.paid')
     GROUP BY subject_id, type HAVING count(*) > 1`,
  'an invoice twice for one period': `SELECT subscription_id AS id FROM invoices WHERE subscription_id IS NOT NULL AND state <> 'void'
     GROUP BY subscription_id, period_from HAVING count(*) > 1`,
  'a ledger that does not add up': `SELECT subscription_id AS id FROM (
     SELECT subscription_id, balance_after, sum(amount) OVER (PARTITION BY subscription_id ORDER BY entry_no) AS added
     FROM ledger_entries) e WHERE balance_after <> added`,
  'usage that the balance did not cover': `SELECT subscription_id AS id FROM ledger_entries
     WHERE kind IN ('usage', 'renewal') AND balance_after < 0`,
  'two open cases of one subscription': `SELECT subscription_id AS id FROM dunning_cases
     WHERE closed_at IS NULL AND subscription_id IS NOT NULL GROUP BY subscription_id HAVING count(*) > 1`,
  'more automatic attempts on a card than Visa lets through': `SELECT payment_method_id AS id FROM (
     SELECT a.payment_method_id, count(*) OVER (PARTITION BY a.payment_method_id ORDER BY a.started_at
       RANGE BETWEEN interval '30 days' PRECEDING AND CURRENT ROW) AS tries
     FROM payment_attempts a JOIN dunning_charges c ON c.attempt_id = a.id AND c.cause <> 'by_hand'
     WHERE a.state = 'declined' AND a.sent) t WHERE tries > 15`,
  'a mail of the ladder twice': `SELECT case_id AS id FROM dunning_timeline WHERE kind = 'mail_queued'
     GROUP BY case_id, details HAVING count(*) > 1`,
};

/** One statement for all of these rules, which answers a row for each offence. */
export function asOne(rules: Readonly<Record<string, string>>, reads = ''): string {
  const parts = Object.entries(rules).map(
    ([rule, query]) => `SELECT '${rule}' AS rule, found.id::text FROM (${query}) found`,
  );
  return `${reads} ${parts.join(' UNION ALL ')}`;
}

/** Offences in words, a rule a line. */
export function inWords(rows: readonly { readonly rule: string; readonly id: string }[]): string[] {
  const rules = [...new Set(rows.map(({ rule }) => rule))];
  return rules.map((rule) => {
    const ids = rows.filter((row) => row.rule === rule).map(({ id }) => id);
    return `${rule}: ${ids.join(', ')}`;
  });
}

/** Rules of our own books that do not hold now. */
export async function broken(
  app: TestApp,
  rules: Readonly<Record<string, string>> = NEVER,
): Promise<string[]> {
  return inWords(await app.db.query(asOne(rules)));
}

/** What must have come to an end once everything was asked for. */
const OPEN: Readonly<Record<string, string>> = {
  'an attempt still open': `SELECT id FROM payment_attempts WHERE next_check_at IS NOT NULL`,
  'a refund still open': `SELECT id FROM refunds WHERE state = 'pending'`,
  'a checkout that was paid and is not known to be': `SELECT c.id FROM checkouts c
     LEFT JOIN payments p ON p.checkout_id = c.id WHERE c.state = 'processing' AND p.state IS DISTINCT FROM 'review'`,
  'a captured top-up that is neither on a balance nor given back': `SELECT p.id FROM payments p
     WHERE p.purpose = 'top_up' AND p.state = 'succeeded'
       AND NOT EXISTS (SELECT FROM ledger_entries e WHERE e.payment_id = p.id AND e.kind = 'top_up')`,
  'a payment still open': `SELECT id FROM payments WHERE state IN ('pending', 'unknown', 'requires_action')`,
};

/** What has come to no end. */
export function unfinished(app: TestApp): Promise<string[]> {
  return broken(app, OPEN);
}
