import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { CustomersService } from '../customers/index.js';
import { ChargeableMethods } from '../payment-methods/index.js';
import { VendorGateways, type Vendor } from '../vendors/index.js';
import { ChargeConfirmations } from './charge-confirmations.service.js';
import { ChargeRuns } from './charge-runs.service.js';
import {
  CollectionClaims,
  COLLECTOR,
  type Claimed,
  type CollectedCharge,
  type UnreadInvoice,
} from './collection-claims.service.js';
import { CollectionLanes } from './collection-lanes.js';
import { OutcomeBatches } from './outcome-batches.service.js';

const PASS_MS = 20_000;
const LOOK_BEHIND = 100;
const PATIENCE_MS = 1_000;

/** What carries a claimed invoice to its outcome. */
@Injectable()
export class CollectionParts {
  constructor(
    readonly claims: CollectionClaims,
    readonly methods: ChargeableMethods,
    readonly runs: ChargeRuns,
    readonly batches: OutcomeBatches,
    readonly confirmations: ChargeConfirmations,
  ) {}
}

/**
 * Charges invoices that are due to be charged by themselves: intents of a batch in one transaction, calls beside each other as far as each
 * vendor allows, outcomes through the one place for them. Whoever dies leaves his attempts to {@link ChargeReconciliation}.
 */
@Injectable()
export class Collection {
  private readonly log = new Logger('collection');
  private readonly lanes: CollectionLanes;

  constructor(
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly parts: CollectionParts,
    gateways: VendorGateways,
    @Inject(CONFIG) { vendors }: Config,
  ) {
    const limits = gateways.configured().map((vendor) => [vendor, vendors[vendor].concurrency] as const);
    this.lanes = new CollectionLanes(new Map(limits), () => this.clock.real());
  }

  /** Charges what is due, for a while; says how many invoices that was. */
  async collectDue(now: Date, signal: AbortSignal): Promise<number> {
    const endsAt = this.clock.real().getTime() + PASS_MS;
    const inHand = new InHand();
    let count = 0;
    let met: readonly Vendor[] = [];
    let waitsUntil = 0;
    try {
      while (!signal.aborted && this.clock.real().getTime() < endsAt) {
        const room = this.lanes.claimable(met);
        const isTired = met.length > 0 && this.clock.real().getTime() >= waitsUntil;
        if (room === 0 && inHand.isSome && !isTired) {
          await inHand.progress();
          continue;
        }
        const claimed = await this.claim(now, room);
        if (claimed.count === 0) break;
        count += claimed.count;
        met = claimed.full;
        waitsUntil = this.clock.real().getTime() + PATIENCE_MS;
        for (const charge of claimed.charges) inHand.take(this.settled(charge));
        for (const unread of claimed.unread) inHand.take(this.readFirst(unread));
      }
    } finally {
      await inHand.empty();
    }
    return count;
  }

  /** Where there is no room still what is due is put off, so that what other vendors take is found behind it. */
  private claim(now: Date, room: number): Promise<Claimed> {
    return this.parts.claims.claim(now, room || LOOK_BEHIND, (vendor, meant) =>
      this.lanes.reach(vendor, meant),
    );
  }

  /** Never fails: whatever is not recorded is asked for by the reconciliation. */
  private async settled({ order, lease }: CollectedCharge): Promise<void> {
    const { id, vendor, leaseUntil, refusal } = order.attempt;
    try {
      const answer =
        refusal !== null
          ? this.parts.runs.refused(refusal)
          : await this.lanes.run(vendor, async () =>
              // Its lease ran out in line, so somebody else may be at the vendor for it.
              leaseUntil !== null && leaseUntil <= this.clock.real() ? null : this.parts.runs.answerTo(order),
            );
      if (!answer) return;
      const { outcome, sent, error } = answer;
      if (error) this.noteRefusal(error, order.attempt);
      await this.parts.batches.bring({ attemptId: id, outcome, source: { lease, sent } });
      await this.parts.confirmations.follow(id, outcome);
    } catch (error) {
      this.log.warn({ err: error, attempt: id }, 'a charge is not settled yet; it will be asked for');
    }
  }

  /** Reads the method of one invoice at its vendor and charges it then; an invoice whose vendor is away stays due. */
  private async readFirst(unread: UnreadInvoice): Promise<void> {
    const { invoiceId, customerId, named, vendor } = unread;
    try {
      await this.lanes.run(vendor, async () => {
        const customer = await this.customers.get(customerId);
        const methodId = await this.parts.methods.choose({ customer, named }, COLLECTOR).catch(nothingUsable);
        const begun = await this.parts.claims.begin(unread, methodId);
        if (!begun) return;
        const outcome = await this.parts.runs.carryOut(begun.intent);
        await this.parts.confirmations.follow(begun.intent.attemptId, outcome);
      });
    } catch (error) {
      if (error instanceof DomainError) this.noteRefusal(error, { id: invoiceId, vendor });
      else this.log.warn({ err: error, invoice: invoiceId }, 'an invoice is not charged yet');
    }
  }

  private noteRefusal(
    error: DomainError,
    { id, vendor }: { id: string; vendor: UnreadInvoice['vendor'] },
  ): void {
    this.log.warn({ err: error, id, vendor }, 'a charge was not made');
    if (error.kind === 'unavailable') this.lanes.rest(vendor);
  }
}

/** Work under way, of which somebody waits for some, or for all. */
class InHand {
  private readonly works = new Set<Promise<void>>();
  private wake: () => void = () => undefined;

  get isSome(): boolean {
    return this.works.size > 0;
  }

  take(work: Promise<void>): void {
    const tracked = work.finally(() => {
      this.works.delete(tracked);
      this.wake();
    });
    this.works.add(tracked);
  }

  /** Until some of it has ended, or for a while. */
  async progress(): Promise<void> {
    if (!this.isSome) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async empty(): Promise<void> {
    while (this.isSome) await Promise.all(this.works);
  }
}

function nothingUsable(error: unknown): null {
  if (error instanceof DomainError && error.code === 'method_not_usable') return null;
  throw error;
}
