import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { Invalid } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import type { Customer } from '../customers/index.js';
import { MethodCheck } from './method-check.service.js';
import { PaymentMethod } from './payment-method.entity.js';
import { MethodNotUsable } from './payment-methods.errors.js';

/** A method as a charge needs it. */
export interface ChargeableMethod {
  readonly method: PaymentMethod;
  /** In the customer's own calendar. */
  readonly expired: boolean;
}

/** Which method is to pay: the one chosen, else the one that the thing itself names, else the default. */
export interface MethodChoice {
  readonly customer: Customer;
  readonly chosen?: string | undefined;
  readonly named?: string | null | undefined;
}

/** Methods for whoever charges them. */
@Injectable()
export class ChargeableMethods {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly check: MethodCheck,
  ) {}

  /**
   * The id of the method that is to pay, read from its vendor first when it was never used or has run out; called before the charge's own
   * transaction. Throws 422 for a chosen one that is not the customer's, and 409 when there is nothing to charge.
   */
  async choose({ customer, chosen, named }: MethodChoice, actor: Actor): Promise<string> {
    const method = await this.candidate(customer.id, chosen, named ?? null);
    if (!method) throw new MethodNotUsable('The customer has no default payment method.');
    if (method.status !== 'active') throw notChargeable();
    const isExpired = this.isExpired(method, customer);
    if (chosen !== undefined && isExpired) throw notChargeable();
    const isDue = method.verifiedAt === null || isExpired;
    if (isDue && (await this.check.reread(method.id, actor)) === null) throw notChargeable();
    return method.id;
  }

  /** The method as it stands now, under the customer's lock; throws 409 when it cannot be charged any more. */
  async get(tx: EntityManager, customer: Customer, id: string): Promise<ChargeableMethod> {
    const method = await tx.findOneBy(PaymentMethod, { id, customerId: customer.id, status: 'active' });
    if (!method) throw notChargeable();
    return { method, expired: this.isExpired(method, customer) };
  }

  private async candidate(
    customerId: string,
    chosen: string | undefined,
    named: string | null,
  ): Promise<PaymentMethod | null> {
    if (chosen !== undefined) {
      const own = await this.db.manager.findOneBy(PaymentMethod, { id: chosen, customerId });
      if (!own || own.status === 'removed')
        throw new Invalid('payment_method_id', 'This is not a payment method of this customer.');
      return own;
    }
    const own =
      named === null ? null : await this.db.manager.findOneBy(PaymentMethod, { id: named, customerId });
    return own?.status === 'active'
      ? own
      : this.db.manager.findOneBy(PaymentMethod, { customerId, isDefault: true });
  }

  private isExpired({ expiresOn }: PaymentMethod, { timeZone }: Customer): boolean {
    return expiresOn !== null && expiresOn < localDay(this.clock.now(), timeZone);
  }
}

function notChargeable(): MethodNotUsable {
  return new MethodNotUsable(
    'This payment method cannot be charged: it has expired, is invalid or is being removed.',
  );
}
