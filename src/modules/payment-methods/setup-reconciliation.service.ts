import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { VendorGateways, type Vendor } from '../vendors/index.js';
import type { SetupState } from './method-vocabulary.js';
import { lateLook, nextLook, type SetupTimes } from './setup-cadence.js';
import { SetupSettlement } from './setup-settlement.service.js';

const PASS_MS = 20_000;
const AT_ONCE = 8;

interface DueSetup {
  readonly id: string;
  readonly state: SetupState;
  readonly created_at: Date;
  readonly expires_at: Date;
}

/** Asks the vendors for setups whose browser never came back and of which no event told. */
@Injectable()
export class SetupReconciliation {
  private readonly log = new Logger('setups');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly settlement: SetupSettlement,
  ) {}

  /**
   * Looks at everything that is due at one vendor, `limit` setups at a time; the end of its time, or a vendor that is away, ends the pass. Says
   * how many were looked at.
   */
  async lookAt(vendor: Vendor, now: Date, limit: number, signal: AbortSignal): Promise<number> {
    if (!this.gateways.configured().includes(vendor)) return 0;
    const endsAt = this.clock.real().getTime() + PASS_MS;
    const goesOn = (): boolean => !signal.aborted && this.clock.real().getTime() < endsAt;
    let looked = 0;
    while (goesOn()) {
      const due = await this.due(vendor, now, limit);
      for (let from = 0; from < due.length && goesOn(); from += AT_ONCE) {
        const batch = due.slice(from, from + AT_ONCE);
        const reached = await Promise.all(batch.map((setup) => this.look(setup, now)));
        looked += batch.length;
        if (reached.includes(false)) return looked;
      }
      if (due.length < limit) break;
    }
    return looked;
  }

  private due(vendor: Vendor, now: Date, limit: number): Promise<DueSetup[]> {
    return this.db.query(
      `SELECT id, state, created_at, expires_at FROM payment_method_setups
       WHERE vendor = $1 AND next_check_at <= $2 ORDER BY next_check_at LIMIT $3`,
      [vendor, now, limit],
    );
  }

  /** When the next setup is due for a look at this vendor. */
  async nextLookAt(vendor: Vendor, after: Date): Promise<Date | null> {
    if (!this.gateways.configured().includes(vendor)) return null;
    const rows: { next: Date | null }[] = await this.db.query(
      'SELECT min(next_check_at) AS next FROM payment_method_setups WHERE vendor = $1 AND next_check_at > $2',
      [vendor, after],
    );
    return rows[0]?.next ?? null;
  }

  /** False when the vendor could not be reached. */
  private async look(setup: DueSetup, now: Date): Promise<boolean> {
    const times = { createdAt: setup.created_at, expiresAt: setup.expires_at };
    await this.db.query(
      'UPDATE payment_method_setups SET next_check_at = $2, check_attempts = check_attempts + 1 WHERE id = $1 AND next_check_at <= $3',
      [setup.id, lookAfter(setup.state, times, now), now],
    );
    try {
      await this.settlement.settleLater(setup.id);
    } catch (error) {
      this.log.warn({ err: error, setup: setup.id }, 'setup cannot be settled');
      // What nobody could ask about is not ended: it may have been finished.
      if (error instanceof DomainError && error.kind === 'unavailable') return false;
    }
    if (setup.expires_at <= now) await this.settlement.expire(setup.id);
    return true;
  }
}

function lookAfter(state: SetupState, times: SetupTimes, now: Date): Date | null {
  if (state === 'pending') return nextLook(times, now);
  return state === 'expired' ? lateLook(times, now) : null;
}
