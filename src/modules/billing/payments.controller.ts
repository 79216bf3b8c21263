import { Body, Controller, Get, HttpCode, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { pageOf, type Page } from '../../common/http/cursor.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { NewId, RequiresIdempotencyKey } from '../../common/http/idempotency.decorator.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { ChargeCancellations } from './charge-cancellations.service.js';
import { Charging } from './charging.service.js';
import { answerOf } from './payment-answer.js';
import { toPaymentView, toRefundView, type PaymentView, type RefundView } from './payment-view.js';
import {
  newPayment,
  newRefund,
  payInvoice,
  paymentPage,
  paymentPosition,
  paymentsQuery,
  paymentView,
  refundView,
  retryPayment,
  type NewPayment,
  type NewRefund,
  type PaymentsQuery,
} from './payments.schemas.js';
import { PaymentsService } from './payments.service.js';
import { Refunding } from './refunding.service.js';

const CHARGED = { 200: paymentView, 202: paymentView };
const CHARGE_PROBLEMS = {
  402: '`card_declined`: the payment stands in the document, with `bucket` and `hint_code`',
  409: '`conflict`: a payment is on its way, or its state does not allow it · `method_not_usable`',
  503: 'The vendor cannot be reached; nothing was charged',
};

@Controller('v1')
export class PaymentsController {
  constructor(
    private readonly payments: PaymentsService,
    private readonly charging: Charging,
    private readonly refunding: Refunding,
    private readonly cancellations: ChargeCancellations,
  ) {}

  @Post('invoices/:id/pay')
  @RequiresIdempotencyKey({ rebuild: true })
  @Access('payments:write')
  @Doc({
    summary:
      'Charge an invoice; 202 while the outcome is open, with `next_action` when the customer has to confirm',
    returns: CHARGED,
    problems: CHARGE_PROBLEMS,
  })
  async pay(
    @NewId() id: string,
    @Param('id', { schema: uuid }) invoiceId: string,
    @Body({ schema: payInvoice }) body: z.output<typeof payInvoice>,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PaymentView> {
    const { status, view } = answerOf(
      await this.charging.payInvoice(id, invoiceId, body.payment_method_id, actor),
    );
    reply.code(status);
    return view;
  }

  @Post('customers/:id/payments')
  @RequiresIdempotencyKey({ rebuild: true })
  @Access('payments:write')
  @Doc({ summary: 'Charge a customer without an invoice', returns: CHARGED, problems: CHARGE_PROBLEMS })
  async charge(
    @NewId() id: string,
    @Param('id', { schema: uuid }) customerId: string,
    @Body({ schema: newPayment }) body: NewPayment,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PaymentView> {
    const wish = {
      purpose: body.purpose,
      customerId,
      money: body.money,
      methodId: body.payment_method_id,
      subscriptionId: body.subscription_id,
    };
    const { status, view } = answerOf(await this.charging.payOnce(id, wish, actor));
    reply.code(status);
    return view;
  }

  @Get('payments')
  @Access('payments:read')
  @Doc({ summary: 'Payments with their attempts, newest first', returns: { 200: paymentPage } })
  async list(@Query({ schema: paymentsQuery }) query: PaymentsQuery): Promise<Page<PaymentView>> {
    const payments = await this.payments.list({
      customerId: query.customer_id,
      state: query.state,
      from: query.from === undefined ? undefined : new Date(query.from),
      to: query.to === undefined ? undefined : new Date(query.to),
      after: paymentPosition(query.cursor),
      limit: query.limit,
    });
    return pageOf(
      payments,
      query.limit,
      (detail) => toPaymentView(detail),
      ({ payment }) => [payment.createdAt.toISOString(), payment.id],
    );
  }

  @Get('payments/:id')
  @Access('payments:read')
  @Doc({ summary: 'One payment with its attempts and refunds', returns: { 200: paymentView } })
  async get(@Param('id', { schema: uuid }) id: string): Promise<PaymentView> {
    return toPaymentView(await this.payments.get(id));
  }

  @Post('payments/:id/retry')
  @RequiresIdempotencyKey({ rebuild: true })
  @Access('payments:write')
  @Doc({ summary: 'Try a declined payment again', returns: CHARGED, problems: CHARGE_PROBLEMS })
  async retry(
    @NewId() attemptId: string,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: retryPayment }) body: z.output<typeof retryPayment>,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PaymentView> {
    const { status, view } = answerOf(
      await this.charging.retry(attemptId, id, body.payment_method_id, actor),
    );
    reply.code(status);
    return view;
  }

  @Post('payments/:id/cancel')
  @HttpCode(200)
  @Access('payments:write')
  @Doc({
    summary: 'Take back a payment that waits for its customer to confirm it; repeatable',
    returns: { 200: paymentView },
    problems: {
      409: '`conflict`: it does not wait any more, was paid meanwhile, or its vendor cannot take it back (PayTabs)',
      503: 'The vendor cannot be reached',
    },
  })
  async cancel(
    @Param('id', { schema: uuid }) id: string,
    @CurrentActor() actor: Actor,
  ): Promise<PaymentView> {
    return toPaymentView(await this.cancellations.cancel(id, actor));
  }

  @Post('payments/:id/refunds')
  @RequiresIdempotencyKey()
  @Access('payments:refund')
  @Doc({
    summary: 'Give back a part of a payment, or all that is left; `pending` while the vendor takes its time',
    returns: { 201: refundView },
    problems: {
      409: '`conflict`: nothing was captured, or more is asked for than is left',
      503: 'The vendor cannot be reached; nothing was given back',
    },
  })
  async refund(
    @NewId() refundId: string,
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: newRefund }) body: NewRefund,
    @CurrentActor() actor: Actor,
  ): Promise<RefundView> {
    return toRefundView(await this.refunding.refund(refundId, id, body, actor));
  }
}
