import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { readRows } from '../../common/database/bulk.js';
import { uuidv7 } from '../../common/database/ids.js';
import { AccessLinks, type Customer, type InventoryKind } from '../customers/index.js';
import { mailMethodOf, NotificationsService, type MailMethod } from '../notifications/index.js';
import { invoiceNumber } from '../billing/index.js';
import type { CaseDossier, CaseInvoice, KnownAttempt } from './case-dossier.js';
import type { CasePlan } from './case-plan.js';
import type { DunningCase } from './dunning-case.entity.js';
import type { DunningMail } from './dunning-vocabulary.js';
import { inventoryWord } from './inventory-words.js';
import { type FailedItem, type MailEffect, stepMessage, type StepMail } from './step-message.js';

/** A case with everybody and everything that its mails speak of. */
export interface CaseScene {
  readonly case: DunningCase;
  readonly customer: Customer;
  readonly service: { readonly name: string; readonly state: string } | null;
  readonly dossier: CaseDossier;
}

// One that waits for its first method has not begun, and cannot be stopped.
const RUNNING: readonly (string | undefined)[] = ['active', 'suspended'];

/** Whether a service is there to be suspended or ended. */
export function isRunning(state: string | undefined): boolean {
  return RUNNING.includes(state);
}

/** Writes the mails of a case, in the transaction of their cause; those of several cases on one day become one. */
@Injectable()
export class CaseMails {
  constructor(
    private readonly clock: Clock,
    private readonly notifications: NotificationsService,
    private readonly links: AccessLinks,
  ) {}

  /** The mail of a step of the ladder; says which it became, or null where there is nothing to tell. */
  async step(
    tx: EntityManager,
    scene: CaseScene,
    effect: MailEffect,
    plan: CasePlan,
  ): Promise<DunningMail | null> {
    const mail = mailFor(effect.mail, scene);
    if (mail === null) return null;
    const items = await this.failedItems(tx, scene, effect.key, plan.attempt);
    if (items.length === 0) return null;
    const told: StepMail = {
      items,
      common: {
        customer: scene.customer,
        dedupeKey: `${mail}:${scene.case.id}:${effect.key}`,
        subjectId: scene.case.id,
      },
      base: { customer_name: scene.customer.name, link: await this.payLink(tx, scene.customer) },
      today: localDay(this.clock.now(), scene.customer.timeZone),
      returns: mail === 'final_notice' ? await returnsOf(tx, scene) : [],
      isCollected: isCollected(scene, plan),
    };
    await this.notifications.enqueueItems(tx, stepMessage({ ...effect, mail }, told));
    return mail;
  }

  /** Paid, and the service goes on. */
  async restored(tx: EntityManager, scene: CaseScene): Promise<void> {
    const paid = scene.dossier.invoices.filter(({ state }) => state === 'paid');
    const last = scene.dossier.attempts.findLast(({ outcome, ofCase }) => ofCase && outcome === 'succeeded');
    const { customer } = scene;
    await this.notifications.enqueueItems(tx, {
      type: 'service_restored',
      customer,
      dedupeKey: `service_restored:${scene.case.id}`,
      subjectId: scene.case.id,
      variables: {
        customer_name: customer.name,
        link: { path: '/care' },
        items: [
          {
            ref: `${scene.case.id}:restored`,
            service_name: scene.service?.name ?? null,
            invoice_number: numberOf(paid.at(-1)),
            amount: paid.length === 0 ? null : { amount: total(paid), currency: scene.case.currency },
            method: last ? await methodOf(tx, last.methodId) : null,
          },
        ],
      },
    });
  }

  /** A backup method was charged in place of another: the mail names both. */
  async backupCharged(tx: EntityManager, scene: CaseScene, charged: KnownAttempt): Promise<void> {
    const failed = scene.dossier.attempts.findLast(
      (attempt) => attempt.ofCase && attempt.at < charged.at && attempt.methodId !== charged.methodId,
    );
    const invoice = scene.dossier.invoices.find(({ id }) => id === charged.invoiceId);
    if (!failed || !invoice) return;
    const failedMethod = await methodOf(tx, failed.methodId);
    const chargedMethod = await methodOf(tx, charged.methodId);
    if (!failedMethod || !chargedMethod) return;
    await this.notifications.enqueue(tx, {
      type: 'backup_charged',
      customer: scene.customer,
      dedupeKey: `backup_charged:${charged.id}`,
      subjectId: scene.case.id,
      variables: {
        customer_name: scene.customer.name,
        link: { path: '/care' },
        service_name: scene.service?.name ?? null,
        invoice_number: numberOf(invoice),
        amount: { amount: invoice.totalAmount, currency: invoice.currency },
        paid_on: localDay(charged.settledAt ?? charged.at, scene.customer.timeZone),
        failed_method: failedMethod,
        charged_method: chargedMethod,
      },
    });
  }

  /** What waits to be told of an outstanding payment is told no more. */
  async takeBack(tx: EntityManager, { id, customerId }: DunningCase): Promise<void> {
    await this.notifications.takeBackItems(tx, { customerId, refPrefix: `${id}:`, reason: 'replaced' });
  }

  private async failedItems(
    tx: EntityManager,
    { case: of, customer, service, dossier }: CaseScene,
    key: string,
    attempt: CasePlan['attempt'],
  ): Promise<FailedItem[]> {
    const next = attempt.charge ? localDay(attempt.at, customer.timeZone) : null;
    const unpaid = dossier.invoices.filter(({ state }) => state === 'open');
    return Promise.all(
      unpaid.map(async (invoice) => {
        const last = dossier.attempts.findLast(({ invoiceId, ofCase }) => ofCase && invoiceId === invoice.id);
        const hint = last?.decline?.hint ?? (dossier.facts.autoPay ? 'no_method' : 'not_automatic');
        return {
          ref: `${of.id}:${key}:${invoice.id}`,
          service_name: service?.name ?? null,
          invoice_number: numberOf(invoice),
          amount: { amount: invoice.totalAmount, currency: invoice.currency },
          due_on: invoice.dueOn,
          method: last ? await methodOf(tx, last.methodId) : null,
          hint,
          next_attempt_on: next,
        };
      }),
    );
  }

  private async payLink(tx: EntityManager, customer: Customer): Promise<{ id: string; expires_at: string }> {
    const link = await this.links.issue(tx, uuidv7(), customer, { purpose: 'pay', send: false });
    return { id: link.id, expires_at: link.expiresAt.toISOString() };
  }
}

/** What is announced of a service is told of one that can still lose it; of another only that it is not paid. */
function mailFor(mail: DunningMail | null, { service }: CaseScene): DunningMail | null {
  const isOfService = mail !== null && OF_SERVICE.includes(mail);
  return isOfService && !isRunning(service?.state) ? 'payment_failed' : mail;
}

const OF_SERVICE: readonly DunningMail[] = ['payment_warning', 'service_suspended', 'final_notice'];

/** The debt is with collections already, or goes there in the same breath. */
function isCollected({ dossier }: CaseScene, { effects }: CasePlan): boolean {
  return (
    effects.some(({ type }) => type === 'collections') ||
    dossier.facts.done.some(({ key }) => key.endsWith(':collections'))
  );
}

async function returnsOf(tx: EntityManager, { case: of, customer }: CaseScene): Promise<string[]> {
  const rows: { kind: InventoryKind }[] = await tx.query(
    `SELECT DISTINCT kind FROM subscription_inventory WHERE subscription_id = $1 AND state = 'return_requested' ORDER BY kind`,
    [of.subscriptionId],
  );
  return rows.map(({ kind }) => inventoryWord(kind, customer.locale));
}

async function methodOf(tx: EntityManager, id: string): Promise<MailMethod | null> {
  const rows = await readRows<Parameters<typeof mailMethodOf>[0]>(
    tx,
    'SELECT payment_type, brand, last4, exp_month, exp_year, account_email_masked FROM payment_methods WHERE id = $1',
    [id],
  );
  const [row] = rows;
  return row ? mailMethodOf(row) : null;
}

function numberOf(invoice: CaseInvoice | undefined): string | null {
  return invoice?.number == null ? null : invoiceNumber(invoice.number);
}

function total(invoices: readonly CaseInvoice[]): number {
  return invoices.reduce((sum, { totalAmount }) => sum + totalAmount, 0);
}
