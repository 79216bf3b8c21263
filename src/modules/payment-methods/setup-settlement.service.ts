import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { CustomerErased } from '../customers/index.js';
import {
  VendorGateways,
  VendorTokenRefused,
  type Decline,
  type MethodDetails,
  type SetupState,
} from '../vendors/index.js';
import { detachLater } from './method-queries.js';
import { MethodStore, type MethodToStore, type StoredMethod } from './method-store.service.js';
import { CardDeclined, SetupExpired, SetupNotFinished, SetupOvertaken } from './payment-methods.errors.js';
import { PaymentMethodSetup } from './payment-method-setup.entity.js';
import { PaymentMethod } from './payment-method.entity.js';
import { lastInstant, lateLook } from './setup-cadence.js';
import { StandingTwin } from './standing-twin.service.js';
import { VendorCustomers } from './vendor-customers.service.js';

type SetupEnd = Partial<
  Pick<PaymentMethodSetup, 'state' | 'paymentMethodId' | 'failure' | 'nextCheckAt' | 'completedAt'>
>;

const ROUNDS = 3;

/** Brings a setup to where its vendor says it stands; whoever asks, however often and in whatever order, the end is the same. */
@Injectable()
export class SetupSettlement {
  private readonly log = new Logger('setups');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly store: MethodStore,
    private readonly twins: StandingTwin,
    private readonly vendorCustomers: VendorCustomers,
  ) {}

  /** Throws 404 for an unknown setup. */
  async find(id: string): Promise<PaymentMethodSetup> {
    const setup = await this.db.manager.findOneBy(PaymentMethodSetup, { id });
    if (!setup) throw new NotFound('setup');
    return setup;
  }

  /** Asks the vendor and puts the method on file; throws the decline, that it is not finished, or that it has expired. */
  async settle(id: string, actor: Actor): Promise<StoredMethod> {
    for (let round = 1; ; round += 1) {
      try {
        return await this.settleOnce(await this.find(id), actor);
      } catch (error) {
        // Another look ended it while this one was at the vendor: what stands now is read again.
        if (!(error instanceof SetupOvertaken) || round === ROUNDS) throw error;
      }
    }
  }

  /** The same in the name of whoever began it, where an open form, a decline or an end is no error. */
  async settleLater(id: string): Promise<void> {
    const { createdBy } = await this.find(id);
    try {
      await this.settle(id, { ...createdBy, scopes: new Set() });
    } catch (error) {
      if (error instanceof SetupNotFinished || error instanceof CardDeclined || error instanceof SetupExpired)
        return;
      if (!(error instanceof VendorTokenRefused)) throw error;
      this.log.warn(
        { err: error, setup: id },
        'the vendor tells of a method that is not this customer’s to have',
      );
    }
  }

  /** Ends a setup that was not finished in time; it is looked at a few times more if the vendor has ever heard of it. */
  async expire(id: string): Promise<void> {
    const setup = await this.find(id);
    if (setup.state !== 'pending') return;
    const now = this.clock.now();
    const nextCheckAt = setup.vendorSetupId === null ? null : lateLook(setup, now);
    await end(this.db.manager, id, { state: 'expired', nextCheckAt, completedAt: now });
  }

  private async settleOnce(setup: PaymentMethodSetup, actor: Actor): Promise<StoredMethod> {
    // A form that failed or was left open may still be finished, in another window or late.
    if (setup.state === 'completed' || setup.vendorSetupId === null) return this.standing(setup);
    try {
      return await this.apply(setup, await this.read(setup, setup.vendorSetupId), actor);
    } catch (error) {
      if (error instanceof VendorTokenRefused) await this.fail(setup, null);
      throw error;
    }
  }

  private async read(setup: PaymentMethodSetup, vendorSetupId: string): Promise<SetupState> {
    const { id: setupId, customerId, vendor, vendorAccount } = setup;
    const vendorCustomerId = await this.vendorCustomers.find(
      this.db.manager,
      customerId,
      vendor,
      vendorAccount,
    );
    return this.gateways.get(vendor).readSetup({ setupId, vendorSetupId, vendorCustomerId, customerId });
  }

  private async apply(setup: PaymentMethodSetup, state: SetupState, actor: Actor): Promise<StoredMethod> {
    switch (state.status) {
      case 'completed':
        return this.keep(setup, state.method, actor);
      case 'failed':
        if (state.final) await this.fail(setup, state.decline);
        else await end(this.db.manager, setup.id, { failure: state.decline });
        throw new CardDeclined(state.decline);
      case 'expired':
        if (setup.state === 'failed') return this.standing(setup);
        await end(this.db.manager, setup.id, {
          state: 'expired',
          nextCheckAt: null,
          completedAt: this.clock.now(),
        });
        throw new SetupExpired();
      case 'pending':
        return this.standing(setup);
    }
  }

  /** Looked at once more at its end: where a vendor's page was opened twice, the second one may yet be finished. */
  private async fail(setup: PaymentMethodSetup, failure: Decline | null): Promise<void> {
    const now = this.clock.now();
    const last = lastInstant(setup);
    const nextCheckAt = setup.state === 'pending' && last > now ? last : null;
    await end(this.db.manager, setup.id, { state: 'failed', failure, nextCheckAt, completedAt: now });
  }

  private async keep(setup: PaymentMethodSetup, details: MethodDetails, actor: Actor): Promise<StoredMethod> {
    const given: MethodToStore = {
      id: setup.id,
      customerId: setup.customerId,
      vendor: setup.vendor,
      account: setup.vendorAccount,
      details,
      source: 'setup',
      nickname: setup.nickname ?? undefined,
      makeDefault: setup.makeDefault,
      actor,
    };
    await this.twins.confirm(given);
    try {
      return await this.store.store(given, async (tx, { method }) => {
        const closed = await end(tx, setup.id, {
          state: 'completed',
          paymentMethodId: method.id,
          nextCheckAt: null,
          completedAt: this.clock.now(),
        });
        if (!closed) throw new SetupOvertaken();
        await this.vendorCustomers.learn(tx, setup, details.vendorCustomerId);
      });
    } catch (error) {
      if (!(error instanceof CustomerErased)) throw error;
      await this.turnAway(setup, details);
      throw new SetupExpired();
    }
  }

  /** A customer who was erased meanwhile keeps nothing, at the vendor neither. */
  private async turnAway(setup: PaymentMethodSetup, details: MethodDetails): Promise<void> {
    const now = this.clock.now();
    await this.db.transaction(async (tx) => {
      await detachLater(tx, {
        id: uuidv7(),
        vendor: setup.vendor,
        account: setup.vendorAccount,
        vendorPaymentMethodId: details.vendorPaymentMethodId,
        paymentMethodId: null,
        reason: 'removed',
        at: now,
        dueAt: this.clock.real(),
      });
      await end(tx, setup.id, { state: 'expired', nextCheckAt: null, completedAt: now });
    });
  }

  private async standing(setup: PaymentMethodSetup): Promise<StoredMethod> {
    if (setup.state === 'pending') throw new SetupNotFinished();
    if (setup.state === 'failed' && setup.failure) throw new CardDeclined(setup.failure);
    if (setup.paymentMethodId === null) throw new SetupExpired();
    const method = await this.db.manager.findOneByOrFail(PaymentMethod, { id: setup.paymentMethodId });
    return { method, created: method.id === setup.id };
  }
}

/** False when the setup has its method already, which is the only end that nothing undoes. */
async function end(tx: EntityManager, id: string, how: SetupEnd): Promise<boolean> {
  const { affected } = await tx
    .createQueryBuilder()
    .update(PaymentMethodSetup)
    .set(how)
    .where("id = :id AND state <> 'completed'", { id })
    .execute();
  return affected === 1;
}
