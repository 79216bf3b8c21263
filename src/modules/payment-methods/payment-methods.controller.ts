import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Put, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { z } from 'zod';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { NewId } from '../../common/http/idempotency.decorator.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { MethodAddition } from './method-addition.service.js';
import { MethodCheck, type Verification } from './method-check.service.js';
import { MethodRemoval } from './method-removal.service.js';
import { toMethodView } from './method-view.js';
import {
  addMethod,
  backupOrder,
  changeMethod,
  methodList,
  paymentMethodView,
  removeQuery,
  verifyView,
  type AddMethod,
  type PaymentMethodView,
} from './payment-methods.schemas.js';
import { PaymentMethodsService } from './payment-methods.service.js';

@Controller('v1')
export class PaymentMethodsController {
  constructor(
    private readonly methods: PaymentMethodsService,
    private readonly addition: MethodAddition,
    private readonly removal: MethodRemoval,
    private readonly check: MethodCheck,
  ) {}

  @Get('customers/:id/payment-methods')
  @Access('payment_methods:read')
  @Doc({ summary: "A customer's payment methods, default first, then newest", returns: { 200: methodList } })
  async list(@Param('id', { schema: uuid }) id: string): Promise<{ data: PaymentMethodView[] }> {
    const rows = await this.methods.listOf(id);
    return { data: rows.map((row) => toMethodView(row, row.expired)) };
  }

  @Post('customers/:id/payment-methods')
  @Access('payment_methods:write')
  @Doc({
    summary:
      'Put a method on file: a finished setup, or a token from the vendor; 200 with the one on file for a duplicate',
    returns: { 201: paymentMethodView, 200: paymentMethodView },
    problems: {
      402: 'The card was declined; `bucket` and `hint` say what to try',
      503: 'The vendor cannot be reached',
    },
  })
  async add(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: addMethod }) body: AddMethod,
    @NewId() newId: string,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PaymentMethodView> {
    const { view, created } = await this.addition.add(newId, id, body, actor);
    reply.code(created ? 201 : 200);
    return view;
  }

  @Get('payment-methods/:id')
  @Access('payment_methods:read')
  @Doc({ summary: 'One payment method', returns: { 200: paymentMethodView } })
  async get(@Param('id', { schema: uuid }) id: string): Promise<PaymentMethodView> {
    const row = await this.methods.get(id);
    return toMethodView(row, row.expired);
  }

  @Patch('payment-methods/:id')
  @Access('payment_methods:write')
  @Doc({ summary: 'Change the nickname', returns: { 200: paymentMethodView } })
  async rename(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: changeMethod }) body: z.infer<typeof changeMethod>,
    @CurrentActor() actor: Actor,
  ): Promise<PaymentMethodView> {
    await this.methods.rename(id, body.nickname, actor);
    return this.get(id);
  }

  @Delete('payment-methods/:id')
  @HttpCode(204)
  @Access('payment_methods:write')
  @Doc({
    summary: 'Remove a method for good, here and at its vendor; 202 while the vendor cannot be reached',
    returns: { 204: null, 202: null },
    problems: {
      409: 'It is the default, or the last usable method and needs confirmation or is still needed',
    },
  })
  async remove(
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: removeQuery }) query: z.infer<typeof removeQuery>,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const wish = { confirmLast: query.confirm_last === 'true', force: query.force === 'true' };
    const outcome = await this.removal.remove(id, wish, actor);
    reply.code(outcome === 'removed' ? 204 : 202);
  }

  @Post('payment-methods/:id/default')
  @HttpCode(200)
  @Access('payment_methods:write')
  @Doc({
    summary: 'Make it the default',
    returns: { 200: paymentMethodView },
    problems: { 409: 'It is expired, invalid or being removed' },
  })
  async makeDefault(
    @Param('id', { schema: uuid }) id: string,
    @CurrentActor() actor: Actor,
  ): Promise<PaymentMethodView> {
    await this.methods.makeDefault(id, actor);
    return this.get(id);
  }

  @Post('payment-methods/:id/verify')
  @HttpCode(200)
  @Access('payment_methods:write')
  @Doc({
    summary: 'Ask the bank whether it could be charged, without charging it',
    returns: { 200: verifyView },
  })
  verify(
    @Param('id', { schema: uuid }) id: string,
    @NewId() newId: string,
    @CurrentActor() actor: Actor,
  ): Promise<Verification> {
    return this.check.verify(newId, id, actor);
  }

  @Put('customers/:id/backup-methods')
  @Access('payment_methods:write')
  @Doc({ summary: 'Order the backup methods, with consent to their use', returns: { 200: methodList } })
  async orderBackups(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: backupOrder }) body: z.infer<typeof backupOrder>,
    @CurrentActor() actor: Actor,
  ): Promise<{ data: PaymentMethodView[] }> {
    await this.methods.orderBackups(id, body.payment_method_ids, actor);
    return this.list(id);
  }
}
