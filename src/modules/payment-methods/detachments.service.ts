import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { VENDORS, VendorGateways, type PaymentType, type Vendor } from '../vendors/index.js';

const LEASE_SECONDS = 120;
const FIRST_PAUSE_SECONDS = 15;
const LONGEST_PAUSE_SECONDS = 3_600;
const PASS_MS = 20_000;

interface DetachmentRow {
  readonly id: string;
  readonly vendor: Vendor;
  readonly vendor_payment_method_id: string;
  readonly payment_method_id: string | null;
  readonly payment_type: PaymentType | null;
}

/** Tokens to be detached at their vendors: tried at once, then again until the vendor has done it. */
@Injectable()
export class Detachments {
  private readonly log = new Logger('detachments');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
  ) {}

  /** Carries out what is due, at most `limit` at each vendor, side by side; one that is away ends its own part alone. Says how many were done. */
  async carryOut(limit: number): Promise<number> {
    const done = await Promise.all(VENDORS.map((vendor) => this.carryOutAt(vendor, limit)));
    return done.reduce((sum, count) => sum + count, 0);
  }

  /** True once the vendor no longer keeps the token; false when it could not be reached or another is at it. */
  async attempt(id: string): Promise<boolean> {
    return (await this.tryOne(id)) === 'done';
  }

  private async carryOutAt(vendor: Vendor, limit: number): Promise<number> {
    const due: { id: string }[] = await this.db.query(
      'SELECT id FROM vendor_detachments WHERE vendor = $1 AND done_at IS NULL AND due_at <= $2 ORDER BY due_at LIMIT $3',
      [vendor, this.clock.real(), limit],
    );
    const endsAt = this.clock.real().getTime() + PASS_MS;
    let done = 0;
    for (const { id } of due) {
      const outcome = await this.tryOne(id);
      if (outcome === 'done') done += 1;
      if (outcome === 'away' || this.clock.real().getTime() > endsAt) break;
    }
    return done;
  }

  private async tryOne(id: string): Promise<'done' | 'away' | 'refused' | 'busy'> {
    const row = await this.claim(id);
    if (!row) return (await this.isDone(id)) ? 'done' : 'busy';
    try {
      await this.gateways.get(row.vendor).detach({
        vendorPaymentMethodId: row.vendor_payment_method_id,
        paymentType: row.payment_type ?? 'card',
      });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.log.warn({ err: error, detachment: id }, 'not detached yet; it will be tried again');
      await this.postpone(id, error.detail);
      return error.kind === 'unavailable' ? 'away' : 'refused';
    }
    await this.finish(row);
    return 'done';
  }

  private async claim(id: string): Promise<DetachmentRow | null> {
    const [rows]: [DetachmentRow[], number] = await this.db.query(
      `UPDATE vendor_detachments d SET lease_until = $2::timestamptz + make_interval(secs => $3), attempts = attempts + 1
       WHERE d.id = $1 AND d.done_at IS NULL AND (d.lease_until IS NULL OR d.lease_until < $2)
       RETURNING d.id, d.vendor, d.vendor_payment_method_id, d.payment_method_id,
         (SELECT m.payment_type FROM payment_methods m WHERE m.id = d.payment_method_id) AS payment_type`,
      [id, this.clock.real(), LEASE_SECONDS],
    );
    return rows[0] ?? null;
  }

  private async isDone(id: string): Promise<boolean> {
    const rows: unknown[] = await this.db.query(
      'SELECT 1 FROM vendor_detachments WHERE id = $1 AND done_at IS NOT NULL',
      [id],
    );
    return rows.length > 0;
  }

  private async postpone(id: string, why: string): Promise<void> {
    await this.db.query(
      `UPDATE vendor_detachments SET lease_until = NULL, last_error = $3,
         due_at = $2::timestamptz + make_interval(secs => least($4::float8 * power(2, least(attempts, 12)), $5))
       WHERE id = $1`,
      [id, this.clock.real(), why, FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS],
    );
  }

  private async finish(row: DetachmentRow): Promise<void> {
    await this.db.transaction(async (tx) => {
      await tx.query(
        'UPDATE vendor_detachments SET done_at = $2, lease_until = NULL, last_error = NULL WHERE id = $1',
        [row.id, this.clock.real()],
      );
      await tx.query(
        `UPDATE payment_methods SET status = 'removed', removed_at = $2, updated_at = $2
         WHERE id = $1 AND status = 'removing'`,
        [row.payment_method_id, this.clock.now()],
      );
    });
  }
}
