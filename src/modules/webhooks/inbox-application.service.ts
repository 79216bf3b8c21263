import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { maskCardNumbers } from '../../common/card-number.js';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { VendorGateways, type Vendor, type VendorChange } from '../vendors/index.js';
import { ChangeApplier } from './change-applier.service.js';
import { retryAfter } from './retry-schedule.js';

const AT_ONCE = 5;
const LEASE_SECONDS = 120;
const PASS_MS = 20_000;
const LONGEST_ERROR = 500;

interface ClaimedEvent {
  readonly id: string;
  readonly type: string;
  readonly change: VendorChange;
  readonly attempts: number;
  readonly lease_id: string;
}

/** Applies kept events: claimed with a lease, applied by reading the vendor, settled only by whoever still holds the lease. */
@Injectable()
export class InboxApplication {
  private readonly log = new Logger('webhooks');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly applier: ChangeApplier,
  ) {}

  /** Applies what is due of one vendor; ends early when it is away or time is up. Says how many events were tried. */
  async applyDue(vendor: Vendor, signal: AbortSignal): Promise<number> {
    if (!this.gateways.configured().includes(vendor)) return 0;
    const endsAt = this.clock.real().getTime() + PASS_MS;
    let tried = 0;
    while (!signal.aborted && this.clock.real().getTime() < endsAt) {
      const events = await this.claim(vendor);
      if (events.length === 0) break;
      const reached = await Promise.all(events.map((event) => this.apply(vendor, event)));
      tried += events.length;
      if (reached.includes(false)) break;
    }
    return tried;
  }

  private async claim(vendor: Vendor): Promise<ClaimedEvent[]> {
    const [rows]: [ClaimedEvent[], number] = await this.db.query(
      `UPDATE webhook_inbox SET attempts = attempts + 1, lease_id = $1, lease_until = $2::timestamptz + make_interval(secs => $3)
       WHERE id IN (
         SELECT id FROM webhook_inbox
         WHERE vendor = $4 AND state = 'pending' AND next_attempt_at <= $2 AND (lease_until IS NULL OR lease_until < $2)
         ORDER BY next_attempt_at, id LIMIT $5 FOR UPDATE SKIP LOCKED)
       RETURNING id, type, change, attempts, lease_id`,
      [uuidv7(), this.clock.real(), LEASE_SECONDS, vendor, AT_ONCE],
    );
    return rows;
  }

  /** False when the vendor is away. */
  private async apply(vendor: Vendor, event: ClaimedEvent): Promise<boolean> {
    try {
      await this.settle(event, await this.applier.apply(vendor, event.change));
      return true;
    } catch (error) {
      const isAway = error instanceof DomainError && error.kind === 'unavailable';
      await this.postpone(event, error, isAway);
      return !isAway;
    }
  }

  private async settle(event: ClaimedEvent, effect: 'applied' | 'ignored'): Promise<void> {
    await this.db.query(
      `UPDATE webhook_inbox SET state = $3, applied_at = $4, next_attempt_at = NULL, lease_id = NULL, lease_until = NULL,
         last_error = NULL
       WHERE id = $1 AND lease_id = $2`,
      [event.id, event.lease_id, effect, this.clock.now()],
    );
  }

  private async postpone(event: ClaimedEvent, error: unknown, isAway: boolean): Promise<void> {
    const pause = retryAfter(event.attempts, { isAway });
    this.log.warn({ err: error, event: event.id, type: event.type, parked: pause === null }, 'not applied');
    await this.db.query(
      `UPDATE webhook_inbox SET state = CASE WHEN $3::float8 IS NULL THEN 'parked' ELSE 'pending' END,
         next_attempt_at = $4::timestamptz + make_interval(secs => $3), lease_id = NULL, lease_until = NULL, last_error = $5
       WHERE id = $1 AND lease_id = $2`,
      [event.id, event.lease_id, pause, this.clock.real(), told(error)],
    );
  }
}

function told(error: unknown): string {
  const words = error instanceof DomainError ? `${error.code}: ${error.detail}` : String(error);
  return maskCardNumbers(words).replaceAll('\u0000', '').slice(0, LONGEST_ERROR);
}
