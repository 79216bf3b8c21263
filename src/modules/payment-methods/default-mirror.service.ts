import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { VENDORS, VendorGateways, VendorObjectGone, type Vendor } from '../vendors/index.js';
import { VendorChanges } from './vendor-changes.service.js';

const FIRST_PAUSE_SECONDS = 15;
const LONGEST_PAUSE_SECONDS = 3_600;
const CLAIM_MS = 60_000;
const PASS_MS = 20_000;

interface MirrorRow {
  readonly id: string;
  readonly vendor: Vendor;
  readonly vendor_customer_id: string;
  readonly due_at: Date;
  readonly default_method: string | null;
}

/** Brings the vendors' own default of a customer up to ours. */
@Injectable()
export class DefaultMirror {
  private readonly log = new Logger('default-mirror');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly changes: VendorChanges,
  ) {}

  /** Mirrors what is due, at most `limit` customers of each vendor, side by side; a vendor that is away ends its own part. Says how many are up to date now. */
  async carryOut(limit: number): Promise<number> {
    const done = await Promise.all(VENDORS.map((vendor) => this.carryOutAt(vendor, limit)));
    return done.reduce((sum, count) => sum + count, 0);
  }

  private async carryOutAt(vendor: Vendor, limit: number): Promise<number> {
    const due: Pick<MirrorRow, 'id' | 'due_at'>[] = await this.db.query(
      `SELECT id, default_mirror_due_at AS due_at FROM vendor_customers
       WHERE vendor = $1 AND default_mirror_due_at <= $2 ORDER BY default_mirror_due_at LIMIT $3`,
      [vendor, this.clock.real(), limit],
    );
    const endsAt = this.clock.real().getTime() + PASS_MS;
    let done = 0;
    for (const { id, due_at } of due) {
      const row = await this.claim(id, due_at);
      const became = row && (await this.mirror(row));
      if (became === 'away') break;
      if (became === 'done') done += 1;
      if (this.clock.real().getTime() > endsAt) break;
    }
    return done;
  }

  /** Holds the row for a minute by moving its due time, and reads the default as it is now; null when another has it. */
  private async claim(id: string, dueAt: Date): Promise<MirrorRow | null> {
    const until = new Date(this.clock.real().getTime() + CLAIM_MS);
    const [rows]: [MirrorRow[], number] = await this.db.query(
      `UPDATE vendor_customers v SET default_mirror_due_at = $3 WHERE v.id = $1 AND date_trunc('milliseconds', v.default_mirror_due_at) = $2
       RETURNING v.id, v.vendor, v.vendor_customer_id, v.default_mirror_due_at AS due_at,
         (SELECT m.vendor_payment_method_id FROM payment_methods m WHERE m.customer_id = v.customer_id AND m.is_default
            AND m.vendor = v.vendor AND m.vendor_account = v.vendor_account) AS default_method`,
      [id, dueAt, until],
    );
    return rows[0] ?? null;
  }

  private async mirror(row: MirrorRow): Promise<'done' | 'refused' | 'away'> {
    try {
      const gateway = this.gateways.get(row.vendor);
      if (gateway.capabilities.defaults) await gateway.setDefault(row.vendor_customer_id, row.default_method);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      await this.postpone(row, error);
      if (error instanceof VendorObjectGone && error.what === 'customer') await this.lose(row);
      return error.kind === 'unavailable' ? 'away' : 'refused';
    }
    // A default changed while we were at the vendor leaves a newer due date, which stays.
    await this.db.query(
      'UPDATE vendor_customers SET default_mirror_due_at = NULL, default_mirror_attempts = 0 WHERE id = $1 AND default_mirror_due_at = $2',
      [row.id, row.due_at],
    );
    return 'done';
  }

  private async postpone(row: MirrorRow, error: DomainError): Promise<void> {
    this.log.warn({ err: error, vendor: row.vendor }, 'default not mirrored yet; it will be tried again');
    await this.db.query(
      `UPDATE vendor_customers SET default_mirror_attempts = default_mirror_attempts + 1,
         default_mirror_due_at = $2::timestamptz
           + make_interval(secs => least($3::float8 * power(2, least(default_mirror_attempts, 12)), $4))
       WHERE id = $1`,
      [row.id, this.clock.real(), FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS],
    );
  }

  /** One who was deleted at the vendor takes everything on file there along, as its event would say. */
  private async lose({ vendor, vendor_customer_id: vendorCustomerId }: MirrorRow): Promise<void> {
    try {
      await this.changes.customerGone(vendor, { kind: 'customer_gone', vendorCustomerId });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.log.warn({ err: error, vendor }, 'a deleted customer cannot be looked at yet');
    }
  }
}
