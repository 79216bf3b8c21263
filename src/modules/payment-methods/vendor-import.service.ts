import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { AuditTrail } from '../audit/index.js';
import type { Customer } from '../customers/index.js';
import {
  VendorGateways,
  VendorObjectGone,
  VendorUnavailable,
  type CustomerDirectory,
  type KnownVendorCustomer,
  type MethodDetails,
  type Vendor,
  type VendorGateway,
} from '../vendors/index.js';
import {
  beginProgress,
  findProgress,
  moveProgress,
  noCounts,
  type ImportCounts,
  type ImportedAccount,
  type ImportProgress,
} from './import-progress.js';
import { ImportedCustomers, type MatchRules } from './imported-customers.service.js';
import { ImportedMethods } from './imported-methods.service.js';
import { ImportOvertaken, VendorListsNoCustomers } from './vendor-import.errors.js';

// Few enough to leave the running app its share; what a vendor finds too many it refuses, and the client slows down.
const AT_ONCE = 6;
const RESUMED_WITHIN_MS = 24 * 3_600_000;
const PATIENCE = 4;
const LONGEST_WAIT_SECONDS = 60;

export interface VendorImportOptions extends MatchRules {
  /** Begins at the first customer although an earlier run stopped on its way. */
  readonly restart: boolean;
  readonly onRefused: (vendorCustomerId: string, reason: string) => void;
  /** `total` grows while the customers are counted. */
  readonly onProgress: (done: number, total: number) => void;
  readonly onWait?: (seconds: number) => void;
}

export interface VendorImportResult extends ImportCounts {
  /** Whether this run went on where an earlier one had stopped; its counts are in these. */
  readonly resumed: boolean;
}

interface Run {
  readonly at: ImportedAccount;
  readonly gateway: VendorGateway;
  readonly directory: CustomerDirectory;
  readonly options: VendorImportOptions;
}

interface FoundMethods {
  readonly known: KnownVendorCustomer;
  readonly newestFirst: readonly MethodDetails[];
}

interface MatchedMethods extends FoundMethods {
  /** Null in a dry run for one who would be made. */
  readonly customer: Customer | null;
}

const REFUSED = Symbol('refused');

/**
 * Takes over the customers and methods of a vendor account that was there before us. Page by page, and what a page did is noted with its
 * cursor: a run that was killed is gone on with, and a second one changes nothing.
 */
@Injectable()
export class VendorImport {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly customers: ImportedCustomers,
    private readonly methods: ImportedMethods,
    private readonly audit: AuditTrail,
  ) {}

  async run(vendor: Vendor, options: VendorImportOptions): Promise<VendorImportResult> {
    const gateway = this.gateways.get(vendor);
    const { directory } = gateway;
    if (!directory) throw new VendorListsNoCustomers(vendor);
    const account = await this.patiently(options, () => gateway.account());
    const at = { vendor, account };
    const run = { at, gateway, directory, options };
    const found = options.restart || options.dryRun ? null : await this.find(at);
    try {
      return await this.from(run, found);
    } catch (error) {
      // The customer at the cursor was deleted there meanwhile, so the place is lost; what is done shows when it is met again.
      if (found === null || !(error instanceof VendorObjectGone)) throw error;
      return this.from(run, null);
    }
  }

  private async from(run: Run, found: ImportProgress | null): Promise<VendorImportResult> {
    const { at, options } = run;
    const start = found ?? (await this.begin(run));
    const counts = { ...noCounts(), ...structuredClone(start.counts) };
    const total = await this.count(run, start);
    let { cursor } = start;
    do {
      const page = await this.patiently(run.options, () => run.directory.listCustomers(cursor));
      await this.takePage(run, page.customers, counts);
      if (!options.dryRun) await this.move(at, { from: cursor, to: page.nextCursor, counts });
      cursor = page.nextCursor;
      options.onProgress(counts.customers, Math.max(total, counts.customers));
    } while (cursor !== null);
    if (!options.dryRun) await this.note(at, counts, options);
    return { ...counts, resumed: found !== null };
  }

  private find(at: ImportedAccount): Promise<ImportProgress | null> {
    const since = new Date(this.clock.real().getTime() - RESUMED_WITHIN_MS);
    return findProgress(this.db.manager, at, since);
  }

  private async begin({ at, options }: Run): Promise<ImportProgress> {
    if (options.dryRun) return { cursor: null, counts: noCounts() };
    return beginProgress(this.db.manager, at, this.clock.real());
  }

  /** The vendor does not say how many there are; a page holds a hundred, so asking costs a hundredth of the work. */
  private async count(run: Run, { cursor, counts }: ImportProgress): Promise<number> {
    let total = counts.customers;
    for (let next: string | null | undefined = cursor; next !== undefined;) {
      const page = await this.patiently(run.options, () => run.directory.listCustomers(next ?? null));
      total += page.customers.length;
      run.options.onProgress(counts.customers, total);
      next = page.nextCursor ?? undefined;
    }
    return total;
  }

  private async takePage(
    run: Run,
    known: readonly KnownVendorCustomer[],
    counts: ImportCounts,
  ): Promise<void> {
    const found = await together(known, async (customer) => ({
      known: customer,
      newestFirst: await this.patiently(run.options, () => methodsOf(run.gateway, customer.vendorCustomerId)),
    }));
    const matched: MatchedMethods[] = [];
    // One after the other: of two customers with one external id the first must be on file when the second is looked at.
    for (const each of found) {
      const customer = await this.match(run, each, counts);
      if (customer !== REFUSED) matched.push({ ...each, customer });
    }
    await together(matched, (each) => this.take(run, each, counts));
  }

  private async match(
    { at, options }: Run,
    { known, newestFirst }: FoundMethods,
    counts: ImportCounts,
  ): Promise<Customer | null | typeof REFUSED> {
    counts.customers += 1;
    const matched = await this.customers.match(at, known, newestFirst, options);
    if (matched.how === 'refused') {
      counts.refused += 1;
      options.onRefused(known.vendorCustomerId, matched.reason);
      return REFUSED;
    }
    if (matched.how !== 'known') counts[matched.how] += 1;
    return matched.customer;
  }

  private async take(
    { at, options }: Run,
    { known, newestFirst, customer }: MatchedMethods,
    counts: ImportCounts,
  ): Promise<void> {
    const { dryRun, actor } = options;
    const defaultId = known.defaultPaymentMethodId;
    const done = await this.methods.put(at, { customer, newestFirst, defaultId, dryRun, actor });
    for (const { vendorPaymentMethodId, verdict } of done) {
      if (verdict === 'foreign') {
        counts.refused += 1;
        options.onRefused(known.vendorCustomerId, `${vendorPaymentMethodId} is on file for another customer`);
      } else {
        counts.methods[verdict] += 1;
      }
    }
  }

  private async move(
    at: ImportedAccount,
    step: { from: string | null; to: string | null; counts: ImportCounts },
  ): Promise<void> {
    const moved = await moveProgress(this.db.manager, at, { ...step, now: this.clock.real() });
    if (!moved) throw new ImportOvertaken();
  }

  /** Waits as long as the vendor asks, a few times; then the run ends and may be gone on with. */
  private async patiently<T>(options: VendorImportOptions, work: () => Promise<T>): Promise<T> {
    for (let left = PATIENCE; ; left -= 1) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof VendorUnavailable) || left === 0) throw error;
        const seconds = Math.min(error.retryAfterSeconds ?? 5, LONGEST_WAIT_SECONDS);
        options.onWait?.(seconds);
        await sleep(seconds * 1_000);
      }
    }
  }

  private async note(at: ImportedAccount, counts: ImportCounts, { actor }: MatchRules): Promise<void> {
    await this.audit.record(this.db.manager, {
      actor,
      action: 'vendor_account.imported',
      entityType: 'import',
      entityId: uuidv7(),
      details: { ...at, ...counts },
    });
  }
}

// One who was deleted there since the page was read has no methods any more.
async function methodsOf(
  gateway: VendorGateway,
  vendorCustomerId: string,
): Promise<readonly MethodDetails[]> {
  try {
    return await gateway.listMethods(vendorCustomerId);
  } catch (error) {
    if (error instanceof VendorObjectGone) return [];
    throw error;
  }
}

async function together<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
