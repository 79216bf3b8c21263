import { Injectable } from '@nestjs/common';
import { In, IsNull, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import type { InventoryKind, InventoryState } from './customer-vocabulary.js';
import { InventoryItem } from './inventory-item.entity.js';
import type { SuspensionReason } from './subscription-states.js';
import type { SubscriptionDetail } from './subscription-view.js';
import type { Subscription } from './subscription.entity.js';
import { Suspension } from './suspension.entity.js';

/** One thing to be lent with a subscription. */
export interface InventoryWish {
  readonly kind: InventoryKind;
  readonly serial: string;
  readonly description?: string | null | undefined;
  readonly state?: InventoryState | undefined;
}

/** The rows below a subscription: what is lent with it, and why it stands still. */
@Injectable()
export class SubscriptionParts {
  constructor(private readonly clock: Clock) {}

  /** Subscriptions with their parts, in the same order. */
  async detail(tx: EntityManager, subscriptions: readonly Subscription[]): Promise<SubscriptionDetail[]> {
    const subscriptionId = In(subscriptions.map(({ id }) => id));
    const inventory = await tx.find(InventoryItem, { where: { subscriptionId }, order: { id: 'ASC' } });
    const suspensions = await tx.find(Suspension, {
      where: { subscriptionId, liftedAt: IsNull() },
      order: { id: 'ASC' },
    });
    return subscriptions.map((subscription) => ({
      subscription,
      inventory: inventory.filter((item) => item.subscriptionId === subscription.id),
      suspensions: suspensions.filter((suspension) => suspension.subscriptionId === subscription.id),
    }));
  }

  /** Makes these the whole list of lent things; one that stays keeps what is not said of it. */
  async replaceInventory(
    tx: EntityManager,
    subscriptionId: string,
    wanted: readonly InventoryWish[],
  ): Promise<void> {
    const present = await tx.findBy(InventoryItem, { subscriptionId });
    const gone = present.filter((item) => !wanted.some((wish) => isSame(item, wish)));
    if (gone.length > 0) await tx.delete(InventoryItem, { id: In(gone.map(({ id }) => id)) });
    for (const wish of wanted) await this.keepItem(tx, subscriptionId, wish, present);
  }

  private async keepItem(
    tx: EntityManager,
    subscriptionId: string,
    wish: InventoryWish,
    present: readonly InventoryItem[],
  ): Promise<void> {
    const standing = present.find((item) => isSame(item, wish));
    if (standing) {
      const { description = standing.description, state = standing.state } = wish;
      await tx.update(InventoryItem, { id: standing.id }, { description, state });
      return;
    }
    await tx.insert(InventoryItem, {
      id: uuidv7(),
      subscriptionId,
      kind: wish.kind,
      serial: wish.serial,
      description: wish.description ?? null,
      state: wish.state ?? 'in_use',
      createdAt: this.clock.now(),
    });
  }

  /** Asks for everything in use to come back; says what that is. */
  async requestReturn(tx: EntityManager, subscriptionId: string): Promise<InventoryItem[]> {
    const lent = await tx.find(InventoryItem, {
      where: { subscriptionId, state: 'in_use' },
      order: { id: 'ASC' },
    });
    if (lent.length > 0)
      await tx.update(InventoryItem, { id: In(lent.map(({ id }) => id)) }, { state: 'return_requested' });
    for (const item of lent) item.state = 'return_requested';
    return lent;
  }

  /** Opens a suspension; false when one for this reason is open already. */
  async openSuspension(
    tx: EntityManager,
    subscriptionId: string,
    { reason, note }: { readonly reason: SuspensionReason; readonly note?: string | null | undefined },
  ): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `INSERT INTO subscription_suspensions (id, subscription_id, reason, note, suspended_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (subscription_id, reason) WHERE lifted_at IS NULL DO NOTHING RETURNING id`,
      [uuidv7(), subscriptionId, reason, note ?? null, this.clock.now()],
    );
    return rows.length > 0;
  }

  /** Why the subscription stands still, oldest reason first. */
  async openReasons(tx: EntityManager, subscriptionId: string): Promise<SuspensionReason[]> {
    const open = await tx.find(Suspension, {
      where: { subscriptionId, liftedAt: IsNull() },
      order: { id: 'ASC' },
    });
    return open.map(({ reason }) => reason);
  }

  /** Lifts the suspensions for these reasons. */
  async liftSuspensions(
    tx: EntityManager,
    subscriptionId: string,
    reasons: readonly SuspensionReason[],
  ): Promise<void> {
    await tx.update(
      Suspension,
      { subscriptionId, liftedAt: IsNull(), reason: In(reasons) },
      { liftedAt: this.clock.now() },
    );
  }

  /** Lifts every suspension of these subscriptions. */
  async liftAll(tx: EntityManager, subscriptionIds: readonly string[]): Promise<void> {
    await tx.update(
      Suspension,
      { subscriptionId: In(subscriptionIds), liftedAt: IsNull() },
      { liftedAt: this.clock.now() },
    );
  }
}

function isSame(item: InventoryItem, wish: InventoryWish): boolean {
  return item.kind === wish.kind && item.serial === wish.serial;
}
