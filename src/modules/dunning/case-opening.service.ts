import { Injectable } from '@nestjs/common';
import { DataSource, IsNull, type EntityManager } from 'typeorm';
import { addDays, localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { CustomersService, Holds, type Customer } from '../customers/index.js';
import { CaseJournal } from './case-journal.service.js';
import { DunningCase } from './dunning-case.entity.js';
import { DunningPolicies, type PolicyVersion } from './dunning-policies.service.js';
import type { SegmentFacts } from './dunning-policy.js';
import { FIRST_FAILURE, IS_UNPAID } from './dunning-queries.js';

interface UnpaidInvoice {
  readonly id: string;
  readonly subscription_id: string | null;
  readonly currency: string;
  readonly due_on: string;
  readonly total_amount: number;
  readonly service_type: string | null;
  readonly billing_mode: SegmentFacts['billingMode'];
}

const INVOICE = `SELECT i.id, i.subscription_id, i.currency, i.due_on, i.total_amount, s.service_type, s.billing_mode
  FROM invoices i LEFT JOIN subscriptions s ON s.id = i.subscription_id WHERE i.id = $1`;

/** Opens cases for unpaid invoices, or lets them join the open one of their subscription. */
@Injectable()
export class CaseOpening {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly policies: DunningPolicies,
    private readonly holds: Holds,
    private readonly journal: CaseJournal,
  ) {}

  /** Takes an invoice up; false when it needs no case any more, or has one. */
  async takeUp(invoiceId: string, customerId: string): Promise<boolean> {
    const rows: UnpaidInvoice[] = await this.db.query(INVOICE, [invoiceId]);
    const [invoice] = rows;
    if (!invoice) return false;
    const customer = await this.customers.get(customerId);
    const isPrepaidToo = await this.policies.coverPrepaid();
    const version = await this.policies.choose({
      customerType: customer.type,
      serviceType: invoice.service_type,
      billingMode: invoice.billing_mode,
    });
    if (!version) return false;
    return this.db.transaction(async (tx) => {
      await this.customers.lock(tx, customerId);
      const still: unknown[] = await tx.query(IS_UNPAID, [this.clock.now(), isPrepaidToo, invoiceId]);
      if (still.length === 0) return false;
      const standing =
        invoice.subscription_id === null
          ? null
          : await tx.findOneBy(DunningCase, { subscriptionId: invoice.subscription_id, closedAt: IsNull() });
      await this.join(tx, standing ?? (await this.open(tx, invoice, customer, version)), invoice);
      return true;
    });
  }

  private async open(
    tx: EntityManager,
    invoice: UnpaidInvoice,
    customer: Customer,
    { name, version }: PolicyVersion,
  ): Promise<DunningCase> {
    const now = this.clock.now();
    const opened: DunningCase = {
      id: uuidv7(),
      customerId: customer.id,
      subscriptionId: invoice.subscription_id,
      invoiceId: invoice.subscription_id === null ? invoice.id : null,
      currency: invoice.currency,
      policyName: name,
      policyVersion: version,
      dayOne: await dayOneOf(tx, invoice, customer),
      state: 'open',
      stage: 'grace',
      terminateApprovedAt: null,
      collectionsApprovedAt: null,
      nextDueAt: now,
      evaluatedAt: null,
      openedAt: now,
      closedAt: null,
    };
    await tx.insert(DunningCase, opened);
    await this.holds.place(tx, customer.id, {
      kind: 'dunning_case',
      reference: opened.id,
      label: 'Payment outstanding',
    });
    await this.journal.note(tx, opened, 'opened', {
      details: { invoice_id: invoice.id, policy: name, version, day_one: opened.dayOne },
    });
    await this.journal.publish(tx, opened, 'dunning_case.opened', { invoice_id: invoice.id });
    return opened;
  }

  private async join(tx: EntityManager, to: DunningCase, invoice: UnpaidInvoice): Promise<void> {
    const now = this.clock.now();
    await tx.query('INSERT INTO dunning_case_invoices (invoice_id, case_id, joined_at) VALUES ($1, $2, $3)', [
      invoice.id,
      to.id,
      now,
    ]);
    if (to.evaluatedAt !== null)
      await this.journal.note(tx, to, 'invoice_joined', { details: { invoice_id: invoice.id } });
    await tx.update(DunningCase, { id: to.id }, { nextDueAt: now });
  }
}

/** The local day of the first failure, else the first one after the due date. */
async function dayOneOf(
  tx: EntityManager,
  { id, due_on: dueOn }: UnpaidInvoice,
  { timeZone }: Customer,
): Promise<string> {
  const rows: { at: Date | null }[] = await tx.query(FIRST_FAILURE, [id]);
  const at = rows[0]?.at ?? null;
  return at === null ? addDays(dueOn, 1) : localDay(at, timeZone);
}
