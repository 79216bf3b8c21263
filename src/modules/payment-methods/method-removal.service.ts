import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { uuidv7 } from '../../common/database/ids.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { CardListings, CustomersService, Holds, type Customer } from '../customers/index.js';
import { decideDeletion } from './deletion-rule.js';
import { Detachments } from './detachments.service.js';
import { MethodJournal } from './method-journal.service.js';
import { MethodCharges } from './method-charges.service.js';
import { detachLater, otherUsable } from './method-queries.js';
import { isUsable } from './method-store.service.js';
import { PaymentMethod } from './payment-method.entity.js';
import {
  DefaultInUse,
  LastMethodConfirmationRequired,
  LastMethodInUse,
  MethodBeingCharged,
} from './payment-methods.errors.js';
import { lockMethod } from './payment-methods.service.js';

export interface RemovalWish {
  readonly confirmLast: boolean;
  readonly force: boolean;
}

/** The parts of other hands that a removal writes to. */
@Injectable()
export class RemovalParts {
  constructor(
    readonly holds: Holds,
    readonly listings: CardListings,
    readonly journal: MethodJournal,
    readonly charges: MethodCharges,
  ) {}
}

/** Removing a method: decided and marked here in one transaction, then carried to the vendor, at once or by a job. */
@Injectable()
export class MethodRemoval {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly parts: RemovalParts,
    private readonly detachments: Detachments,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** `removed`, or `removing` while the vendor cannot be reached; throws why it may not go. */
  async remove(id: string, wish: RemovalWish, actor: Actor): Promise<'removed' | 'removing'> {
    if (wish.force && !actor.scopes.has('payment_methods:force'))
      throw new DomainError({
        kind: 'forbidden',
        code: 'forbidden',
        detail: 'Only an admin may force the removal of a payment method.',
      });
    const detachmentId = await this.db.transaction((tx) => this.mark(tx, id, wish, actor));
    return (await this.detachments.attempt(detachmentId)) ? 'removed' : 'removing';
  }

  private async mark(tx: EntityManager, id: string, wish: RemovalWish, actor: Actor): Promise<string> {
    const { customer, method } = await lockMethod(tx, this.customers, id);
    if (method.status !== 'removing') await this.decide(tx, customer, method, { wish, actor });
    const rows: { id: string }[] = await tx.query(
      'SELECT id FROM vendor_detachments WHERE vendor = $1 AND vendor_account = $2 AND vendor_payment_method_id = $3',
      [method.vendor, method.vendorAccount, method.vendorPaymentMethodId],
    );
    const [detachment] = rows;
    if (!detachment) throw new Error('A method that is being removed has no detachment.');
    return detachment.id;
  }

  private async decide(
    tx: EntityManager,
    customer: Customer,
    method: PaymentMethod,
    { wish, actor }: { wish: RemovalWish; actor: Actor },
  ): Promise<void> {
    if (await this.parts.charges.isBeingCharged(tx, method.id)) throw new MethodBeingCharged();
    const now = this.clock.now();
    const today = localDay(now, customer.timeZone);
    const others = await otherUsable(tx, { customerId: customer.id, exceptId: method.id, today });
    const holds = await this.parts.holds.list(tx, customer.id);
    const { lastMethodPolicy } = this.config.paymentMethods;
    const verdict = decideDeletion({
      isDefault: method.isDefault,
      isUsable: isUsable(method, today),
      otherUsable: others.length,
      isHeld: holds.length > 0,
      policy: lastMethodPolicy,
      ...wish,
    });
    if (verdict === 'default_in_use') throw new DefaultInUse();
    if (verdict === 'confirmation_required')
      throw new LastMethodConfirmationRequired(lastMethodPolicy === 'warn' ? [] : holds);
    if (verdict === 'last_in_use') throw new LastMethodInUse(holds);
    if (verdict === 'remove_and_stop_auto_pay') await this.customers.stopAutoPay(tx, customer.id, actor);
    await this.takeOut(tx, customer, method, {
      actor,
      automaticPaymentOff: verdict === 'remove_and_stop_auto_pay',
      now,
    });
  }

  private async takeOut(
    tx: EntityManager,
    customer: Customer,
    method: PaymentMethod,
    { actor, automaticPaymentOff, now }: { actor: Actor; automaticPaymentOff: boolean; now: Date },
  ): Promise<void> {
    await this.customers.methodRemoved(tx, method.id, now);
    Object.assign(method, { status: 'removing', isDefault: false, backupPosition: null, updatedAt: now });
    await tx.save(method);
    await this.parts.listings.unlist(tx, method.id);
    await detachLater(tx, {
      id: uuidv7(),
      vendor: method.vendor,
      account: method.vendorAccount,
      vendorPaymentMethodId: method.vendorPaymentMethodId,
      paymentMethodId: method.id,
      reason: 'removed',
      at: now,
      dueAt: this.clock.real(),
    });
    await this.parts.journal.removed(tx, customer, method, { actor, automaticPaymentOff, byVendor: false });
  }
}
