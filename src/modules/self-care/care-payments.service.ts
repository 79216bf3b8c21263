import { Injectable } from '@nestjs/common';
import { Sql } from '../../common/database/sql.js';
import { Invalid, NotFound } from '../../common/errors/domain-error.js';
import { pageOf, type Page } from '../../common/http/cursor.js';
import type { Actor } from '../../common/http/principal.js';
import type { Money } from '../../common/money.js';
import { isTopUp } from '../../common/top-up-limits.js';
import { Charging, httpStatusOf, paymentPosition, PaymentsService, toPaymentView } from '../billing/index.js';
import { declineAdvice } from '../payment-methods/index.js';
import { INVOICE_NUMBERS } from './billing-queries.js';
import {
  toOwnPaymentView,
  toReceiptView,
  type OwnPaymentView,
  type ReceiptView,
} from './care-billing-views.js';
import { CareInvoices } from './care-invoices.service.js';
import { CareLimits } from './care-limits.service.js';
import { CareMethods } from './care-methods.service.js';
import type { OwnPage } from './care.schemas.js';
import { CarePaymentDeclined } from './self-care.errors.js';

/** The answer to a wish to pay. */
export interface OwnPaymentAnswer {
  readonly status: 200 | 202;
  readonly view: OwnPaymentView;
}

type PaymentDetail = Awaited<ReturnType<PaymentsService['get']>>;
type Charged = Awaited<ReturnType<Charging['payInvoice']>>;

/** What payments are made and read with. */
@Injectable()
export class CarePaymentParts {
  constructor(
    readonly charging: Charging,
    readonly payments: PaymentsService,
    readonly invoices: CareInvoices,
    readonly methods: CareMethods,
  ) {}
}

/** A customer's own payments: making them with a method of his own, and what became of them. */
@Injectable()
export class CarePayments {
  constructor(
    private readonly parts: CarePaymentParts,
    private readonly limits: CareLimits,
    private readonly sql: Sql,
  ) {}

  /** Pays an invoice; throws 402 when that is refused. */
  async pay(
    id: string,
    of: { readonly customerId: string; readonly invoiceId: string; readonly methodId: string | undefined },
    actor: Actor,
  ): Promise<OwnPaymentAnswer> {
    const { customerId, invoiceId, methodId } = of;
    await this.parts.invoices.refuseForeign(customerId, invoiceId);
    await this.refuseForeignMethod(customerId, methodId);
    await this.limits.count('pay_customer', customerId);
    return answerOf(await this.parts.charging.payInvoice(id, invoiceId, methodId, actor));
  }

  /** Fills a balance; throws 402 when that is refused. Whose the subscription is the caller has made sure of. */
  async topUp(
    id: string,
    of: {
      readonly customerId: string;
      readonly subscriptionId: string;
      readonly money: Money;
      readonly methodId: string | undefined;
    },
    actor: Actor,
  ): Promise<OwnPaymentAnswer> {
    await this.refuseForeignMethod(of.customerId, of.methodId);
    if (!isTopUp(of.money)) throw new Invalid('money.amount', 'This amount cannot be topped up at once.');
    await this.limits.count('pay_customer', of.customerId);
    return answerOf(await this.parts.charging.payOnce(id, { purpose: 'top_up', ...of }, actor));
  }

  /** Newest first. */
  async list(customerId: string, { cursor, limit }: OwnPage): Promise<Page<ReceiptView>> {
    const after = paymentPosition(cursor);
    const details = await this.parts.payments.list({ customerId, after, limit });
    const invoiceIds = details.flatMap(({ payment: { invoiceId } }) =>
      invoiceId === null ? [] : [invoiceId],
    );
    const found = await this.sql.rows<{ id: string; number: number }>(INVOICE_NUMBERS, [invoiceIds]);
    const numbers = new Map(found.map(({ id, number }) => [id, number]));
    return pageOf(
      details,
      limit,
      (detail) => toReceiptView(toPaymentView(detail), numbers),
      ({ payment }) => [payment.createdAt.toISOString(), payment.id],
    );
  }

  /** What has become of a payment, and what its customer has to do for it; throws 404 for another's. */
  async get(customerId: string, id: string): Promise<OwnPaymentView> {
    const found = await this.own(customerId, id);
    if (found.payment.state !== 'requires_action') return toOwnPaymentView(toPaymentView(found));
    const { detail, nextAction } = await this.parts.charging.look(id);
    return toOwnPaymentView(toPaymentView(detail, nextAction));
  }

  /** Throws 404 for another's. */
  async own(customerId: string, id: string): Promise<PaymentDetail> {
    const found = await this.parts.payments.find(id);
    if (found?.payment.customerId !== customerId) throw new NotFound('payment');
    return found;
  }

  private async refuseForeignMethod(customerId: string, methodId: string | undefined): Promise<void> {
    if (methodId !== undefined) await this.parts.methods.own(customerId, methodId);
  }
}

function answerOf({ detail, nextAction }: Charged): OwnPaymentAnswer {
  const view = toOwnPaymentView(toPaymentView(detail, nextAction));
  if (view.decline !== null)
    throw new CarePaymentDeclined({ ...view }, { ...view.decline, advice: declineAdvice(view.decline.hint) });
  return { status: httpStatusOf(view.state), view };
}
