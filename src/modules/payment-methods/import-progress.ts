import type { EntityManager } from 'typeorm';
import type { Vendor } from '../vendors/index.js';
import type { ImportVerdict } from './import-verdict.js';

/** What a take-over has come across so far. */
export interface ImportCounts {
  /** Customers at the vendor. */
  customers: number;
  /** Of these, made here. */
  created: number;
  /** Of these, on file before and joined to the vendor's now. */
  linked: number;
  /** Customers and methods that could not be taken. */
  refused: number;
  methods: Record<Exclude<ImportVerdict, 'foreign'>, number>;
}

/** Where a take-over stands. */
export interface ImportProgress {
  /** The vendor's cursor of the next page; null for the first one. */
  readonly cursor: string | null;
  readonly counts: ImportCounts;
}

/** An account of a vendor. */
export interface ImportedAccount {
  readonly vendor: Vendor;
  readonly account: string;
}

/** Nothing yet. */
export function noCounts(): ImportCounts {
  return {
    customers: 0,
    created: 0,
    linked: 0,
    refused: 0,
    methods: { added: 0, updated: 0, unchanged: 0, duplicate: 0, left_out: 0 },
  };
}

/** Where the last run stopped, if it was moving after `since` and has not finished. */
export async function findProgress(
  tx: EntityManager,
  { vendor, account }: ImportedAccount,
  since: Date,
): Promise<ImportProgress | null> {
  const rows: ImportProgress[] = await tx.query(
    `SELECT cursor, counts FROM vendor_imports
     WHERE vendor = $1 AND vendor_account = $2 AND finished_at IS NULL AND cursor IS NOT NULL AND moved_at > $3`,
    [vendor, account, since],
  );
  return rows[0] ?? null;
}

/** Begins at the first page. */
export async function beginProgress(
  tx: EntityManager,
  { vendor, account }: ImportedAccount,
  now: Date,
): Promise<ImportProgress> {
  const counts = noCounts();
  await tx.query(
    `INSERT INTO vendor_imports (vendor, vendor_account, cursor, counts, started_at, moved_at) VALUES ($1, $2, NULL, $3, $4, $4)
     ON CONFLICT (vendor, vendor_account)
       DO UPDATE SET cursor = NULL, counts = excluded.counts, started_at = excluded.started_at, moved_at = excluded.moved_at,
         finished_at = NULL`,
    [vendor, account, JSON.stringify(counts), now],
  );
  return { cursor: null, counts };
}

/** Moves on behind a page that is done, `to` null after the last one; false when another run has moved on meanwhile. */
export async function moveProgress(
  tx: EntityManager,
  { vendor, account }: ImportedAccount,
  step: { from: string | null; to: string | null; counts: ImportCounts; now: Date },
): Promise<boolean> {
  const [rows]: [unknown[], number] = await tx.query(
    `UPDATE vendor_imports
     SET cursor = $4, counts = $5, moved_at = $6, finished_at = CASE WHEN $4::text IS NULL THEN $6::timestamptz END
     WHERE vendor = $1 AND vendor_account = $2 AND finished_at IS NULL AND cursor IS NOT DISTINCT FROM $3
     RETURNING 1`,
    [vendor, account, step.from, step.to, JSON.stringify(step.counts), step.now],
  );
  return rows.length > 0;
}
