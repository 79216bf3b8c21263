import { Injectable } from '@nestjs/common';
import { uuidv7 } from '../../src/common/database/ids.js';
import type { Actor, Scope } from '../../src/common/http/principal.js';
import {
  MethodAddition,
  MethodRemoval,
  PaymentMethodsService,
  SetupsService,
  toMethodView,
  toSetupView,
  type PaymentMethodView,
} from '../../src/modules/payment-methods/index.js';
import type { PaymentMethodsPort, SetupChoice, SetupView, VendorOffer } from '../panel-services.js';
import { requireScope } from '../permission.js';
import { IdentityRule } from './identity-rule.service.js';

/** Payment methods behind the panel; adding, choosing the default and removing ask for an identity check first. */
@Injectable()
export class PanelPaymentMethods implements PaymentMethodsPort {
  constructor(
    private readonly methods: PaymentMethodsService,
    private readonly setups: SetupsService,
    private readonly addition: MethodAddition,
    private readonly removal: MethodRemoval,
    private readonly identity: IdentityRule,
  ) {}

  async listOf(customerId: string, actor: Actor): Promise<readonly PaymentMethodView[]> {
    requireScope(actor, 'payment_methods:read');
    const rows = await this.methods.listOf(customerId);
    return rows.map((row) => toMethodView(row, row.expired));
  }

  offers(actor: Actor): Promise<readonly VendorOffer[]> {
    return new Promise((resolve) => {
      requireScope(actor, 'payment_methods:write');
      resolve(this.setups.offers());
    });
  }

  async beginSetup(customerId: string, choice: SetupChoice, actor: Actor): Promise<SetupView> {
    requireScope(actor, 'payment_methods:write');
    await this.identity.require(customerId, actor);
    const { setup, client } = await this.setups.begin(uuidv7(), customerId, choice, actor);
    const view = toSetupView(setup, { client });
    return { ...view, client: { token: client.token, ...view.client } };
  }

  async completeSetup(
    setupId: string,
    choice: { readonly nickname?: string; readonly make_default?: boolean },
    actor: Actor,
  ): Promise<PaymentMethodView> {
    requireScope(actor, 'payment_methods:write');
    const { setup } = await this.setups.read(setupId);
    // Whoever began it was checked then; a check that runs out while the card is typed must not lose the card.
    if (setup.createdBy.kind !== actor.kind || setup.createdBy.id !== actor.id)
      await this.identity.require(setup.customerId, actor);
    return (await this.addition.complete(setupId, choice, actor)).view;
  }

  async rename(id: string, nickname: string | null, actor: Actor): Promise<PaymentMethodView> {
    requireScope(actor, 'payment_methods:write');
    await this.methods.rename(id, nickname, actor);
    return this.shown(id);
  }

  async setDefault(id: string, actor: Actor): Promise<PaymentMethodView> {
    await this.admit(id, 'payment_methods:write', actor);
    await this.methods.makeDefault(id, actor);
    return this.shown(id);
  }

  async remove(
    id: string,
    choice: { readonly confirm_last?: boolean; readonly force?: boolean },
    actor: Actor,
  ): Promise<{ readonly pending: boolean }> {
    await this.admit(id, choice.force ? 'payment_methods:force' : 'payment_methods:write', actor);
    const wish = { confirmLast: choice.confirm_last ?? false, force: choice.force ?? false };
    return { pending: (await this.removal.remove(id, wish, actor)) === 'removing' };
  }

  private async admit(id: string, scope: Scope, actor: Actor): Promise<void> {
    requireScope(actor, scope);
    const { customerId } = await this.methods.get(id);
    await this.identity.require(customerId, actor);
  }

  private async shown(id: string): Promise<PaymentMethodView> {
    const row = await this.methods.get(id);
    return toMethodView(row, row.expired);
  }
}
