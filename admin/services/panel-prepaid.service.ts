import { Injectable } from '@nestjs/common';
import { pageOf } from '../../src/common/http/cursor.js';
import type { Actor } from '../../src/common/http/principal.js';
import {
  Charging,
  ledgerPosition,
  PrepaidService,
  toBalanceView,
  toLedgerEntryView,
} from '../../src/modules/billing/index.js';
import { SubscriptionsService } from '../../src/modules/customers/index.js';
import type { PaymentRow } from '../panel-billing.js';
import type { BalanceView, LedgerPage, PrepaidPort, RechargeWish } from '../panel-prepaid.js';
import { requireScope } from '../permission.js';
import { IdentityRule } from './identity-rule.service.js';
import { OncePerKey } from './once-per-key.service.js';
import { PanelPayments } from './panel-payments.service.js';

const PAGE_SIZE = 20;

/** Prepaid balances behind the panel; whoever takes money, or lets it be taken, has made sure who is calling. */
@Injectable()
export class PanelPrepaid implements PrepaidPort {
  constructor(
    private readonly prepaid: PrepaidService,
    private readonly subscriptions: SubscriptionsService,
    private readonly charging: Charging,
    private readonly payments: PanelPayments,
    private readonly once: OncePerKey,
    private readonly identity: IdentityRule,
  ) {}

  async balance(subscriptionId: string, actor: Actor): Promise<BalanceView> {
    requireScope(actor, 'ledger:read');
    return toBalanceView(await this.prepaid.balance(subscriptionId));
  }

  async ledger(subscriptionId: string, cursor: string | null, actor: Actor): Promise<LedgerPage> {
    requireScope(actor, 'ledger:read');
    const before = ledgerPosition(cursor ?? undefined);
    const entries = await this.prepaid.entries(subscriptionId, { before, limit: PAGE_SIZE });
    const page = pageOf(entries, PAGE_SIZE, toLedgerEntryView, ({ entryNo }) => [entryNo]);
    return { rows: page.data, next_cursor: page.next_cursor };
  }

  async topUp(wish: Parameters<PrepaidPort['topUp']>[0], actor: Actor): Promise<PaymentRow> {
    requireScope(actor, 'payments:write');
    const { subscription_id: subscriptionId, money, payment_method_id: methodId } = wish;
    const customerId = await this.known(subscriptionId, actor);
    const charged = await this.once.run(wish, 'subscriptions/top-up', actor, (id) =>
      this.charging.payOnce(id, { purpose: 'top_up', customerId, money, methodId, subscriptionId }, actor),
    );
    return this.payments.shown(charged);
  }

  async setRecharge(subscriptionId: string, wish: RechargeWish, actor: Actor): Promise<BalanceView> {
    requireScope(actor, 'ledger:write');
    await this.known(subscriptionId, actor);
    return toBalanceView(await this.prepaid.setAutoRecharge(subscriptionId, wish, actor));
  }

  /** Whose it is, once the caller is known to be that customer. */
  private async known(subscriptionId: string, actor: Actor): Promise<string> {
    const { subscription } = await this.subscriptions.get(subscriptionId);
    await this.identity.require(subscription.customerId, actor);
    return subscription.customerId;
  }
}
