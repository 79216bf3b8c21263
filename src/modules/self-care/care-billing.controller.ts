import { Body, Controller, Get, HttpCode, Param, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentActor } from '../../common/http/access.decorator.js';
import type { Page } from '../../common/http/cursor.js';
import { uuid } from '../../common/http/http.schemas.js';
import { NewId, RebuildOnReplay } from '../../common/http/idempotency.decorator.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { autoRechargeWish, InvoiceDocuments, type AutoRechargeWish } from '../billing/index.js';
import { CareAccess, CurrentCare } from './care.decorator.js';
import {
  ownDocument,
  ownInvoices,
  ownPage,
  payOwn,
  topUpOwn,
  type OwnDocument,
  type OwnInvoices,
  type OwnPage,
  type PayOwn,
  type TopUpOwn,
} from './care.schemas.js';
import { CareBalances, type OwnBalance } from './care-balance.service.js';
import type { MovementView, OwnInvoiceView, OwnPaymentView, ReceiptView } from './care-billing-views.js';
import { CareInvoices } from './care-invoices.service.js';
import { CarePayments } from './care-payments.service.js';
import type { CareSession } from './care-session.js';

/** What a customer owes, pays and has paid. */
@Controller('care')
export class CareBillingController {
  constructor(
    private readonly invoices: CareInvoices,
    private readonly payments: CarePayments,
    private readonly balances: CareBalances,
    private readonly documents: InvoiceDocuments,
  ) {}

  @Get('api/invoices')
  @CareAccess('link')
  listInvoices(
    @Query({ schema: ownInvoices }) query: OwnInvoices,
    @CurrentCare() { customerId }: CareSession,
  ): Promise<Page<OwnInvoiceView>> {
    return this.invoices.list(customerId, query);
  }

  @Get('invoices/:id/document')
  @CareAccess('link')
  async document(
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: ownDocument }) { locale }: OwnDocument,
    @CurrentCare() { customerId }: CareSession,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    await this.invoices.refuseForeign(customerId, id);
    return this.documents.send(reply, id, locale);
  }

  @Post('api/invoices/:id/pay')
  @HttpCode(200)
  @RebuildOnReplay()
  @CareAccess('pay')
  async pay(
    @NewId() newId: string,
    @Param('id', { schema: uuid }) invoiceId: string,
    @Body({ schema: payOwn }) { payment_method_id: methodId }: PayOwn,
    @CurrentCare() { customerId }: CareSession,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OwnPaymentView> {
    const { status, view } = await this.payments.pay(newId, { customerId, invoiceId, methodId }, actor);
    reply.code(status);
    return view;
  }

  @Get('api/payments')
  @CareAccess('full')
  listPayments(
    @Query({ schema: ownPage }) query: OwnPage,
    @CurrentCare() { customerId }: CareSession,
  ): Promise<Page<ReceiptView>> {
    return this.payments.list(customerId, query);
  }

  @Get('api/payments/:id')
  @CareAccess('link')
  payment(
    @Param('id', { schema: uuid }) id: string,
    @CurrentCare() { customerId }: CareSession,
  ): Promise<OwnPaymentView> {
    return this.payments.get(customerId, id);
  }

  @Get('payments/:id/receipt')
  @CareAccess('full')
  async receipt(
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: ownDocument }) { locale }: OwnDocument,
    @CurrentCare() { customerId }: CareSession,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.documents.sendReceipt(reply, await this.payments.own(customerId, id), locale);
  }

  @Get('api/subscriptions/:id/balance')
  @CareAccess('full')
  balance(
    @Param('id', { schema: uuid }) id: string,
    @CurrentCare() { customerId }: CareSession,
  ): Promise<OwnBalance> {
    return this.balances.balance(customerId, id);
  }

  @Get('api/subscriptions/:id/ledger')
  @CareAccess('full')
  ledger(
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: ownPage }) query: OwnPage,
    @CurrentCare() { customerId }: CareSession,
  ): Promise<Page<MovementView>> {
    return this.balances.ledger(customerId, id, query);
  }

  @Post('api/subscriptions/:id/top-ups')
  @HttpCode(200)
  @RebuildOnReplay()
  @CareAccess('full')
  async topUp(
    @NewId() newId: string,
    @Param('id', { schema: uuid }) subscriptionId: string,
    @Body({ schema: topUpOwn }) { money, payment_method_id: methodId }: TopUpOwn,
    @CurrentCare() { customerId }: CareSession,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OwnPaymentView> {
    await this.balances.refuseForeign(customerId, subscriptionId);
    const wish = { customerId, subscriptionId, money, methodId };
    const { status, view } = await this.payments.topUp(newId, wish, actor);
    reply.code(status);
    return view;
  }

  @Put('api/subscriptions/:id/auto-recharge')
  @HttpCode(200)
  @CareAccess('fresh')
  setAutoRecharge(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: autoRechargeWish }) wish: AutoRechargeWish,
    @CurrentCare() { customerId }: CareSession,
    @CurrentActor() actor: Actor,
  ): Promise<OwnBalance> {
    return this.balances.setAutoRecharge(customerId, id, wish, actor);
  }
}
