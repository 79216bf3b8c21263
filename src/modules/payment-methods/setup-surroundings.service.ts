import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { allowedOrigins } from '../../common/config/allowed-origins.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { Invalid } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { SignedTokens } from '../../common/security/signed-tokens.js';
import { AuditTrail } from '../audit/index.js';
import type { SetupClient } from '../vendors/index.js';
import type { PaymentMethodSetup } from './payment-method-setup.entity.js';
import { lastInstant } from './setup-cadence.js';
import { VendorCustomers } from './vendor-customers.service.js';

/** What a setup touches beside the store: tokens, return addresses, vendor customers and the audit trail. */
@Injectable()
export class SetupSurroundings {
  constructor(
    readonly vendorCustomers: VendorCustomers,
    private readonly tokens: SignedTokens,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A return address leads to us or to an allowed origin, or it could be used to send a customer anywhere. */
  refuseForeignReturn(returnUrl: string | undefined): void {
    if (returnUrl === undefined) return;
    const { origin } = new URL(returnUrl);
    if (!allowedOrigins(this.config).includes(origin))
      throw new Invalid('return_url', 'This origin is not one of self_care.allowed_origins.');
  }

  /** Our own addresses that the vendor is given: where its page sends the browser back to, and where its server tells of the setup. */
  addressesOf({ id, vendor }: PaymentMethodSetup): { returnUrl: string; callbackUrl: string } {
    const { publicUrl } = this.config.http;
    return {
      returnUrl: `${publicUrl}/returns/${vendor}/${id}`,
      callbackUrl: `${publicUrl}/webhooks/${vendor}`,
    };
  }

  clientOf(setup: PaymentMethodSetup, client: SetupClient): SetupClient & { token: string } {
    const claims = { setup: setup.id, customer: setup.customerId };
    return { ...client, token: this.tokens.sign('setup', claims, lastInstant(setup)) };
  }

  async noteBegun(tx: EntityManager, id: string, customerId: string, actor: Actor): Promise<void> {
    await this.audit.record(tx, {
      actor,
      action: 'payment_method_setup.begun',
      entityType: 'payment_method_setup',
      entityId: id,
      customerId,
    });
  }
}
