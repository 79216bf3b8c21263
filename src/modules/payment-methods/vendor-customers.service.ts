import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import type { Customer } from '../customers/index.js';
import {
  VendorObjectGone,
  type Vendor,
  type VendorCustomerRef,
  type VendorGateway,
} from '../vendors/index.js';

const INSERT_HOME = `INSERT INTO vendor_customers (id, customer_id, vendor, vendor_account, vendor_customer_id, created_at)
  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`;

const MAX_FAILURES = 10_000;

/** Where a customer's methods live at a vendor. */
export interface VendorHome {
  readonly account: string;
  /** Null where the vendor keeps no customers. */
  readonly vendorCustomerId: string | null;
}

interface HomeRow {
  readonly id: string;
  readonly vendor: Vendor;
  readonly vendor_customer_id: string;
}

/**
 * The key of a call that has failed so often before. A lost answer is had again by the same key; but vendors keep a failure under its key
 * too, for a day, so after two a new one is taken. Whatever the old one may have made at the vendor is empty, and nobody can use it.
 */
export function keyOfTry(key: string, failures: number): string {
  const keys = Math.floor(failures / 2);
  return keys === 0 ? key : `${key}-${String(keys)}`;
}

/** What a vendor is told of a customer. */
export function vendorRef(customer: Customer, vendorCustomerId: string | null): VendorCustomerRef {
  const { id, name, email, phone } = customer;
  return { customerId: id, vendorCustomerId, name, email, phone };
}

/** Our customers as the vendors know them: one each per vendor account. */
@Injectable()
export class VendorCustomers {
  private readonly failures = new Map<string, number>();

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Finds the customer at the vendor, or makes it there; safe to repeat and to race, since its key is the customer's id. */
  async ensure(customer: Customer, gateway: VendorGateway): Promise<VendorHome> {
    const account = await gateway.account();
    await this.adopt(customer.id, gateway.vendor, account);
    if (!gateway.capabilities.customers) return { account, vendorCustomerId: null };
    const known = await this.find(this.db.manager, customer.id, gateway.vendor, account);
    if (known) return { account, vendorCustomerId: known };
    const vendorCustomerId = await this.makeAt(gateway, customer);
    if (vendorCustomerId === null) return { account, vendorCustomerId };
    return {
      account,
      vendorCustomerId: await this.keep(customer.id, gateway.vendor, account, vendorCustomerId),
    };
  }

  private async makeAt(gateway: VendorGateway, customer: Customer): Promise<string | null> {
    const { id, name, email, phone, locale } = customer;
    const of = `${gateway.vendor} ${id}`;
    const failures = this.failures.get(of) ?? 0;
    const idempotencyKey = keyOfTry(`customer-${id}`, failures);
    try {
      const made = await gateway.ensureCustomer({
        customerId: id,
        name,
        email,
        phone,
        locale,
        idempotencyKey,
      });
      this.failures.delete(of);
      return made.vendorCustomerId;
    } catch (error) {
      if (this.failures.size >= MAX_FAILURES) this.failures.clear();
      this.failures.set(of, failures + 1);
      throw error;
    }
  }

  /** Does a thing at the vendor for the customer; when the vendor has deleted the customer meanwhile, once more with one made anew. */
  async homing<T>(
    customer: Customer,
    gateway: VendorGateway,
    home: VendorHome,
    work: (home: VendorHome) => Promise<T>,
  ): Promise<T> {
    try {
      return await work(home);
    } catch (error) {
      if (!(error instanceof VendorObjectGone && error.what === 'customer')) throw error;
      if (home.vendorCustomerId !== null)
        await this.forget(this.db.manager, gateway.vendor, home.account, home.vendorCustomerId);
      return work(await this.ensure(customer, gateway));
    }
  }

  /** Forgets a vendor customer that is gone, so that the next use makes it anew; one made since stays. */
  async forget(tx: EntityManager, vendor: Vendor, account: string, vendorCustomerId: string): Promise<void> {
    await tx.query(
      'DELETE FROM vendor_customers WHERE vendor = $1 AND vendor_account = $2 AND vendor_customer_id = $3',
      [vendor, account, vendorCustomerId],
    );
  }

  async find(tx: EntityManager, customerId: string, vendor: Vendor, account: string): Promise<string | null> {
    const rows: HomeRow[] = await tx.query(
      'SELECT id, vendor, vendor_customer_id FROM vendor_customers WHERE customer_id = $1 AND vendor = $2 AND vendor_account = $3',
      [customerId, vendor, account],
    );
    return rows[0]?.vendor_customer_id ?? null;
  }

  /** Keeps the customer that a vendor made with the first method it saved; one that is known stays. */
  async learn(
    tx: EntityManager,
    at: { readonly customerId: string; readonly vendor: Vendor; readonly vendorAccount: string },
    vendorCustomerId: string | null,
  ): Promise<void> {
    if (vendorCustomerId === null) return;
    await tx.query(INSERT_HOME, [
      uuidv7(),
      at.customerId,
      at.vendor,
      at.vendorAccount,
      vendorCustomerId,
      this.clock.now(),
    ]);
  }

  /** Whose customer this vendor customer is; null when it is none of ours. */
  async ownerOf(vendor: Vendor, account: string, vendorCustomerId: string): Promise<string | null> {
    const rows: { customer_id: string }[] = await this.db.query(
      'SELECT customer_id FROM vendor_customers WHERE vendor = $1 AND vendor_account = $2 AND vendor_customer_id = $3',
      [vendor, account, vendorCustomerId],
    );
    return rows[0]?.customer_id ?? null;
  }

  /** Joins our customer to one that the vendor has already; false when either of them is joined to another. */
  async join(
    customerId: string,
    vendor: Vendor,
    account: string,
    vendorCustomerId: string,
  ): Promise<boolean> {
    await this.keep(customerId, vendor, account, vendorCustomerId);
    return (await this.ownerOf(vendor, account, vendorCustomerId)) === customerId;
  }

  /** Notes that the vendor's copy of the customer's default is right. */
  async mirrored(tx: EntityManager, customerId: string, vendor: Vendor, account: string): Promise<void> {
    await tx.query(
      `UPDATE vendor_customers SET default_mirror_due_at = NULL
       WHERE customer_id = $1 AND vendor = $2 AND vendor_account = $3`,
      [customerId, vendor, account],
    );
  }

  /** Marks every vendor's copy of the customer's default as out of date; a job brings them up to it. */
  async mirrorLater(tx: EntityManager, customerId: string): Promise<void> {
    await tx.query(
      'UPDATE vendor_customers SET default_mirror_due_at = $2, default_mirror_attempts = 0 WHERE customer_id = $1',
      [customerId, this.clock.real()],
    );
  }

  // Methods imported before the vendor had keys stand under no account; one that is on file under the account already stays there.
  private async adopt(customerId: string, vendor: Vendor, account: string): Promise<void> {
    await this.db.query(
      `UPDATE payment_methods m SET vendor_account = $3
       WHERE customer_id = $1 AND vendor = $2 AND vendor_account = '' AND status <> 'removed' AND NOT EXISTS (
         SELECT 1 FROM payment_methods o WHERE o.vendor = $2 AND o.vendor_account = $3
           AND o.vendor_payment_method_id = m.vendor_payment_method_id)
         AND NOT EXISTS (
         SELECT 1 FROM payment_methods o WHERE o.customer_id = $1 AND o.vendor = $2 AND o.vendor_account = $3
           AND o.status IN ('active', 'invalid') AND (o.fingerprint = m.fingerprint OR o.payer_id = m.payer_id))`,
      [customerId, vendor, account],
    );
  }

  private async keep(
    customerId: string,
    vendor: Vendor,
    account: string,
    vendorCustomerId: string,
  ): Promise<string> {
    await this.learn(this.db.manager, { customerId, vendor, vendorAccount: account }, vendorCustomerId);
    await this.adopt(customerId, vendor, account);
    // Another request may have been first; its vendor customer is then the one.
    return (await this.find(this.db.manager, customerId, vendor, account)) ?? vendorCustomerId;
  }
}
