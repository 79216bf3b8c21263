import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { readRows } from '../../common/database/bulk.js';
import type { Locale } from '../../common/i18n/locale.js';
import { AccessLinks } from '../customers/index.js';
import { mailMethodOf, NotificationsService, type MailVariables } from '../notifications/index.js';
import { ChargeableMethods } from '../payment-methods/index.js';
import type { InvoiceDetail } from './invoice-draft.js';
import { invoiceNumber } from './invoice-number.js';
import type { Invoice } from './invoice.entity.js';
import { mailLines } from './mail-lines.js';

type Variables = MailVariables<'invoice_issued'>;

interface Addressee {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly locale: Locale;
  readonly timeZone: string;
  readonly autoPay: boolean;
  readonly serviceName: string | null;
  /** The method that the subscription names. */
  readonly named: string | null;
}

interface Addressed {
  readonly draft: InvoiceDetail;
  readonly customer: Addressee;
}

/** An invoice that its customer is to be told of as soon as it has its number. */
export interface PlannedMail extends Addressed {
  readonly charge: Variables['charge'];
  readonly link: NonNullable<Variables['link']>;
}

const ADDRESSEES = `SELECT i.invoice_id, c.id, c.name, c.email, c.locale, c.time_zone, c.auto_pay, s.name AS service_name,
    s.payment_method_id AS named
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS i (invoice_id, customer_id, subscription_id)
  JOIN customers c ON c.id = i.customer_id LEFT JOIN subscriptions s ON s.id = i.subscription_id
  WHERE c.erased_at IS NULL`;

/**
 * Tells customers of their new invoices. One that is charged by itself at once has its receipt, or the mail of what went wrong, and no other
 * mail, unless `billing.invoice_mails` wants one of every invoice.
 */
@Injectable()
export class InvoiceMails {
  constructor(
    private readonly clock: Clock,
    private readonly notifications: NotificationsService,
    private readonly links: AccessLinks,
    private readonly methods: ChargeableMethods,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Who is to be told of which drafts, with links that are written; before the invoices have their numbers, which others wait for. */
  async plan(tx: EntityManager, drafts: readonly InvoiceDetail[]): Promise<PlannedMail[]> {
    const addressed = await this.addressed(
      tx,
      drafts.filter(({ invoice }) => invoice.totalAmount > 0),
    );
    const charges = await this.charges(tx, addressed);
    const told = addressed.filter(({ draft: { invoice } }) => {
      const isAtOnce = invoice.collectAt !== null && invoice.collectAt <= this.clock.now();
      return this.config.billing.invoiceMails === 'all' || !isAtOnce || !charges.has(invoice.id);
    });
    const unpaid = told.filter(({ draft }) => !charges.has(draft.invoice.id));
    const links = await this.links.issueAll(
      tx,
      unpaid.map(({ customer }) => customer.id),
      'pay',
    );
    const linkOf = new Map(unpaid.map(({ draft }, index) => [draft.invoice.id, links[index]]));
    return told.map(({ draft, customer }) => {
      const link = linkOf.get(draft.invoice.id);
      return {
        draft,
        customer,
        charge: charges.get(draft.invoice.id) ?? null,
        link: link ? { id: link.id, expires_at: link.expiresAt.toISOString() } : { path: '/care' },
      };
    });
  }

  /** Writes the mails, once the invoices are issued. */
  async issued(tx: EntityManager, planned: readonly PlannedMail[]): Promise<void> {
    if (planned.length === 0) return;
    await this.notifications.enqueueMany(
      tx,
      planned.map((plan) => {
        const { id, name, email, locale } = plan.customer;
        return {
          type: 'invoice_issued',
          customer: { id, name, email, locale },
          dedupeKey: keyOf(plan.draft.invoice),
          variables: variablesOf(plan),
        };
      }),
    );
  }

  /** An invoice was taken back before its mail went. */
  async voided(tx: EntityManager, invoice: Invoice): Promise<void> {
    const { customerId } = invoice;
    await this.notifications.skipQueued(tx, { customerId, dedupeKey: keyOf(invoice), reason: 'replaced' });
  }

  private async addressed(tx: EntityManager, drafts: readonly InvoiceDetail[]): Promise<Addressed[]> {
    if (drafts.length === 0) return [];
    const rows = await readRows<Addressee & { invoiceId: string }>(tx, ADDRESSEES, [
      drafts.map(({ invoice }) => invoice.id),
      drafts.map(({ invoice }) => invoice.customerId),
      drafts.map(({ invoice }) => invoice.subscriptionId),
    ]);
    const customerOf = new Map(rows.map((row) => [row.invoiceId, row]));
    return drafts.flatMap((draft) => {
      const customer = customerOf.get(draft.invoice.id);
      return customer ? [{ draft, customer }] : [];
    });
  }

  /** When, and with what, those that can be charged by themselves will be. */
  private async charges(
    tx: EntityManager,
    addressed: readonly Addressed[],
  ): Promise<ReadonlyMap<string, NonNullable<Variables['charge']>>> {
    const due = addressed.flatMap(({ draft: { invoice }, customer }) =>
      invoice.collectAt !== null && customer.autoPay
        ? [{ id: invoice.id, customer, on: localDay(invoice.collectAt, customer.timeZone) }]
        : [],
    );
    if (due.length === 0) return new Map();
    const standing = await this.methods.standing(
      tx,
      due.map(({ id, customer }) => ({ subjectId: id, customerId: customer.id, named: customer.named })),
    );
    const methodOf = new Map(standing.map(({ subjectId, method }) => [subjectId, method]));
    return new Map(
      due.flatMap(({ id, on }) => {
        const method = methodOf.get(id);
        return method ? [[id, { on, method: mailMethodOf(method) }] as const] : [];
      }),
    );
  }
}

function keyOf({ id }: Pick<Invoice, 'id'>): string {
  return `invoice_issued:${id}`;
}

function variablesOf({ draft: { invoice, lines }, customer, charge, link }: PlannedMail): Variables {
  const { number, currency, totalAmount, taxAmount } = invoice;
  if (number === null) throw new Error('An invoice that is issued has a number.');
  return {
    customer_name: customer.name,
    link,
    service_name: customer.serviceName,
    invoice_number: invoiceNumber(number),
    amount: { amount: totalAmount, currency },
    tax: { amount: taxAmount, currency },
    lines: mailLines(lines, currency),
    due_on: invoice.dueOn,
    period_from: invoice.periodFrom,
    period_to: invoice.periodTo,
    charge,
  };
}
