import { Injectable } from '@nestjs/common';
import { Conflict } from '../../src/common/errors/domain-error.js';
import type { Actor } from '../../src/common/http/principal.js';
import {
  ChargeCancellations,
  Charging,
  InvoicesService,
  PaymentsService,
  Refunding,
  toRefundView,
} from '../../src/modules/billing/index.js';
import type { BillingPort, PaymentRow, RefundView } from '../panel-billing.js';
import { requireScope } from '../permission.js';
import { IdentityRule } from './identity-rule.service.js';
import { OncePerKey } from './once-per-key.service.js';
import { PanelInvoices } from './panel-invoices.service.js';
import { PanelPayments } from './panel-payments.service.js';

/** The services that money is moved with. */
@Injectable()
export class MoneyServices {
  constructor(
    readonly charging: Charging,
    readonly refunding: Refunding,
    readonly invoices: InvoicesService,
    readonly payments: PaymentsService,
    readonly cancellations: ChargeCancellations,
  ) {}
}

/** Paying, trying again and giving back behind the panel; whoever charges has made sure who is calling. */
@Injectable()
export class PanelBilling implements BillingPort {
  constructor(
    readonly invoices: PanelInvoices,
    readonly payments: PanelPayments,
    private readonly money: MoneyServices,
    private readonly once: OncePerKey,
    private readonly identity: IdentityRule,
  ) {}

  async payInvoice(wish: Parameters<BillingPort['payInvoice']>[0], actor: Actor): Promise<PaymentRow> {
    requireScope(actor, 'payments:write');
    const { invoice } = await this.money.invoices.get(wish.invoice_id);
    await this.identity.require(invoice.customerId, actor);
    const charged = await this.once.run(wish, 'invoices/pay', actor, (id) =>
      this.money.charging.payInvoice(id, wish.invoice_id, wish.payment_method_id, actor),
    );
    return this.payments.shown(charged);
  }

  async retryPayment(wish: Parameters<BillingPort['retryPayment']>[0], actor: Actor): Promise<PaymentRow> {
    requireScope(actor, 'payments:write');
    const { payment } = await this.money.payments.get(wish.payment_id);
    // A guest's payment is refused below.
    if (payment.customerId !== null) await this.identity.require(payment.customerId, actor);
    const charged = await this.once.run(wish, 'payments/retry', actor, (id) =>
      this.money.charging.retry(id, wish.payment_id, wish.payment_method_id, actor),
    );
    return this.payments.shown(charged);
  }

  async refundPayment(wish: Parameters<BillingPort['refundPayment']>[0], actor: Actor): Promise<RefundView> {
    requireScope(actor, 'payments:refund');
    const { payment_id: paymentId, money, reason } = wish;
    const refund = await this.once.run(wish, 'payments/refund', actor, (id) =>
      this.money.refunding.refund(id, paymentId, { money, reason }, actor),
    );
    return toRefundView(refund);
  }

  async nextAction(paymentId: string, actor: Actor): Promise<PaymentRow> {
    requireScope(actor, 'payments:write');
    const { payment, attempts } = await this.money.payments.get(paymentId);
    const last = attempts.at(-1);
    // Of any other state, asking might charge.
    if (payment.state !== 'requires_action' || !last) throw new NothingToConfirm();
    return this.payments.shown(await this.money.charging.retry(last.id, paymentId, undefined, actor));
  }

  async voidInvoice(invoiceId: string, actor: Actor): Promise<void> {
    requireScope(actor, 'invoices:write');
    await this.money.cancellations.voidInvoice(invoiceId, actor);
  }
}

class NothingToConfirm extends Conflict {
  constructor() {
    super('conflict', 'This payment does not wait for its customer any more.', undefined, {
      reason: 'payment_state',
    });
  }
}
