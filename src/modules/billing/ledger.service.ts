import { Injectable } from '@nestjs/common';
import { DataSource, LessThan, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { LedgerEntry } from './ledger-entry.entity.js';
import type { Prepaid } from './prepaid-balance.js';
import type { LedgerKind } from './prepaid-rules.js';

/** What an entry is written of; the amount is signed. */
export type NewEntry = Pick<LedgerEntry, 'kind' | 'reference' | 'amount'> &
  Partial<Pick<LedgerEntry, 'paymentId' | 'refundId' | 'periodFrom' | 'periodTo'>>;

const OF_NOTHING = { paymentId: null, refundId: null, periodFrom: null, periodTo: null } as const;

/** The entries of prepaid balances: added at the end, under the customer's lock, and never changed. */
@Injectable()
export class Ledger {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Adds an entry, at which the ledger then ends. */
  async post(tx: EntityManager, prepaid: Prepaid, entry: NewEntry): Promise<LedgerEntry> {
    const { last, account } = prepaid;
    const before = last?.balanceAfter ?? 0;
    const posted = tx.create(LedgerEntry, {
      subscriptionId: account.subscriptionId,
      entryNo: (last?.entryNo ?? 0) + 1,
      currency: account.currency,
      balanceBefore: before,
      balanceAfter: before + entry.amount,
      ...OF_NOTHING,
      ...entry,
      createdAt: this.clock.now(),
    });
    await tx.insert(LedgerEntry, posted);
    prepaid.last = posted;
    return posted;
  }

  /** The entry with this reference; null when there is none. */
  find(
    tx: EntityManager,
    subscriptionId: string,
    kind: LedgerKind,
    reference: string,
  ): Promise<LedgerEntry | null> {
    return tx.findOneBy(LedgerEntry, { subscriptionId, kind, reference });
  }

  /** Newest first; one more than `limit` when there are more. */
  list(
    subscriptionId: string,
    { before, limit }: { before: number | null; limit: number },
  ): Promise<LedgerEntry[]> {
    return this.db.manager.find(LedgerEntry, {
      where: { subscriptionId, ...(before === null ? {} : { entryNo: LessThan(before) }) },
      order: { entryNo: 'DESC' },
      take: limit + 1,
    });
  }
}
