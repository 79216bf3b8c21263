import { Injectable } from '@nestjs/common';
import type { Actor } from '../../common/http/principal.js';
import type { StoredMethod } from './method-store.service.js';
import { toMethodView } from './method-view.js';
import type { AddMethod, CompleteSetup, PaymentMethodView } from './payment-methods.schemas.js';
import { PaymentMethodsService } from './payment-methods.service.js';
import { SetupsService } from './setups.service.js';
import { TokenAttachment } from './token-attachment.service.js';

/** A method put on file, as the caller sees it; `created` is false for a duplicate. */
export interface AddedMethod {
  readonly view: PaymentMethodView;
  readonly created: boolean;
}

/** The ways in for a method: a setup finished in a browser, or a token. */
@Injectable()
export class MethodAddition {
  constructor(
    private readonly setups: SetupsService,
    private readonly tokens: TokenAttachment,
    private readonly methods: PaymentMethodsService,
  ) {}

  /** By whichever of the two the caller gave. */
  async add(id: string, customerId: string, given: AddMethod, actor: Actor): Promise<AddedMethod> {
    if ('setup_id' in given) return this.complete(given.setup_id, given, actor, customerId);
    const stored = await this.tokens.attach(id, customerId, given, actor);
    if (given.make_default && !stored.created && !stored.method.isDefault)
      await this.methods.makeDefault(stored.method.id, actor);
    return this.shown(stored);
  }

  /** Completes a setup, by its customer alone when one is named; its wishes count even when a webhook was first. */
  async complete(
    setupId: string,
    wish: CompleteSetup,
    actor: Actor,
    customerId?: string,
  ): Promise<AddedMethod> {
    const { unheard, ...stored } = await this.setups.complete(setupId, wish, actor, customerId);
    if (unheard) {
      await this.methods.honour(stored.method.id, wish, actor);
      await this.setups.heard(setupId, wish);
    }
    return this.shown(stored);
  }

  private async shown({ method, created }: StoredMethod): Promise<AddedMethod> {
    const row = await this.methods.get(method.id);
    return { view: toMethodView(row, row.expired), created };
  }
}
