import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { uuidv7Of } from '../../common/database/ids.js';
import type { Actor } from '../../common/http/principal.js';
import { CustomerProfiles, CustomersService, type Customer, type NewCustomer } from '../customers/index.js';
import type { KnownVendorCustomer, MethodDetails } from '../vendors/index.js';
import type { ImportedAccount } from './import-progress.js';
import { readVendorCustomer } from './vendor-customer.schemas.js';
import { VendorCustomers } from './vendor-customers.service.js';

/** How the customers of a vendor account are matched with ours. */
export interface MatchRules {
  /** The key under which the vendor's metadata holds the CRM's own id. */
  readonly externalIdKey: string;
  /** Only looks. */
  readonly dryRun: boolean;
  readonly actor: Actor;
}

/** `customer` is null in a dry run for one who would be made. */
export type MatchedCustomer =
  | { readonly how: 'known' | 'linked' | 'created'; readonly customer: Customer | null }
  | { readonly how: 'refused'; readonly reason: string };

/**
 * Our customer for one at the vendor: the one joined to it before, the one it names by our id or the CRM's, the one who has one of its
 * methods on file, else a new one. Never by e-mail: two people may share an address, and one would pay with the other's card.
 */
@Injectable()
export class ImportedCustomers {
  constructor(
    private readonly db: DataSource,
    private readonly customers: CustomersService,
    private readonly profiles: CustomerProfiles,
    private readonly vendorCustomers: VendorCustomers,
  ) {}

  async match(
    at: ImportedAccount,
    known: KnownVendorCustomer,
    methods: readonly MethodDetails[],
    rules: MatchRules,
  ): Promise<MatchedCustomer> {
    const ownerId = await this.vendorCustomers.ownerOf(at.vendor, at.account, known.vendorCustomerId);
    if (ownerId !== null) return alive(await this.customers.get(ownerId), 'known');
    const read = readVendorCustomer(known, rules.externalIdKey);
    if (!read.ok) return { how: 'refused', reason: read.reason };
    const id = uuidv7Of([at.vendor, at.account, known.vendorCustomerId].join(' '), known.createdAt);
    const standing = await this.standing([
      id,
      known.customerId,
      await this.namedBy(read.customer),
      await this.ownerOfOne(at, methods),
    ]);
    if (standing?.erasedAt) return alive(standing, 'linked');
    if (rules.dryRun) return this.wouldBe(at, standing);
    const customer = standing ?? (await this.profiles.create(id, read.customer, rules.actor));
    const joined = await this.vendorCustomers.join(
      customer.id,
      at.vendor,
      at.account,
      known.vendorCustomerId,
    );
    if (!joined) return takenTwice(customer);
    return { how: standing && standing.id !== id ? 'linked' : 'created', customer };
  }

  private async standing(ids: readonly (string | null)[]): Promise<Customer | null> {
    for (const id of ids) {
      const found = id !== null && isUuid(id) ? await this.customers.find(id) : null;
      if (found) return found;
    }
    return null;
  }

  private async wouldBe(at: ImportedAccount, standing: Customer | null): Promise<MatchedCustomer> {
    if (standing === null) return { how: 'created', customer: null };
    const other = await this.vendorCustomers.find(this.db.manager, standing.id, at.vendor, at.account);
    return other === null ? { how: 'linked', customer: standing } : takenTwice(standing);
  }

  private async namedBy({ externalId }: NewCustomer): Promise<string | null> {
    if (externalId === null || externalId === undefined) return null;
    const rows: { id: string }[] = await this.db.query('SELECT id FROM customers WHERE external_id = $1', [
      externalId,
    ]);
    return rows[0]?.id ?? null;
  }

  // A hand-over file names tokens and no customers of the vendor.
  private async ownerOfOne(at: ImportedAccount, methods: readonly MethodDetails[]): Promise<string | null> {
    const rows: { customer_id: string }[] = await this.db.query(
      `SELECT DISTINCT customer_id FROM payment_methods
       WHERE vendor = $1 AND vendor_account IN ($2, '') AND vendor_payment_method_id = ANY ($3)`,
      [at.vendor, at.account, methods.map((method) => method.vendorPaymentMethodId)],
    );
    return rows.length === 1 ? (rows[0]?.customer_id ?? null) : null;
  }
}

function alive(customer: Customer, how: 'known' | 'linked'): MatchedCustomer {
  return customer.erasedAt ? { how: 'refused', reason: 'was erased here' } : { how, customer };
}

function takenTwice({ id, externalId }: Customer): MatchedCustomer {
  const name = externalId === null ? id : `${externalId} (${id})`;
  return { how: 'refused', reason: `is a second one for our customer ${name}; merge the two at the vendor` };
}

function isUuid(text: string): boolean {
  return /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text);
}
