import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import type { Actor } from '../../common/http/principal.js';
import { uuidv7 } from '../../common/database/ids.js';
import { AuditTrail } from '../audit/index.js';
import { CardListings, HandoverCustomers, type ListedCard } from '../customers/index.js';
import { VendorGateways, VendorNotConfigured, type Vendor } from '../vendors/index.js';
import { CHOOSE_DEFAULTS, FOREIGN_METHODS, INSERT_METHODS } from './handover-queries.js';
import { parseHandoverRow, type HandoverRow } from './handover-row.schemas.js';

const BATCH = 1_000;

/** One record of the file with the physical line it starts on; `cells` is null when the record itself is broken. */
export interface HandoverRecord {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>> | null;
  readonly broken?: string;
}

export interface ImportOptions {
  readonly actor: Actor;
  /** Take over what differs in the file. */
  readonly update: boolean;
  /** Told of each refused row and each difference as they are found. */
  readonly onRefused: (line: number, reason: string) => void;
  readonly onDiffers: (externalId: string, fields: readonly string[]) => void;
  readonly onProgress: (rows: number) => void;
}

export interface ImportResult {
  readonly rows: number;
  readonly refused: number;
  readonly customers: number;
  readonly subscriptions: number;
  readonly methods: number;
  /** Rows whose method was on file from an earlier run. */
  readonly unchanged: number;
}

interface InsertedMethod {
  readonly id: string;
  readonly customer_id: string;
  readonly vendor: Vendor;
  readonly is_default: boolean;
  readonly expires_on: string | null;
  readonly vendor_payment_method_id: string;
}

type LinedRow = HandoverRow & { readonly line: number };

/** Takes over a CRM's hand-over file: what is wrong is named and left out, the rest goes in, and a second run changes nothing. */
@Injectable()
export class HandoverImport {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly customers: HandoverCustomers,
    private readonly listings: CardListings,
    private readonly audit: AuditTrail,
  ) {}

  /** In batches, each whole or not at all; reads the records as they come, so that a file of any length fits. */
  async run(records: AsyncIterable<HandoverRecord>, options: ImportOptions): Promise<ImportResult> {
    const lines = new Map<string, number>();
    const accounts = new Map<Vendor, string>();
    const total = { rows: 0, refused: 0, customers: 0, subscriptions: 0, methods: 0, unchanged: 0 };
    let batch: LinedRow[] = [];
    const flush = async (): Promise<void> => {
      const done = await this.put(batch, accounts, options);
      for (const key of ['refused', 'customers', 'subscriptions', 'methods', 'unchanged'] as const)
        total[key] += done[key];
      batch = [];
      options.onProgress(total.rows);
    };
    for await (const record of records) {
      total.rows += 1;
      const checked = check(record, lines);
      if (typeof checked === 'string') {
        total.refused += 1;
        options.onRefused(record.line, checked);
      } else batch.push(checked);
      if (batch.length === BATCH) await flush();
    }
    await flush();
    await this.note(total, options.actor);
    return total;
  }

  private async put(
    batch: readonly LinedRow[],
    accounts: Map<Vendor, string>,
    options: ImportOptions,
  ): Promise<Omit<ImportResult, 'rows'>> {
    if (batch.length === 0) return { refused: 0, customers: 0, subscriptions: 0, methods: 0, unchanged: 0 };
    for (const { vendor } of batch)
      if (!accounts.has(vendor)) accounts.set(vendor, await this.accountOf(vendor));
    const rows = batch.map((row) => ({ ...row, vendor_account: accounts.get(row.vendor) ?? '' }));
    return this.db.transaction(async (tx) => {
      const now = this.clock.now();
      const made = await this.customers.put(tx, rows, { now, update: options.update });
      for (const { external_id, fields } of made.differing) options.onDiffers(external_id, fields);
      const json = JSON.stringify(rows);
      const foreign: { line: number }[] = await tx.query(FOREIGN_METHODS, [json]);
      for (const { line } of foreign)
        options.onRefused(line, 'vendor_payment_method_id is on file for another customer');
      const methods: InsertedMethod[] = await tx.query(INSERT_METHODS, [json, now]);
      await this.list(tx, methods);
      await tx.query(CHOOSE_DEFAULTS, [json, now]);
      return {
        refused: foreign.length,
        customers: made.customers,
        subscriptions: made.subscriptions,
        methods: methods.length,
        unchanged: rows.length - foreign.length - methods.length,
      };
    });
  }

  private async list(tx: EntityManager, methods: readonly InsertedMethod[]): Promise<void> {
    const cards: ListedCard[] = methods.map((method) => ({
      id: method.id,
      customerId: method.customer_id,
      vendor: method.vendor,
      isDefault: method.is_default,
      expiresOn: method.expires_on,
    }));
    await this.listings.listMany(tx, cards);
    await this.listings.followSubscriptions(tx, [...new Set(methods.map((method) => method.customer_id))]);
  }

  /** A vendor without keys has its methods imported under no account; they move to the account once it is known. */
  private async accountOf(vendor: Vendor): Promise<string> {
    try {
      const account = await this.gateways.get(vendor).account();
      await this.db.query(
        `UPDATE payment_methods m SET vendor_account = $2 WHERE vendor = $1 AND vendor_account = '' AND NOT EXISTS (
           SELECT 1 FROM payment_methods o WHERE o.vendor = $1 AND o.vendor_account = $2
             AND o.vendor_payment_method_id = m.vendor_payment_method_id)`,
        [vendor, account],
      );
      return account;
    } catch (error) {
      if (error instanceof VendorNotConfigured) return '';
      throw error;
    }
  }

  private async note(total: ImportResult, actor: Actor): Promise<void> {
    await this.audit.record(this.db.manager, {
      actor,
      action: 'handover.imported',
      entityType: 'import',
      entityId: uuidv7(),
      details: { ...total },
    });
  }
}

function check(record: HandoverRecord, lines: Map<string, number>): LinedRow | string {
  if (record.cells === null) return record.broken ?? 'the row cannot be read';
  const parsed = parseHandoverRow(record.cells);
  if (!parsed.ok) return parsed.reason;
  const key = `${parsed.row.vendor} ${parsed.row.vendor_payment_method_id}`;
  const earlier = lines.get(key);
  if (earlier !== undefined) return `repeats line ${String(earlier)}`;
  lines.set(key, record.line);
  return { ...parsed.row, line: record.line };
}
