import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../../common/config/config.js';
import { Sql } from '../../common/database/sql.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { Holds, type Hold } from '../customers/index.js';
import {
  decideDeletion,
  MethodRemoval,
  PaymentMethodsService,
  SetupsService,
  toSetupView,
  type ListedMethodRow,
  type SetupView,
} from '../payment-methods/index.js';
import { CareLimits } from './care-limits.service.js';
import type { BackupWish, CareSetup } from './care.schemas.js';
import { toCareMethodView, type CareMethodView } from './care-views.js';
import { SUBSCRIPTIONS, type SubscriptionRow } from './overview-queries.js';

/** Whether its owner may delete a method, and what stands against it. */
export type Removable = 'yes' | 'default_first' | 'confirm_last' | 'held';

export interface OwnMethodView extends CareMethodView {
  /** Names of the services that are paid with it whatever the default is. */
  readonly named_by: readonly string[];
  readonly removable: Removable;
  readonly held_by: readonly { readonly kind: Hold['kind']; readonly label: string }[];
}

export interface OwnMethods {
  readonly data: readonly OwnMethodView[];
  readonly backup: { readonly payment_method_ids: readonly string[]; readonly consent: boolean };
}

/** What setups and removals are made with. */
@Injectable()
export class CareMethodParts {
  constructor(
    readonly setups: SetupsService,
    readonly removal: MethodRemoval,
    readonly limits: CareLimits,
  ) {}
}

/** A customer's own methods: every door checks first whose a method is, and another's looks like none. */
@Injectable()
export class CareMethods {
  constructor(
    private readonly methods: PaymentMethodsService,
    private readonly parts: CareMethodParts,
    private readonly holds: Holds,
    private readonly sql: Sql,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Default first, then newest, with what could be done with each. */
  async list(customerId: string): Promise<OwnMethods> {
    const [rows, holds, subscriptions] = await Promise.all([
      this.methods.listOf(customerId),
      this.holds.standing(customerId),
      this.sql.rows<SubscriptionRow>(SUBSCRIPTIONS, [customerId]),
    ]);
    const policy = this.config.paymentMethods.lastMethodPolicy;
    const backups = rows
      .filter(({ backupPosition }) => backupPosition !== null)
      .sort((a, b) => (a.backupPosition ?? 0) - (b.backupPosition ?? 0));
    return {
      data: rows.map((row) => {
        const removable = removableOf(row, rows, { isHeld: holds.length > 0, policy });
        return {
          ...toCareMethodView(row),
          named_by: subscriptions.filter((one) => one.payment_method_id === row.id).map(({ name }) => name),
          removable,
          held_by: removable === 'held' ? holds.map(({ kind, label }) => ({ kind, label })) : [],
        };
      }),
      backup: { payment_method_ids: backups.map(({ id }) => id), consent: backups.length > 0 },
    };
  }

  /** Throws 404 for a method that is another's, unknown or gone. */
  async own(customerId: string, id: string): Promise<ListedMethodRow> {
    const row = await this.methods.get(id);
    if (row.customerId !== customerId || row.status === 'removed') throw new NotFound('payment method');
    return row;
  }

  async beginSetup(id: string, customerId: string, wish: CareSetup, actor: Actor): Promise<SetupView> {
    await this.parts.limits.count('setup_customer', customerId);
    const { setup, client } = await this.parts.setups.begin(id, customerId, wish, actor);
    return toSetupView(setup, { client });
  }

  async makeDefault(customerId: string, id: string, actor: Actor): Promise<CareMethodView> {
    await this.own(customerId, id);
    await this.methods.makeDefault(id, actor);
    return toCareMethodView(await this.methods.get(id));
  }

  async rename(
    customerId: string,
    id: string,
    nickname: string | null,
    actor: Actor,
  ): Promise<CareMethodView> {
    await this.own(customerId, id);
    await this.methods.rename(id, nickname, actor);
    return toCareMethodView(await this.methods.get(id));
  }

  async remove(
    customerId: string,
    id: string,
    confirmLast: boolean,
    actor: Actor,
  ): Promise<'removed' | 'removing'> {
    await this.own(customerId, id);
    return this.parts.removal.remove(id, { confirmLast, force: false }, actor);
  }

  /** Takes the order with consent to its use; without consent nothing is a backup. */
  async orderBackups(customerId: string, wish: BackupWish, actor: Actor): Promise<OwnMethods> {
    for (const id of wish.payment_method_ids) await this.own(customerId, id);
    await this.methods.orderBackups(customerId, wish.consent ? wish.payment_method_ids : [], actor);
    return this.list(customerId);
  }
}

function removableOf(
  method: ListedMethodRow,
  all: readonly ListedMethodRow[],
  facts: { isHeld: boolean; policy: Config['paymentMethods']['lastMethodPolicy'] },
): Removable {
  const others = all.filter((one) => one.id !== method.id && isUsable(one)).length;
  const own = {
    ...facts,
    isDefault: method.isDefault,
    isUsable: isUsable(method),
    otherUsable: others,
    force: false,
  };
  const confirmed = decideDeletion({ ...own, confirmLast: true });
  if (confirmed === 'default_in_use') return 'default_first';
  if (confirmed === 'last_in_use') return 'held';
  return decideDeletion({ ...own, confirmLast: false }) === 'confirmation_required' ? 'confirm_last' : 'yes';
}

function isUsable({ status, expired }: ListedMethodRow): boolean {
  return status === 'active' && !expired;
}
