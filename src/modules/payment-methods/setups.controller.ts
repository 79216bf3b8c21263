import { Body, Controller, Get, HttpCode, Param } from '@nestjs/common';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { NewId, RebuildOnReplay } from '../../common/http/idempotency.decorator.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { MethodAddition } from './method-addition.service.js';
import { completeSetup, newSetup, paymentMethodView, setupView } from './payment-methods.schemas.js';
import type { CompleteSetup, NewSetup, PaymentMethodView, SetupView } from './payment-methods.schemas.js';
import { PaymentMethodsService } from './payment-methods.service.js';
import { toMethodView } from './method-view.js';
import { toSetupView } from './setup-view.js';
import { SetupsService } from './setups.service.js';

@Controller('v1')
export class SetupsController {
  constructor(
    private readonly setups: SetupsService,
    private readonly methods: PaymentMethodsService,
    private readonly addition: MethodAddition,
  ) {}

  @Post('customers/:id/payment-method-setups')
  @Access('payment_methods:write')
  @RebuildOnReplay()
  @Doc({
    summary: 'Begin saving a method; `client` is what the payment form needs',
    returns: { 201: setupView },
    problems: { 503: 'The vendor cannot be reached or is not configured' },
  })
  async begin(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: newSetup }) body: NewSetup,
    @NewId() newId: string,
    @CurrentActor() actor: Actor,
  ): Promise<SetupView> {
    const { setup, client } = await this.setups.begin(newId, id, body, actor);
    return toSetupView(setup, { client });
  }

  @Get('payment-method-setups/:id')
  @Access('payment_methods:read', { setupToken: true })
  @Doc({ summary: 'Where a setup stands', returns: { 200: setupView } })
  async read(@Param('id', { schema: uuid }) id: string): Promise<SetupView> {
    const { setup, method } = await this.setups.read(id);
    if (!method) return toSetupView(setup, {});
    const row = await this.methods.get(method.id);
    return toSetupView(setup, { method: toMethodView(row, row.expired) });
  }

  @Post('payment-method-setups/:id/complete')
  @HttpCode(200)
  @Access('payment_methods:write', { setupToken: true })
  @Doc({
    summary: 'Finish a setup: the method is read from the vendor and put on file',
    returns: { 200: paymentMethodView },
    problems: { 402: 'The card was declined', 409: 'The form was not finished, or the setup has expired' },
  })
  async complete(
    @Param('id', { schema: uuid }) id: string,
    @Body({ schema: completeSetup }) body: CompleteSetup,
    @CurrentActor() actor: Actor,
  ): Promise<PaymentMethodView> {
    return (await this.addition.complete(id, body, actor)).view;
  }
}
