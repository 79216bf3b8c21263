import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { CustomerErased } from '../customers/index.js';
import { detachLater } from './method-queries.js';
import { MethodStore, type MethodToStore, type StoredMethod } from './method-store.service.js';
import { StandingTwin } from './standing-twin.service.js';
import { VendorCustomers } from './vendor-customers.service.js';

/** Keeps methods that customers asked to keep while they paid with them. */
@Injectable()
export class PaidMethods {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly store: MethodStore,
    private readonly twins: StandingTwin,
    private readonly vendorCustomers: VendorCustomers,
  ) {}

  /**
   * Puts the method on file, or finds the one that it repeats, with `also` in the same transaction; null for a customer who was erased
   * meanwhile, whose token is then given up at the vendor too.
   */
  async keep(
    given: Omit<MethodToStore, 'source'>,
    also: (tx: EntityManager, stored: StoredMethod) => Promise<void>,
  ): Promise<StoredMethod | null> {
    const method: MethodToStore = { ...given, source: 'vendor' };
    const { customerId, vendor, account: vendorAccount, details } = given;
    await this.twins.confirm(method);
    try {
      return await this.store.store(method, async (tx, stored) => {
        await also(tx, stored);
        await this.vendorCustomers.learn(tx, { customerId, vendor, vendorAccount }, details.vendorCustomerId);
      });
    } catch (error) {
      if (!(error instanceof CustomerErased)) throw error;
      await detachLater(this.db.manager, {
        id: uuidv7(),
        vendor,
        account: vendorAccount,
        vendorPaymentMethodId: details.vendorPaymentMethodId,
        paymentMethodId: null,
        reason: 'removed',
        at: this.clock.now(),
        dueAt: this.clock.real(),
      });
      return null;
    }
  }
}
