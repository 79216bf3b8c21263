import { Body, Controller, Get, HttpCode, Param, Patch, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { CardNumberExempt } from '../../common/http/card-number.decorator.js';
import { decodeCursor, pageOf, type Page } from '../../common/http/cursor.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { NewId } from '../../common/http/idempotency.decorator.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { toView, type SubscriptionView } from './subscription-view.js';
import {
  newSubscription,
  restoration,
  subscriptionChanges,
  subscriptionKeys,
  subscriptionPage,
  subscriptionsQuery,
  subscriptionView,
  suspension,
  termination,
} from './subscriptions.schemas.js';
import {
  SubscriptionsService,
  type NewSubscription,
  type SubscriptionChanges,
} from './subscriptions.service.js';

@Controller('v1')
export class SubscriptionsController {
  constructor(private readonly subscriptions: SubscriptionsService) {}

  @Post('customers/:id/subscriptions')
  @Access('customers:write')
  @CardNumberExempt('inventory.*.serial')
  @Doc({
    summary: 'Make a subscription; it waits while it needs a usable payment method and there is none',
    returns: { 201: subscriptionView },
    problems: { 409: '`method_not_usable`: the named method cannot be charged' },
  })
  async create(
    @NewId() id: string,
    @Param('id', { schema: uuid }) customerId: string,
    @Body({ schema: newSubscription }) body: NewSubscription,
    @CurrentActor() actor: Actor,
  ): Promise<SubscriptionView> {
    return toView(await this.subscriptions.create(id, customerId, body, actor));
  }

  @Get('customers/:id/subscriptions')
  @Access('customers:read')
  @Doc({ summary: 'The customer’s subscriptions, newest first', returns: { 200: subscriptionPage } })
  async list(
    @Param('id', { schema: uuid }) customerId: string,
    @Query({ schema: subscriptionsQuery }) { cursor, limit }: z.output<typeof subscriptionsQuery>,
  ): Promise<Page<SubscriptionView>> {
    const before = decodeCursor(cursor, subscriptionKeys)?.[0] ?? null;
    const found = await this.subscriptions.list(customerId, { before, limit });
    return pageOf(found, limit, toView, ({ subscription }) => [subscription.id]);
  }

  @Get('subscriptions/:id')
  @Access('customers:read')
  @Doc({ summary: 'Read a subscription', returns: { 200: subscriptionView } })
  async get(@Param('id', { schema: uuid }) id: string): Promise<SubscriptionView> {
    return toView(await this.subscriptions.get(id));
  }

  @Patch('subscriptions/:id')
  @Access('customers:write')
  @CardNumberExempt('inventory.*.serial')
  @Doc({
    summary: 'Change a subscription',
    returns: { 200: subscriptionView },
    problems: { 409: '`conflict`: it has ended · `method_not_usable`: the named method cannot be charged' },
  })
  async patch(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: subscriptionChanges }) body: SubscriptionChanges,
    @CurrentActor() actor: Actor,
  ): Promise<SubscriptionView> {
    return toView(await this.subscriptions.patch(id, body, actor));
  }

  @Post('subscriptions/:id/suspend')
  @HttpCode(200)
  @Access('customers:write')
  @Doc({
    summary: 'Suspend for one reason; several may stand at once',
    returns: { 200: subscriptionView },
    problems: { 409: '`conflict`: it has not begun, or has ended' },
  })
  async suspend(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: suspension }) body: z.output<typeof suspension>,
    @CurrentActor() actor: Actor,
  ): Promise<SubscriptionView> {
    return toView(await this.subscriptions.suspend(id, body, actor));
  }

  @Post('subscriptions/:id/restore')
  @HttpCode(200)
  @Access('customers:write')
  @Doc({
    summary: 'Lift the suspension for one reason; the service goes on when it was the last',
    returns: { 200: subscriptionView },
    problems: { 409: '`conflict`: it is suspended for another reason, or has ended' },
  })
  async restore(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: restoration }) { reason }: z.output<typeof restoration>,
    @CurrentActor() actor: Actor,
  ): Promise<SubscriptionView> {
    return toView(await this.subscriptions.restore(id, reason, actor));
  }

  @Post('subscriptions/:id/terminate')
  @HttpCode(200)
  @Access('customers:write')
  @Doc({
    summary: 'End a subscription for good and ask for what was lent with it',
    returns: { 200: subscriptionView },
    problems: { 409: '`conflict`: it has expired' },
  })
  async terminate(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: termination }) { reason }: z.output<typeof termination>,
    @CurrentActor() actor: Actor,
  ): Promise<SubscriptionView> {
    return toView(await this.subscriptions.terminate(id, reason, actor));
  }
}
