import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import type { Actor } from '../../common/http/principal.js';
import type { Customer } from '../customers/index.js';
import type { MethodDetails } from '../vendors/index.js';
import { expiresOn } from './expiry.js';
import type { ImportedAccount } from './import-progress.js';
import { inOrder, judge, type ImportVerdict, type MethodOnFile } from './import-verdict.js';
import { MethodStore } from './method-store.service.js';
import type { PaymentMethod } from './payment-method.entity.js';
import { VendorCustomers } from './vendor-customers.service.js';

const STORED: ReadonlySet<ImportVerdict> = new Set(['added', 'updated']);

/** One customer's methods as the vendor has them. */
export interface MethodsToImport {
  /** Null in a dry run for a customer who would be made. */
  readonly customer: Customer | null;
  readonly newestFirst: readonly MethodDetails[];
  readonly defaultId: string | null;
  readonly dryRun: boolean;
  readonly actor: Actor;
}

/** What became of one method. */
export interface ImportedMethod {
  readonly vendorPaymentMethodId: string;
  readonly verdict: ImportVerdict;
}

/** Puts a customer's methods on file as the vendor has them; changes nothing at the vendor, and writes to nobody. */
@Injectable()
export class ImportedMethods {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly store: MethodStore,
    private readonly vendorCustomers: VendorCustomers,
  ) {}

  /** One transaction a method; to repeat it changes nothing. */
  async put(at: ImportedAccount, given: MethodsToImport): Promise<ImportedMethod[]> {
    const { customer, newestFirst } = given;
    if (newestFirst.length === 0) return [];
    const customerId = customer?.id ?? null;
    const onFile = await this.onFile(at, customerId, newestFirst);
    const done: ImportedMethod[] = [];
    for (const details of this.ordered(given)) {
      const verdict = judge(details, customerId, onFile);
      if (customer && !given.dryRun && STORED.has(verdict)) await this.keep(at, customer, details, given);
      if (verdict === 'added') onFile.push({ ...details, customerId, status: 'active' });
      done.push({ vendorPaymentMethodId: details.vendorPaymentMethodId, verdict });
    }
    return done;
  }

  private ordered({ customer, newestFirst, defaultId }: MethodsToImport): readonly MethodDetails[] {
    const today = localDay(this.clock.now(), customer?.timeZone ?? 'UTC');
    return inOrder(newestFirst, defaultId, isGoodOn(today));
  }

  private async keep(
    at: ImportedAccount,
    customer: Customer,
    details: MethodDetails,
    { defaultId, actor }: MethodsToImport,
  ): Promise<void> {
    const { vendor, account } = at;
    await this.store.store(
      { id: uuidv7(), customerId: customer.id, vendor, account, details, source: 'import', actor },
      async (tx, { method, created }) => {
        if (created) await this.knownExpired(tx, customer, method);
        // The vendor has this default already, so it need not be told.
        if (method.isDefault && method.vendorPaymentMethodId === defaultId) {
          await this.vendorCustomers.mirrored(tx, customer.id, vendor, account);
        }
      },
    );
  }

  /** A card that had expired before it came is no news. */
  private async knownExpired(tx: EntityManager, customer: Customer, method: PaymentMethod): Promise<void> {
    const now = this.clock.now();
    if (method.expiresOn === null || method.expiresOn >= localDay(now, customer.timeZone)) return;
    await tx.query('UPDATE payment_methods SET expired_event_at = $2 WHERE id = $1', [method.id, now]);
  }

  private onFile(
    at: ImportedAccount,
    customerId: string | null,
    found: readonly MethodDetails[],
  ): Promise<MethodOnFile[]> {
    return this.db.query(
      `SELECT customer_id AS "customerId", vendor_payment_method_id AS "vendorPaymentMethodId",
         vendor_customer_id AS "vendorCustomerId", fingerprint, status, brand, last4, exp_month AS "expMonth",
         exp_year AS "expYear", name, funding
       FROM payment_methods
       WHERE vendor = $1 AND vendor_account = $2 AND (customer_id = $3 OR vendor_payment_method_id = ANY ($4))`,
      [at.vendor, at.account, customerId, found.map((method) => method.vendorPaymentMethodId)],
    );
  }
}

function isGoodOn(today: string): (method: MethodDetails) => boolean {
  return ({ expYear, expMonth }) =>
    expYear === null || expMonth === null || expiresOn(expYear, expMonth) >= today;
}
