import { Body, Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { NewId, RequiresIdempotencyKey } from '../../common/http/idempotency.decorator.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { checkoutView, newCheckout, type CheckoutView, type NewCheckout } from './checkouts.schemas.js';
import { CheckoutsService } from './checkouts.service.js';

@Controller('v1/checkouts')
export class CheckoutsController {
  constructor(private readonly checkouts: CheckoutsService) {}

  @Post()
  @RequiresIdempotencyKey({ rebuild: true })
  @Access('payments:write')
  @Doc({
    summary:
      'Open a payment on the vendor’s own page, for a shop’s order or an invoice; 200 with the one that stands for it',
    returns: { 200: checkoutView, 201: checkoutView },
    problems: {
      409: '`conflict`: the order has a checkout with another amount, or of another customer · the invoice is not owed, or is being paid',
      503: 'The vendor cannot be reached; the same key tries again',
    },
  })
  async open(
    @NewId() id: string,
    @Body({ schema: newCheckout }) body: NewCheckout,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CheckoutView> {
    const { view, created } = await this.checkouts.open(id, body, actor);
    reply.code(created ? 201 : 200);
    return view;
  }

  @Get(':id')
  @Access('payments:read')
  @Doc({ summary: 'Where a checkout stands', returns: { 200: checkoutView } })
  get(@Param('id', { schema: uuid }) id: string): Promise<CheckoutView> {
    return this.checkouts.read(id);
  }
}
