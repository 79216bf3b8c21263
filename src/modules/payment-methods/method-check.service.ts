import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CONFIG, type Config } from '../../common/config/config.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { CustomersService, type Customer } from '../customers/index.js';
import { customerBucket, VendorGateways, type MethodDetails } from '../vendors/index.js';
import { vendorRef } from './vendor-customers.service.js';
import { hasOtherDates } from './expiry.js';
import { MethodJournal } from './method-journal.service.js';
import { MethodStore } from './method-store.service.js';
import { PaymentMethod } from './payment-method.entity.js';
import { MethodNotUsable, MethodOvertaken, VerifyAmountNotSet } from './payment-methods.errors.js';
import { lockMethod } from './payment-methods.service.js';

export interface Verification {
  readonly verified: boolean;
  /** A decline bucket, `gone`, or `unknown` when the bank's answer was lost. */
  readonly reason?: string;
}

const ROUNDS = 5;

interface Reread {
  readonly method: PaymentMethod;
  readonly customer: Customer;
}

/** What the check writes through. */
@Injectable()
export class CheckParts {
  constructor(
    readonly store: MethodStore,
    readonly journal: MethodJournal,
  ) {}
}

/** Asking the vendor about a method on file: whether it still is, what it is now, and whether the bank would take a charge. */
@Injectable()
export class MethodCheck {
  constructor(
    private readonly db: DataSource,
    private readonly gateways: VendorGateways,
    private readonly customers: CustomersService,
    private readonly parts: CheckParts,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** A zero-amount check where the vendor has one, else authorise and void; `id` names this check towards the vendor. */
  async verify(id: string, methodId: string, actor: Actor): Promise<Verification> {
    await this.refuseWithoutAmount(methodId);
    const refreshed = await this.reread(methodId, actor);
    if (!refreshed) return { verified: false, reason: 'gone' };
    const { method, customer } = refreshed;
    const outcome = await this.gateways.get(method.vendor).verify({
      customer: vendorRef(customer, method.vendorCustomerId),
      method,
      amount: { amount: this.config.paymentMethods.verifyAmount, currency: customer.currency },
      idempotencyKey: `verify-${id}`,
    });
    await this.parts.journal.note(this.db.manager, method, {
      actor,
      action: 'payment_method.verified',
      details: { outcome: outcome.status },
    });
    if (outcome.status === 'verified') return { verified: true };
    return {
      verified: false,
      reason: outcome.status === 'declined' ? customerBucket(outcome.decline.bucket) : 'unknown',
    };
  }

  private async refuseWithoutAmount(methodId: string): Promise<void> {
    const known = await this.db.manager.findOneBy(PaymentMethod, { id: methodId });
    if (!known || this.config.paymentMethods.verifyAmount > 0) return;
    if (!this.gateways.get(known.vendor).capabilities.zeroAmountVerify) throw new VerifyAmountNotSet();
  }

  /** Takes over what the vendor says of the method now; null when it is gone there, which removes it here too. */
  async reread(methodId: string, actor: Actor): Promise<Reread | null> {
    for (let round = 0; round < ROUNDS; round += 1) {
      const known = await this.db.manager.findOneBy(PaymentMethod, { id: methodId });
      if (!known || known.status === 'removed') throw new NotFound('payment method');
      const details = await this.gateways.get(known.vendor).readMethod(known);
      const outcome = await this.db.transaction((tx) => this.takeOver(tx, known, details, actor));
      if (outcome !== 'overtaken') return outcome;
    }
    throw new MethodOvertaken();
  }

  private async takeOver(
    tx: EntityManager,
    known: PaymentMethod,
    details: MethodDetails | null,
    actor: Actor,
  ): Promise<Reread | null | 'overtaken'> {
    const { customer, method } = await lockMethod(tx, this.customers, known.id);
    if (method.status === 'removing') throw new MethodNotUsable('This payment method is being removed.');
    // Another look wrote while this one was at the vendor, so this answer may be the older one.
    if (method.verifiedAt?.getTime() !== known.verifiedAt?.getTime()) return 'overtaken';
    const { detaches = false } = this.gateways.get(method.vendor).capabilities;
    if (isGone(details, method, detaches)) {
      await this.parts.store.vanished(tx, customer, [method], actor);
      return null;
    }
    const isRenewed = hasOtherDates(details, method);
    await this.parts.store.refresh(tx, customer, method, { details, actor, isRenewed });
    return { method, customer };
  }
}

// A vendor that cannot take a method from its customer may leave out whose it is.
function isGone(
  details: MethodDetails | null,
  { vendorCustomerId }: PaymentMethod,
  detaches: boolean,
): details is null {
  if (details === null) return true;
  if (vendorCustomerId === null || details.vendorCustomerId === vendorCustomerId) return false;
  return detaches || details.vendorCustomerId !== null;
}
