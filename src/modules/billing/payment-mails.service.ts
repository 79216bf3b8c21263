import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { readRows } from '../../common/database/bulk.js';
import { runKept } from '../../common/database/statements.js';
import type { Locale } from '../../common/i18n/locale.js';
import type { Money } from '../../common/money.js';
import { mailMethodOf, NotificationsService, type MailMethod } from '../notifications/index.js';
import type { PaymentType } from '../vendors/index.js';
import type { PaymentPurpose } from './billing-vocabulary.js';
import { actionEndsAt } from './charge-cadence.js';
import type { InvoiceDetail } from './invoice-draft.js';
import { mailedNumber, mailLines } from './mail-lines.js';
import type { Payment } from './payment.entity.js';
import type { Refund } from './refund.entity.js';

type BoughtLine = Parameters<typeof mailLines>[0][number];

/** A payment with its customer, and the attempt that the mail is about. */
interface Told {
  readonly paymentId: string;
  readonly customerId: string;
  readonly name: string;
  readonly email: string | null;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly serviceName: string | null;
  readonly number: number | null;
  readonly attemptId: string;
  readonly startedAt: Date;
  readonly settledAt: Date | null;
  readonly paymentType: PaymentType;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly expMonth: number | null;
  readonly expYear: number | null;
  readonly accountEmailMasked: string | null;
}

interface Waiting extends Told, Money {}

interface Received extends Told, Money {
  readonly purpose: PaymentPurpose;
  readonly taxAmount: number | null;
  readonly lines: readonly BoughtLine[] | null;
  /** What a shop calls its order. */
  readonly ordered: string | null;
  readonly balance: number | null;
}

interface Returned extends Told {
  readonly capturedAmount: number;
  readonly reason: 'agreed' | 'not_credited' | 'not_owed';
}

const TOLD = `p.id AS payment_id, c.id AS customer_id, c.name, c.email, c.locale, c.time_zone, s.name AS service_name, i.number,
  a.id AS attempt_id, a.started_at, a.settled_at, a.payment_type, a.brand, a.last4, a.exp_month, a.exp_year, m.account_email_masked`;

// Guests have no account, and nobody writes to those who were erased.
const OF_CUSTOMERS = `FROM payments p JOIN customers c ON c.id = p.customer_id AND c.erased_at IS NULL
  LEFT JOIN invoices i ON i.id = p.invoice_id LEFT JOIN subscriptions s ON s.id = p.subscription_id
  JOIN payment_attempts a ON a.payment_id = p.id LEFT JOIN payment_methods m ON m.id = a.payment_method_id`;

// What is paid on a vendor's page is confirmed there.
const WAITING = `SELECT ${TOLD}, p.amount, p.currency ${OF_CUSTOMERS}
  WHERE p.id = ANY ($1) AND a.state = 'requires_action' AND a.payment_method_id IS NOT NULL`;

// A top-up that was credited nowhere is given back, and told of then.
const RECEIVED = `SELECT ${TOLD}, p.purpose, p.captured_amount AS amount, p.captured_currency AS currency, i.tax_amount,
    o.description AS ordered, (SELECT json_agg(l ORDER BY l.position) FROM invoice_lines l WHERE l.invoice_id = i.id) AS lines,
    CASE WHEN p.purpose = 'top_up' THEN (SELECT e.balance_after FROM ledger_entries e
      WHERE e.subscription_id = p.subscription_id ORDER BY e.entry_no DESC LIMIT 1) END AS balance
  ${OF_CUSTOMERS} LEFT JOIN checkouts o ON o.id = p.checkout_id AND p.purpose = 'order'
  WHERE p.id = ANY ($1) AND a.id = p.captured_attempt_id
    AND NOT EXISTS (SELECT FROM uncredited_top_ups u WHERE u.payment_id = p.id)`;

// Of an invoice whoever settles it has read the rest.
const INVOICE_PAID = `SELECT p.id AS "paymentId", p.invoice_id AS "invoiceId", p.captured_amount AS amount, p.captured_currency AS currency,
    c.id AS "customerId", c.name, c.email, c.locale, c.time_zone AS "timeZone", s.name AS "serviceName",
    a.id AS "attemptId", a.started_at AS "startedAt", a.settled_at AS "settledAt", a.payment_type AS "paymentType", a.brand, a.last4,
    a.exp_month AS "expMonth", a.exp_year AS "expYear", m.account_email_masked AS "accountEmailMasked"
  FROM payments p JOIN customers c ON c.id = p.customer_id AND c.erased_at IS NULL
    JOIN payment_attempts a ON a.id = p.captured_attempt_id LEFT JOIN payment_methods m ON m.id = a.payment_method_id
    LEFT JOIN subscriptions s ON s.id = p.subscription_id
  WHERE p.id = ANY ($1)`;

const RETURNED = `SELECT ${TOLD}, p.captured_amount, CASE
    WHEN EXISTS (SELECT FROM uncredited_top_ups u WHERE u.payment_id = p.id) THEN 'not_credited'
    WHEN p.review_reason = 'charged_twice' OR (p.review_reason = 'invoice_settled' AND i.state = 'paid') THEN 'not_owed'
    ELSE 'agreed' END AS reason
  ${OF_CUSTOMERS} WHERE p.id = $1 AND a.id = $2`;

const ACCOUNT = { path: '/care' } as const;

/** Mails about payments, written in the transaction of their cause. */
@Injectable()
export class PaymentMails {
  constructor(private readonly notifications: NotificationsService) {}

  /** Payments have just gone to the states that they bear, and some paid these invoices: some wait for their customers, others have receipts. */
  async follow(
    tx: EntityManager,
    payments: readonly Payment[],
    paid: readonly InvoiceDetail[],
  ): Promise<void> {
    await this.confirm(tx, idsOf(payments, 'requires_action'));
    const ofInvoices = new Set(paid.map(({ invoice }) => invoice.paidByPaymentId));
    const others = idsOf(payments, 'succeeded').filter((id) => !ofInvoices.has(id));
    await this.receipts(tx, [...(await invoicesPaid(tx, paid)), ...(await received(tx, others))]);
  }

  /** Money of a payment is on its way back. */
  async refunded(tx: EntityManager, payment: Payment, refund: Refund): Promise<void> {
    const [told] = await readRows<Returned>(tx, RETURNED, [payment.id, refund.attemptId]);
    if (!told) return;
    const { amount, currency } = refund;
    await this.notifications.enqueue(tx, {
      type: 'refunded',
      customer: recipientOf(told),
      dedupeKey: `refunded:${refund.id}`,
      variables: {
        ...subjectOf(told),
        link: ACCOUNT,
        amount: { amount, currency },
        is_partial: amount < told.capturedAmount,
        reason: told.reason,
        method: methodOf(told),
        paid_on: told.settledAt && localDay(told.settledAt, told.timeZone),
      },
    });
  }

  /** Asks customers to confirm, on our page that leads to their bank. */
  private async confirm(tx: EntityManager, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    const waiting = await readRows<Waiting>(tx, WAITING, [ids]);
    await this.notifications.enqueueMany(
      tx,
      waiting.map((one) => ({
        type: 'payment_action_required',
        customer: recipientOf(one),
        dedupeKey: `payment_action_required:${one.attemptId}`,
        variables: {
          ...subjectOf(one),
          link: { confirm: one.paymentId, expires_at: actionEndsAt(one.startedAt).toISOString() },
          amount: { amount: one.amount, currency: one.currency },
          method: methodOf(one),
          confirm_by: localDay(actionEndsAt(one.startedAt), one.timeZone),
        },
      })),
    );
  }

  private async receipts(tx: EntityManager, told: readonly Received[]): Promise<void> {
    if (told.length === 0) return;
    await this.notifications.enqueueMany(
      tx,
      told.map((one) => ({
        type: 'receipt',
        customer: recipientOf(one),
        dedupeKey: `receipt:${one.paymentId}`,
        variables: {
          ...subjectOf(one),
          link: ACCOUNT,
          purpose: one.purpose === 'order' ? 'one_off' : one.purpose,
          amount: { amount: one.amount, currency: one.currency },
          tax: one.taxAmount === null ? null : { amount: one.taxAmount, currency: one.currency },
          lines: mailLines(linesOf(one), one.currency),
          method: methodOf(one),
          paid_on: localDay(one.settledAt ?? one.startedAt, one.timeZone),
          balance: one.balance === null ? null : { amount: one.balance, currency: one.currency },
        },
      })),
    );
  }
}

async function received(tx: EntityManager, ids: readonly string[]): Promise<Received[]> {
  return ids.length === 0 ? [] : readRows<Received>(tx, RECEIVED, [ids]);
}

async function invoicesPaid(tx: EntityManager, paid: readonly InvoiceDetail[]): Promise<Received[]> {
  const details = new Map(paid.map((detail) => [detail.invoice.id, detail]));
  const ids = paid.flatMap(({ invoice }) => invoice.paidByPaymentId ?? []);
  if (ids.length === 0) return [];
  const rows: (Told & Money & { readonly invoiceId: string })[] = await runKept(tx, INVOICE_PAID, [ids]);
  return rows.flatMap((row) => {
    const detail = details.get(row.invoiceId);
    if (!detail) return [];
    const { number, taxAmount } = detail.invoice;
    const rest = { number, taxAmount, lines: detail.lines, ordered: null, balance: null };
    return [Object.assign(row, { ...rest, purpose: 'invoice' as const })];
  });
}

function idsOf(payments: readonly Payment[], wanted: Payment['state']): string[] {
  return payments.flatMap(({ id, state }) => (state === wanted ? [id] : []));
}

function recipientOf({ customerId: id, name, email, locale }: Told) {
  return { id, name, email, locale };
}

function subjectOf({ name, serviceName, number }: Told) {
  return { customer_name: name, service_name: serviceName, invoice_number: mailedNumber(number) };
}

/** Null for a card of which a vendor's page told nothing. */
function methodOf(told: Told): MailMethod | null {
  const isKnown = told.paymentType === 'paypal' || (told.brand !== null && told.last4 !== null);
  return isKnown ? mailMethodOf(told) : null;
}

function linesOf({ lines, ordered, amount }: Received): Parameters<typeof mailLines>[0] {
  if (lines !== null) return lines;
  return ordered === null ? [] : [{ description: ordered, quantity: 1, amount }];
}
