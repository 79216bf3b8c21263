import { Injectable } from '@nestjs/common';
import { Sql } from '../../common/database/sql.js';
import { NotFound } from '../../common/errors/domain-error.js';
import { pageOf, type Page } from '../../common/http/cursor.js';
import type { Actor } from '../../common/http/principal.js';
import {
  ledgerPosition,
  PrepaidService,
  toBalanceView,
  toLedgerEntryView,
  type AutoRechargeWish,
} from '../billing/index.js';
import { OWNER_OF_SUBSCRIPTION } from './billing-queries.js';
import {
  toMovementView,
  toOwnBalanceView,
  type MovementView,
  type OwnBalanceView,
} from './care-billing-views.js';
import { CareMethods } from './care-methods.service.js';
import type { OwnPage } from './care.schemas.js';

const FIRST_PAGE = 20;

/** A balance with the first page of what moved it. */
export interface OwnBalance extends OwnBalanceView {
  readonly ledger: readonly MovementView[];
  readonly next_cursor: string | null;
}

/** A customer's own prepaid balances. */
@Injectable()
export class CareBalances {
  constructor(
    private readonly prepaid: PrepaidService,
    private readonly methods: CareMethods,
    private readonly sql: Sql,
  ) {}

  async balance(customerId: string, subscriptionId: string): Promise<OwnBalance> {
    await this.refuseForeign(customerId, subscriptionId);
    const detail = await this.prepaid.balance(subscriptionId);
    const page = await this.page(subscriptionId, { limit: FIRST_PAGE, cursor: undefined });
    return { ...toOwnBalanceView(toBalanceView(detail)), ledger: page.data, next_cursor: page.next_cursor };
  }

  async ledger(customerId: string, subscriptionId: string, page: OwnPage): Promise<Page<MovementView>> {
    await this.refuseForeign(customerId, subscriptionId);
    return this.page(subscriptionId, page);
  }

  private async page(
    subscriptionId: string,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<Page<MovementView>> {
    const entries = await this.prepaid.entries(subscriptionId, { before: ledgerPosition(cursor), limit });
    return pageOf(
      entries,
      limit,
      (entry) => toMovementView(toLedgerEntryView(entry)),
      ({ entryNo }) => [entryNo],
    );
  }

  async setAutoRecharge(
    customerId: string,
    subscriptionId: string,
    wish: AutoRechargeWish,
    actor: Actor,
  ): Promise<OwnBalance> {
    await this.refuseForeign(customerId, subscriptionId);
    if (wish.enabled && wish.payment_method_id !== null)
      await this.methods.own(customerId, wish.payment_method_id);
    await this.prepaid.setAutoRecharge(subscriptionId, wish, actor);
    return this.balance(customerId, subscriptionId);
  }

  /** Throws 404 for a subscription that is another's or unknown. */
  async refuseForeign(customerId: string, subscriptionId: string): Promise<void> {
    const rows = await this.sql.rows(OWNER_OF_SUBSCRIPTION, [subscriptionId, customerId]);
    if (rows.length === 0) throw new NotFound('subscription');
  }
}
