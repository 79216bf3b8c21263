import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { readRows } from '../../common/database/bulk.js';
import { AccessLinks, type Customer, type InventoryKind } from '../customers/index.js';
import { mailMethodOf, NotificationsService, type MailMethod } from '../notifications/index.js';
import { invoiceNumber } from '../billing/index.js';
import type { CaseDossier, CaseInvoice, KnownAttempt } from './case-dossier.js';
import type { CasePlan } from './case-plan.js';
import type { DunningCase } from './dunning-case.entity.js';
import type { DunningMail } from './dunning-vocabulary.js';
import { inventoryWord } from './inventory-words.js';
import {
  type FailedItem,
  type MailEffect,
  stepMessage,
  type StepMail,
  type StepMessage,
} from './step-message.js';

/** A case with everybody and everything that its mails speak of. */
export interface CaseScene {
  readonly case: DunningCase;
  readonly customer: Customer;
  readonly service: { readonly name: string; readonly state: string } | null;
  readonly dossier: CaseDossier;
}

/** The mail of a step that is due, of a case. */
export interface MailWish {
  readonly scene: CaseScene;
  readonly effect: MailEffect;
}

/** What mails are written with. */
export interface MailAids {
  readonly link: { readonly id: string; readonly expiresAt: Date };
  readonly methods: ReadonlyMap<string, MailMethod>;
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

  /** What the mails of several cases are written with: their links, and the methods that they speak of. */
  async aidsFor(tx: EntityManager, wishes: readonly MailWish[]): Promise<ReadonlyMap<CaseScene, MailAids>> {
    const telling = wishes.filter(tellsAnything).map(({ scene }) => scene);
    if (telling.length === 0) return new Map();
    const customers = telling.map(({ customer: { id } }) => id);
    const links = await this.links.issueAll(tx, customers, 'pay');
    const ids = telling.flatMap(({ dossier }) =>
      openInvoices(dossier).flatMap((one) => lastOf(dossier, one)),
    );
    const methods = await methodsOf(tx, [...new Set(ids.map(({ methodId }) => methodId))]);
    return new Map(
      telling.flatMap((scene, at) => (links[at] ? [[scene, { link: links[at], methods }]] : [])),
    );
  }

  /** The mail of a step of the ladder, to be queued with others; null where there is nothing to tell. */
  async step(
    tx: EntityManager,
    { scene, effect }: MailWish,
    plan: CasePlan,
    aids: MailAids | undefined,
  ): Promise<StepMessage | null> {
    const mail = mailFor(effect.mail, scene);
    if (mail === null || !aids) return null;
    const { link, methods } = aids;
    const told: StepMail = {
      items: failedItems(scene, { key: effect.key, attempt: plan.attempt, methods }),
      common: {
        customer: scene.customer,
        dedupeKey: `${mail}:${scene.case.id}:${effect.key}`,
        subjectId: scene.case.id,
      },
      base: {
        customer_name: scene.customer.name,
        link: { id: link.id, expires_at: link.expiresAt.toISOString() },
      },
      today: localDay(this.clock.now(), scene.customer.timeZone),
      returns: mail === 'final_notice' ? await returnsOf(tx, scene) : [],
      isCollected: isCollected(scene, plan),
    };
    return stepMessage({ ...effect, mail }, told);
  }

  /** Queues mails of steps, of each customer one. */
  async queue(tx: EntityManager, messages: readonly StepMessage[]): Promise<void> {
    await this.notifications.enqueueItemsOf(tx, messages);
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
}

function tellsAnything({ scene, effect }: MailWish): boolean {
  return mailFor(effect.mail, scene) !== null && openInvoices(scene.dossier).length > 0;
}

function openInvoices({ invoices }: CaseDossier): CaseInvoice[] {
  return invoices.filter(({ state }) => state === 'open');
}

/** The last attempt of an invoice; none where it was never tried. */
function lastOf({ attempts }: CaseDossier, { id }: CaseInvoice): KnownAttempt[] {
  const last = attempts.findLast(({ invoiceId, ofCase }) => ofCase && invoiceId === id);
  return last ? [last] : [];
}

function failedItems(
  { case: of, customer, service, dossier }: CaseScene,
  {
    key,
    attempt,
    methods,
  }: { key: string; attempt: CasePlan['attempt']; methods: ReadonlyMap<string, MailMethod> },
): FailedItem[] {
  const next = attempt.charge ? localDay(attempt.at, customer.timeZone) : null;
  return openInvoices(dossier).map((invoice) => {
    const [last] = lastOf(dossier, invoice);
    return {
      ref: `${of.id}:${key}:${invoice.id}`,
      service_name: service?.name ?? null,
      invoice_number: numberOf(invoice),
      amount: { amount: invoice.totalAmount, currency: invoice.currency },
      due_on: invoice.dueOn,
      method: (last && methods.get(last.methodId)) ?? null,
      hint: last?.decline?.hint ?? (dossier.facts.autoPay ? 'no_method' : 'not_automatic'),
      next_attempt_on: next,
    };
  });
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

async function methodsOf(tx: EntityManager, ids: readonly string[]): Promise<Map<string, MailMethod>> {
  if (ids.length === 0) return new Map();
  const rows = await readRows<Parameters<typeof mailMethodOf>[0] & { readonly id: string }>(
    tx,
    'SELECT id, payment_type, brand, last4, exp_month, exp_year, account_email_masked FROM payment_methods WHERE id = ANY ($1)',
    [ids],
  );
  return new Map(rows.map((row) => [row.id, mailMethodOf(row)]));
}

async function methodOf(tx: EntityManager, id: string): Promise<MailMethod | null> {
  return (await methodsOf(tx, [id])).get(id) ?? null;
}

function numberOf(invoice: CaseInvoice | undefined): string | null {
  return invoice?.number == null ? null : invoiceNumber(invoice.number);
}

function total(invoices: readonly CaseInvoice[]): number {
  return invoices.reduce((sum, { totalAmount }) => sum + totalAmount, 0);
}
