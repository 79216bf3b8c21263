import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { uuidv7 } from '../../common/database/ids.js';
import { Invalid, NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import type { Money } from '../../common/money.js';
import type { AuditActionName } from '../audit/index.js';
import { CustomerErased, CustomersService, type Customer } from '../customers/index.js';
import { ChargeableMethods } from '../payment-methods/index.js';
import type { NextAction } from '../vendors/index.js';
import { isOpen } from './attempt-states.js';
import { BillingJournal } from './billing-journal.service.js';
import { openPaymentOf } from './billing-queries.js';
import type { PaymentPurpose } from './billing-vocabulary.js';
import { InvoiceStateRefused, PaymentInProgress, RetryRefused } from './billing.errors.js';
import type { CardAsker } from './card-tries.js';
import { ChargeCancellations } from './charge-cancellations.service.js';
import { ChargeConfirmations } from './charge-confirmations.service.js';
import { ChargeIntents, type ChargeIntent } from './charge-intents.service.js';
import { ChargeRuns } from './charge-runs.service.js';
import { refusePaidOrder } from './checkout-queries.js';
import { mayBecome } from './invoice-states.js';
import { Invoice } from './invoice.entity.js';
import { paymentMayBecome } from './payment-states.js';
import type { PaymentDetail } from './payment-view.js';
import { Payment } from './payment.entity.js';
import { PaymentsService } from './payments.service.js';
import { refuseUncreditable } from './top-up-queries.js';

/** What became of a wish to charge, with what the customer has to do where that is so. */
export interface Charged {
  readonly detail: PaymentDetail;
  readonly nextAction: NextAction | null;
}

export interface OneOffWish {
  readonly purpose: Exclude<PaymentPurpose, 'invoice' | 'order'>;
  readonly customerId: string;
  readonly money: Money;
  readonly methodId: string | undefined;
  readonly subscriptionId: string | undefined;
}

interface BeginWish {
  readonly methodId: string;
  readonly attemptId?: string;
  readonly actor: Actor;
  readonly asker: CardAsker;
  readonly action: AuditActionName;
}

/** The parts that a charge is made with. */
@Injectable()
export class ChargingParts {
  constructor(
    readonly intents: ChargeIntents,
    readonly runs: ChargeRuns,
    readonly confirmations: ChargeConfirmations,
    readonly cancellations: ChargeCancellations,
    readonly methods: ChargeableMethods,
    readonly journal: BillingJournal,
  ) {}
}

/** Charging on somebody's wish: the intent in one transaction, the call outside of any, the outcome in another. */
@Injectable()
export class Charging {
  constructor(
    private readonly db: DataSource,
    private readonly customers: CustomersService,
    private readonly payments: PaymentsService,
    private readonly parts: ChargingParts,
  ) {}

  /**
   * Pays an open invoice with the chosen method, else the one its subscription names, else the default; a payment that waits for its customer
   * is taken back for it.
   */
  async payInvoice(
    id: string,
    invoiceId: string,
    chosen: string | undefined,
    actor: Actor,
    asker: CardAsker = askerOf(actor),
  ): Promise<Charged> {
    const standing = await this.payments.find(id);
    if (standing) return this.goOn(standing, actor, asker);
    const { customerId, subscriptionId } = await this.invoiceToPay(
      this.db.manager,
      invoiceId,
      'perhaps_waiting',
    );
    const customer = await this.servedCustomer(customerId);
    const named = await namedBy(this.db.manager, subscriptionId);
    const methodId = await this.parts.methods.choose({ customer, chosen, named }, actor);
    await this.parts.cancellations.free(invoiceId, actor);
    const intent = await this.db.transaction(async (tx) => {
      await this.customers.lock(tx, customerId);
      const invoice = await this.invoiceToPay(tx, invoiceId);
      const payment = await this.parts.intents.open(tx, {
        id,
        customerId,
        invoiceId,
        subscriptionId,
        purpose: 'invoice',
        amount: invoice.totalAmount,
        currency: invoice.currency,
      });
      return this.begin(tx, payment, customer, { methodId, actor, asker, action: 'payment.requested' });
    });
    return this.carryOut(id, intent);
  }

  /** Takes an amount that no invoice asks for. */
  async payOnce(id: string, wish: OneOffWish, actor: Actor): Promise<Charged> {
    const standing = await this.payments.find(id);
    const asker = askerOf(actor);
    if (standing) return this.goOn(standing, actor, asker);
    const customer = await this.servedCustomer(wish.customerId);
    refuseOtherCurrency(wish.money, customer);
    await refuseForeign(this.db.manager, wish);
    await refuseUncreditable(this.db.manager, wish);
    const named = await namedBy(this.db.manager, wish.subscriptionId ?? null);
    const methodId = await this.parts.methods.choose({ customer, chosen: wish.methodId, named }, actor);
    const intent = await this.db.transaction(async (tx) => {
      refuseOtherCurrency(wish.money, await this.customers.lock(tx, customer.id));
      await refuseUncreditable(tx, wish);
      const payment = await this.parts.intents.open(tx, {
        id,
        customerId: customer.id,
        invoiceId: null,
        subscriptionId: wish.subscriptionId ?? null,
        purpose: wish.purpose,
        ...wish.money,
      });
      return this.begin(tx, payment, customer, { methodId, actor, asker, action: 'payment.requested' });
    });
    return this.carryOut(id, intent);
  }

  /** A payment as it stands, with what its customer has to do for it; the vendor is asked. */
  async look(id: string): Promise<Charged> {
    const detail = await this.payments.get(id);
    const last = detail.attempts.at(-1);
    if (last?.state !== 'requires_action') return { detail, nextAction: null };
    const nextAction = await this.parts.runs.askNow(last.id);
    return { detail: await this.payments.get(id), nextAction };
  }

  /** Tries a declined payment again; `attemptId` is that of the new attempt, so that a repeat finds it. */
  async retry(
    attemptId: string,
    paymentId: string,
    chosen: string | undefined,
    actor: Actor,
    asker: CardAsker = askerOf(actor),
  ): Promise<Charged> {
    const detail = await this.payments.get(paymentId);
    if (detail.attempts.some(({ id }) => id === attemptId)) return this.goOn(detail, actor, asker);
    return this.tryAgain(attemptId, detail.payment, chosen, actor, asker);
  }

  private async tryAgain(
    attemptId: string,
    { id, customerId, subscriptionId }: Payment,
    chosen: string | undefined,
    actor: Actor,
    asker: CardAsker,
  ): Promise<Charged> {
    refuseUnlessDeclined(await this.db.manager.findOneByOrFail(Payment, { id }));
    // A guest has no other method, and pays his order by a checkout of its own.
    if (customerId === null) throw new RetryRefused('declined');
    const customer = await this.servedCustomer(customerId);
    const named = await namedBy(this.db.manager, subscriptionId);
    const methodId = await this.parts.methods.choose({ customer, chosen, named }, actor);
    const intent = await this.db.transaction(async (tx) => {
      await this.customers.lock(tx, customerId);
      const payment = await tx.findOneOrFail(Payment, { where: { id }, lock: { mode: 'for_no_key_update' } });
      refuseUnlessDeclined(payment);
      if (payment.invoiceId !== null) await this.invoiceToPay(tx, payment.invoiceId);
      await refuseUncreditable(tx, payment);
      await refusePaidOrder(tx, payment);
      return this.begin(tx, payment, customer, {
        methodId,
        attemptId,
        actor,
        asker,
        action: 'payment.retried',
      });
    });
    return this.carryOut(id, intent);
  }

  /** A repeat of a request: what was begun is finished, and what the vendor did not even take is tried once more. */
  private async goOn(detail: PaymentDetail, actor: Actor, asker: CardAsker): Promise<Charged> {
    const { payment, attempts } = detail;
    const last = attempts.at(-1);
    if (last && isOpen(last.state)) {
      const nextAction = await this.parts.runs.askNow(last.id);
      return { detail: await this.payments.get(payment.id), nextAction };
    }
    const wasNotTaken =
      last?.sent === false && last.declineRetryable === true && payment.state === 'declined';
    return wasNotTaken
      ? this.tryAgain(uuidv7(), payment, last.paymentMethodId ?? undefined, actor, asker)
      : { detail, nextAction: null };
  }

  private async begin(
    tx: EntityManager,
    payment: Payment,
    customer: Customer,
    { actor, asker, action, ...wish }: BeginWish,
  ): Promise<ChargeIntent> {
    await this.parts.intents.caps.refuse(tx, wish.methodId, asker);
    await this.parts.journal.notePayment(tx, payment, {
      actor,
      action,
      details: { payment_method_id: wish.methodId, invoice_id: payment.invoiceId },
    });
    return this.parts.intents.begin(tx, payment, customer, {
      attemptId: uuidv7(),
      ...wish,
      offSession: true,
    });
  }

  private async carryOut(paymentId: string, intent: ChargeIntent): Promise<Charged> {
    const first = await this.parts.runs.carryOut(intent);
    const outcome = await this.parts.confirmations.follow(intent.attemptId, first);
    const detail = await this.payments.get(paymentId);
    return { detail, nextAction: outcome.status === 'requires_action' ? outcome.nextAction : null };
  }

  private async servedCustomer(id: string): Promise<Customer> {
    const customer = await this.customers.get(id);
    if (customer.erasedAt) throw new CustomerErased();
    return customer;
  }

  /** Throws 409 for an invoice that is not owed, or has a payment on its way; `perhaps_waiting`: one that waits for its customer will not be in the way. */
  private async invoiceToPay(tx: EntityManager, id: string, mode?: 'perhaps_waiting'): Promise<Invoice> {
    const invoice = await tx.findOneBy(Invoice, { id });
    if (!invoice) throw new NotFound('invoice');
    const open = await openPaymentOf(tx, id);
    if (open && !(mode && open.state === 'requires_action')) throw new PaymentInProgress(open.id, open.state);
    if (!mayBecome(invoice.state, 'paid')) throw new InvoiceStateRefused(invoice.state, 'paid');
    return invoice;
  }
}

function askerOf({ kind }: Actor): CardAsker {
  return kind === 'system' ? 'by_itself' : 'by_hand';
}

function refuseUnlessDeclined({ id, state }: Payment): void {
  if (state === 'pending' || state === 'requires_action' || state === 'unknown')
    throw new PaymentInProgress(id, state);
  if (!paymentMayBecome(state, 'pending')) throw new RetryRefused(state);
}

function refuseOtherCurrency({ currency }: Money, customer: Customer): void {
  if (currency !== customer.currency)
    throw new Invalid('money.currency', `Must be the customer's currency, ${customer.currency}.`);
}

async function namedBy(tx: EntityManager, subscriptionId: string | null): Promise<string | null> {
  if (subscriptionId === null) return null;
  const rows: { payment_method_id: string | null }[] = await tx.query(
    'SELECT payment_method_id FROM subscriptions WHERE id = $1',
    [subscriptionId],
  );
  return rows[0]?.payment_method_id ?? null;
}

async function refuseForeign(tx: EntityManager, { subscriptionId, customerId }: OneOffWish): Promise<void> {
  if (subscriptionId === undefined) return;
  const own: unknown[] = await tx.query('SELECT 1 FROM subscriptions WHERE id = $1 AND customer_id = $2', [
    subscriptionId,
    customerId,
  ]);
  if (own.length === 0) throw new Invalid('subscription_id', 'This is not a subscription of this customer.');
}
