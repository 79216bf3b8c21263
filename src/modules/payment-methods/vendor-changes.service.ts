import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { NotFound } from '../../common/errors/domain-error.js';
import { systemActor, type Actor } from '../../common/http/principal.js';
import { CustomersService } from '../customers/index.js';
import { VendorGateways, VendorObjectGone, type Vendor, type VendorChange } from '../vendors/index.js';
import { MethodCheck } from './method-check.service.js';
import { findByToken } from './method-queries.js';
import { MethodStore } from './method-store.service.js';
import { MethodNotUsable } from './payment-methods.errors.js';
import { PaymentMethod } from './payment-method.entity.js';
import { SetupSettlement } from './setup-settlement.service.js';
import { VendorCustomers } from './vendor-customers.service.js';

/** `ignored`: the change is about nothing of ours. */
export type ChangeEffect = 'applied' | 'ignored';

type Change<K extends VendorChange['kind']> = Extract<VendorChange, { kind: K }>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What a change writes through. */
@Injectable()
export class ChangeParts {
  constructor(
    readonly settlement: SetupSettlement,
    readonly check: MethodCheck,
    readonly store: MethodStore,
    readonly vendorCustomers: VendorCustomers,
  ) {}
}

/**
 * Brings our rows to what a vendor says of the thing that an event names. The event is a hint of where to look: the vendor is read each
 * time, so that late, repeated and reordered events end alike.
 */
@Injectable()
export class VendorChanges {
  constructor(
    private readonly db: DataSource,
    private readonly gateways: VendorGateways,
    private readonly customers: CustomersService,
    private readonly parts: ChangeParts,
  ) {}

  /** A setup was finished, failed or ended. */
  async setupChanged(vendor: Vendor, change: Change<'setup_changed'>): Promise<ChangeEffect> {
    const setup = await this.setupOf(vendor, change);
    if (!setup) return 'ignored';
    await this.parts.settlement.settleLater(setup);
    return 'applied';
  }

  /** A stored method was renewed, changed, attached, detached, deleted or revoked. */
  async methodChanged(
    vendor: Vendor,
    { vendorPaymentMethodId, vendorCustomerId }: Change<'method_changed' | 'method_detached'>,
  ): Promise<ChangeEffect> {
    const account = await this.gateways.get(vendor).account();
    const find = (): Promise<PaymentMethod | null> =>
      findByToken(this.db.manager, { vendor, account, vendorPaymentMethodId });
    const known = await find();
    if (known) return this.reread(known);
    if (vendorCustomerId === null) return 'ignored';
    const settled = await this.settleSetupsOf(vendor, account, vendorCustomerId);
    // A slower look may have put it on file meanwhile, with an answer from before this change.
    const late = await find();
    if (late) return this.reread(late);
    return settled > 0 ? 'applied' : 'ignored';
  }

  /** The vendor deleted a customer of ours with everything on file there. */
  async customerGone(vendor: Vendor, { vendorCustomerId }: Change<'customer_gone'>): Promise<ChangeEffect> {
    const gateway = this.gateways.get(vendor);
    const account = await gateway.account();
    const owners = await this.ownersOf(vendor, account, vendorCustomerId);
    if (owners.length === 0) return 'ignored';
    if (await this.stillKept(vendor, vendorCustomerId)) return 'ignored';
    for (const customerId of owners)
      await this.db.transaction(async (tx) => {
        const customer = await this.customers.lock(tx, customerId);
        const methods = await tx.find(PaymentMethod, {
          where: {
            customerId,
            vendor,
            vendorAccount: In([account, '']),
            vendorCustomerId,
            status: In(['active', 'invalid']),
          },
          order: { id: 'ASC' },
        });
        await this.parts.store.vanished(tx, customer, methods, actorOf(vendor));
        await this.parts.vendorCustomers.forget(tx, vendor, account, vendorCustomerId);
      });
    return 'applied';
  }

  // A call of ours may have found the customer gone before, and have made another: the methods of the old one still name it.
  private async ownersOf(vendor: Vendor, account: string, vendorCustomerId: string): Promise<string[]> {
    const rows: { customer_id: string }[] = await this.db.query(
      `SELECT customer_id FROM vendor_customers WHERE vendor = $1 AND vendor_account = $2 AND vendor_customer_id = $3
       UNION SELECT customer_id FROM payment_methods
       WHERE vendor = $1 AND vendor_account IN ($2, '') AND vendor_customer_id = $3 AND status IN ('active', 'invalid')
       ORDER BY customer_id`,
      [vendor, account, vendorCustomerId],
    );
    return rows.map((row) => row.customer_id);
  }

  private async stillKept(vendor: Vendor, vendorCustomerId: string): Promise<boolean> {
    try {
      await this.gateways.get(vendor).listMethods(vendorCustomerId);
      return true;
    } catch (error) {
      if (error instanceof VendorObjectGone && error.what === 'customer') return false;
      throw error;
    }
  }

  private async reread({ id, vendor, status }: PaymentMethod): Promise<ChangeEffect> {
    if (status !== 'active' && status !== 'invalid') return 'ignored';
    try {
      await this.parts.check.reread(id, actorOf(vendor));
    } catch (error) {
      // Removed meanwhile, or just being removed, by us.
      if (!(error instanceof NotFound || error instanceof MethodNotUsable)) throw error;
    }
    return 'applied';
  }

  private async settleSetupsOf(vendor: Vendor, account: string, vendorCustomerId: string): Promise<number> {
    const customerId = await this.parts.vendorCustomers.ownerOf(vendor, account, vendorCustomerId);
    if (customerId === null) return 0;
    const open: { id: string }[] = await this.db.query(
      `SELECT id FROM payment_method_setups
       WHERE customer_id = $1 AND vendor = $2 AND next_check_at IS NOT NULL AND vendor_setup_id IS NOT NULL
       ORDER BY id DESC LIMIT 20`,
      [customerId, vendor],
    );
    for (const { id } of open) await this.parts.settlement.settleLater(id);
    return open.length;
  }

  private async setupOf(vendor: Vendor, change: Change<'setup_changed'>): Promise<string | null> {
    const setupId = change.setupId !== null && UUID.test(change.setupId) ? change.setupId : null;
    const rows: { id: string; vendor_setup_id: string | null }[] = await this.db.query(
      `SELECT id, vendor_setup_id FROM payment_method_setups
       WHERE vendor = $1 AND (vendor_setup_id = $2 OR id = $3) ORDER BY vendor_setup_id = $2 DESC NULLS LAST LIMIT 1`,
      [vendor, change.vendorSetupId, setupId],
    );
    const [setup] = rows;
    if (!setup) return null;
    // Killed between the vendor's answer and its note: the event brings the name that was lost.
    if (setup.vendor_setup_id === null)
      await this.db.query(
        'UPDATE payment_method_setups SET vendor_setup_id = $2 WHERE id = $1 AND vendor_setup_id IS NULL',
        [setup.id, change.vendorSetupId],
      );
    return setup.id;
  }
}

function actorOf(vendor: Vendor): Actor {
  return systemActor(`${vendor} event`);
}
