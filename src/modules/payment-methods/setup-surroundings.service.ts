import { Inject, Injectable, Logger } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { CONFIG, type Config } from '../../common/config/config.js';
import { DomainError, Invalid } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { SignedTokens } from '../../common/security/signed-tokens.js';
import { AuditTrail } from '../audit/index.js';
import { VendorObjectGone, type SetupClient } from '../vendors/index.js';
import { CardDeclined, SetupExpired, SetupNotFinished } from './payment-methods.errors.js';
import type { PaymentMethodSetup } from './payment-method-setup.entity.js';
import { VendorCustomers } from './vendor-customers.service.js';

/** What a setup touches beside the store: tokens, return addresses, vendor customers and the audit trail. */
@Injectable()
export class SetupSurroundings {
  private readonly log = new Logger('setups');

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
    const allowed = [new URL(this.config.http.publicUrl).origin, ...this.config.selfCare.allowedOrigins];
    if (!allowed.includes(origin))
      throw new Invalid('return_url', 'This origin is not one of self_care.allowed_origins.');
  }

  clientOf(setup: PaymentMethodSetup, client: SetupClient): SetupClient & { token: string } {
    const claims = { setup: setup.id, customer: setup.customerId };
    return { ...client, token: this.tokens.sign('setup', claims, setup.expiresAt) };
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

  /** Forgets a customer that is gone at the vendor, so that the caller's next try makes it anew. */
  async forgettingGone<T>(customerId: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof VendorObjectGone && error.what === 'customer')
        await this.vendorCustomers.forget(customerId, error);
      throw error;
    }
  }

  /** Runs one look of the reconciliation: whatever one setup is answered is no failure of the job, unless the vendor is away. */
  async tryToSettle(setupId: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof DomainError) || error.kind === 'unavailable') throw error;
      if (error instanceof SetupNotFinished || error instanceof CardDeclined || error instanceof SetupExpired)
        return;
      this.log.warn({ err: error, setup: setupId }, 'setup cannot be settled');
    }
  }
}
