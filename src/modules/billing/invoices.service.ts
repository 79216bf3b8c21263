import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager, type SelectQueryBuilder } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { columnsOf, insertRows } from '../../common/database/bulk.js';
import { runKept } from '../../common/database/statements.js';
import { Invalid, NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { CustomerErased, CustomersService, type Customer } from '../customers/index.js';
import { BillingJournal } from './billing-journal.service.js';
import { InvoiceStateRefused, PaymentInProgress } from './billing.errors.js';
import { openPaymentOf } from './billing-queries.js';
import { lookSoon } from './checkout-queries.js';
import { draftOf, type InvoiceDetail } from './invoice-draft.js';
import { InvoiceLine } from './invoice-line.entity.js';
import { InvoiceMails } from './invoice-mails.service.js';
import { mayBecome } from './invoice-states.js';
import { totalsOf, type InvoiceTotals } from './invoice-totals.js';
import { Invoice } from './invoice.entity.js';
import type { InvoicesQuery, NewInvoice } from './invoices.schemas.js';

export interface InvoiceFilter extends Pick<InvoicesQuery, 'state' | 'limit'> {
  readonly customerId?: string | undefined;
  /** The last invoice of the page before. */
  readonly after: string | null;
}

/** Invoices: issuing, reading and taking them back. */
@Injectable()
export class InvoicesService {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly journal: BillingJournal,
    private readonly mails: InvoiceMails,
  ) {}

  /** Issues an invoice under this id, or gives back the one that bears it. One of nothing is paid at once. */
  issue(id: string, wish: NewInvoice, actor: Actor): Promise<InvoiceDetail> {
    return this.db.transaction(async (tx) => {
      const customer = await this.lockServed(tx, wish.customer_id);
      const standing = await tx.findOneBy(Invoice, { id });
      if (standing) return detailOf(tx, standing);
      await refuseForeignSubscription(tx, wish);
      const detail = this.draft(id, wish, customer);
      await this.issueAll(tx, [detail], actor);
      return detail;
    });
  }

  /** Issues drafts in this order, under the locks of their customers; those of nothing are paid at once. */
  async issueAll(tx: EntityManager, drafts: readonly InvoiceDetail[], actor: Actor): Promise<void> {
    if (drafts.length === 0) return;
    const issuedAt = this.clock.now();
    const mails = await this.mails.plan(tx, drafts);
    const first = await takeNumbers(tx, drafts.length);
    const invoices = drafts.map(({ invoice }, index) =>
      Object.assign(invoice, { number: first + index, state: 'open', issuedAt }),
    );
    await insertRows(tx, 'invoices', invoices);
    await insertRows(
      tx,
      'invoice_lines',
      drafts.flatMap(({ lines }) => lines),
    );
    await this.journal.issued(tx, drafts, actor);
    await this.mails.issued(tx, mails);
    const free = invoices.filter(({ totalAmount }) => totalAmount === 0);
    const settled = await this.settle(
      tx,
      free.map(({ id }) => ({ invoiceId: id, paymentId: null })),
    );
    for (const { invoice } of settled) Object.assign(free.find(({ id }) => id === invoice.id) ?? {}, invoice);
  }

  /** Throws 404 for an unknown invoice. */
  async get(id: string): Promise<InvoiceDetail> {
    const invoice = await this.db.manager.findOneBy(Invoice, { id });
    if (!invoice) throw new NotFound('invoice');
    return detailOf(this.db.manager, invoice);
  }

  /** Newest first; one more than `limit` when there are more. */
  async list({ customerId, state, after, limit }: InvoiceFilter): Promise<InvoiceDetail[]> {
    const query = this.db
      .createQueryBuilder(Invoice, 'invoice')
      .orderBy('invoice.id', 'DESC')
      .limit(limit + 1);
    narrow(query, { customerId, state });
    if (after !== null) query.andWhere('invoice.id < :after', { after });
    const invoices = await query.getMany();
    const lines = await linesOf(
      this.db.manager,
      invoices.map(({ id }) => id),
    );
    return invoices.map((invoice) => ({
      invoice,
      lines: lines.filter((line) => line.invoiceId === invoice.id),
    }));
  }

  /** Takes an unpaid invoice back, repeatably; 409 while a charge for it is on its way. */
  void(id: string, actor: Actor): Promise<InvoiceDetail> {
    return this.db.transaction(async (tx) => {
      const invoice = await this.lock(tx, id);
      if (invoice.state === 'void') return detailOf(tx, invoice);
      if (!mayBecome(invoice.state, 'void')) throw new InvoiceStateRefused(invoice.state, 'voided');
      const open = await openPaymentOf(tx, id);
      if (open) throw new PaymentInProgress(open.id, open.state);
      const now = this.clock.now();
      const change = { state: 'void', collectAt: null, voidedAt: now, updatedAt: now } as const;
      await tx.update(Invoice, { id }, change);
      await lookSoon(tx, [id], now);
      await this.journal.voided(tx, invoice, actor);
      await this.mails.voided(tx, invoice);
      return detailOf(tx, Object.assign(invoice, change));
    });
  }

  /** Notes that payments have settled invoices that are still owed, or that there was nothing to pay; called under the customers' locks. */
  async settle(
    tx: EntityManager,
    settled: readonly { readonly invoiceId: string; readonly paymentId: string | null }[],
  ): Promise<InvoiceDetail[]> {
    if (settled.length === 0) return [];
    const now = this.clock.now();
    const ids = settled.map(({ invoiceId }) => invoiceId);
    const invoices: Invoice[] = await runKept(tx, settleIn(tx), [
      ids,
      settled.map(({ paymentId }) => paymentId),
      now,
    ]);
    await lookSoon(tx, ids, now);
    const details = await withLines(tx, invoices);
    await this.journal.paid(tx, details);
    return details;
  }

  private async lock(tx: EntityManager, id: string): Promise<Invoice> {
    const owner = await tx.findOne(Invoice, { select: { customerId: true }, where: { id } });
    if (!owner) throw new NotFound('invoice');
    await this.customers.lock(tx, owner.customerId);
    return tx.findOneOrFail(Invoice, { where: { id }, lock: { mode: 'for_no_key_update' } });
  }

  private async lockServed(tx: EntityManager, customerId: string): Promise<Customer> {
    const customer = await this.customers.lock(tx, customerId).catch((error: unknown) => {
      throw error instanceof NotFound ? new Invalid('customer_id', 'There is no such customer.') : error;
    });
    if (customer.erasedAt) throw new CustomerErased();
    return customer;
  }

  private draft(
    id: string,
    wish: NewInvoice,
    { id: customerId, currency, timeZone }: Customer,
  ): InvoiceDetail {
    const now = this.clock.now();
    if (wish.period && wish.period.from > wish.period.to)
      throw new Invalid('period.to', 'A period ends after it begins.');
    const totals = totalsIn(wish, currency);
    return draftOf(
      {
        id,
        customerId,
        subscriptionId: wish.subscription_id ?? null,
        periodFrom: wish.period?.from ?? null,
        periodTo: wish.period?.to ?? null,
        currency,
        totalAmount: totals.total,
        taxAmount: totals.tax,
        dueOn: wish.due_on ?? localDay(now, timeZone),
        collectAt: wish.auto_collect ? now : null,
        renewal: false,
      },
      wish.lines.map((line) => ({
        description: line.description,
        quantity: line.quantity,
        amount: line.money.amount,
        taxRate: line.tax_rate,
        taxAmount: line.tax_amount?.amount ?? 0,
      })),
      now,
    );
  }
}

/** The first of so many numbers. Whoever takes them waits for whoever has, so it comes as late as it can and nothing waits after it. */
async function takeNumbers(tx: EntityManager, count: number): Promise<number> {
  const [[counter]]: [{ first: number }[], number] = await tx.query(
    'UPDATE invoice_counter SET last_number = last_number + $1 RETURNING last_number - $1 + 1 AS first',
    [count],
  );
  if (!counter) throw new Error('The row of invoice_counter is gone.');
  return counter.first;
}

function settleIn(tx: EntityManager): string {
  return `WITH settled AS (
      UPDATE invoices i SET state = 'paid', paid_by_payment_id = paid.by, paid_at = $3, collect_at = NULL, updated_at = $3
      FROM unnest($1::uuid[], $2::uuid[]) AS paid (id, by) WHERE i.id = paid.id RETURNING ${columnsOf(tx, Invoice, 'i')})
    SELECT * FROM settled ORDER BY id`;
}

async function withLines(tx: EntityManager, invoices: readonly Invoice[]): Promise<InvoiceDetail[]> {
  const lines: InvoiceLine[] = await runKept(
    tx,
    `SELECT ${columnsOf(tx, InvoiceLine, 'l')} FROM invoice_lines l WHERE l.invoice_id = ANY ($1) ORDER BY l.invoice_id, l.position`,
    [invoices.map(({ id }) => id)],
  );
  const linesOfInvoice = new Map(invoices.map(({ id }) => [id, [] as InvoiceLine[]]));
  for (const line of lines) linesOfInvoice.get(line.invoiceId)?.push(line);
  return invoices.map((invoice) => ({ invoice, lines: linesOfInvoice.get(invoice.id) ?? [] }));
}

async function detailOf(tx: EntityManager, invoice: Invoice): Promise<InvoiceDetail> {
  return { invoice, lines: await linesOf(tx, [invoice.id]) };
}

function linesOf(tx: EntityManager, invoiceIds: readonly string[]): Promise<InvoiceLine[]> {
  return tx.find(InvoiceLine, { where: { invoiceId: In(invoiceIds) }, order: { position: 'ASC' } });
}

function narrow(
  query: SelectQueryBuilder<Invoice>,
  filter: Pick<InvoiceFilter, 'customerId' | 'state'>,
): void {
  const { customerId, state } = filter;
  if (customerId !== undefined) query.andWhere('invoice.customerId = :customerId', { customerId });
  if (state !== undefined) query.andWhere('invoice.state = :state', { state });
}

function totalsIn(wish: NewInvoice, currency: string): InvoiceTotals {
  const lines = wish.lines.map((line) => ({
    money: line.money,
    tax: line.tax_amount ?? { amount: 0, currency },
  }));
  const totals = totalsOf(lines, currency);
  if ('field' in totals) throw new Invalid(`lines.${String(totals.index)}.${totals.field}`, totals.message);
  return totals;
}

async function refuseForeignSubscription(tx: EntityManager, wish: NewInvoice): Promise<void> {
  if (wish.subscription_id === undefined) return;
  const own: unknown[] = await tx.query('SELECT 1 FROM subscriptions WHERE id = $1 AND customer_id = $2', [
    wish.subscription_id,
    wish.customer_id,
  ]);
  if (own.length === 0) throw new Invalid('subscription_id', 'This is not a subscription of this customer.');
}
