import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { Clock } from '../../common/clock/clock.js';
import { runKept } from '../../common/database/statements.js';
import { Invalid } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import type { Customer } from '../customers/index.js';
import { MethodCheck } from './method-check.service.js';
import { PaymentMethod } from './payment-method.entity.js';
import { MethodNotUsable } from './payment-methods.errors.js';

/** A method as a charge needs it. */
export interface ChargeableMethod {
  readonly method: ChargedMethod;
  /** In the customer's own calendar. */
  readonly expired: boolean;
}

/** What an attempt keeps of its method. */
export type ChargedMethod = Pick<
  PaymentMethod,
  | 'id'
  | 'vendor'
  | 'vendorAccount'
  | 'vendorPaymentMethodId'
  | 'vendorCustomerId'
  | 'paymentType'
  | 'brand'
  | 'last4'
  | 'expMonth'
  | 'expYear'
  | 'accountEmailMasked'
>;

/** A method that is to pay something by itself. */
export interface StandingMethod {
  /** What it is to pay. */
  readonly subjectId: string;
  readonly method: ChargedMethod;
  /** True when it was never used or has run out, so that {@link ChargeableMethods.choose} has to read it at its vendor first. */
  readonly needsReading: boolean;
}

/** Which method is to pay: the one chosen, else the one that the thing itself names, else the default. */
export interface MethodChoice {
  readonly customer: Customer;
  readonly chosen?: string | undefined;
  readonly named?: string | null | undefined;
}

/** Something that is to be paid by itself, and the method that its subscription names. */
export interface StandingWish {
  readonly subjectId: string;
  readonly customerId: string;
  readonly named: string | null;
}

interface StandingRow extends ChargedMethod {
  readonly subjectId: string;
  readonly expiresOn: string | null;
  readonly timeZone: string;
  readonly verifiedAt: Date | null;
}

const STANDING = `SELECT wish.subject_id AS "subjectId", c.time_zone AS "timeZone", m.*
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS wish (subject_id, customer_id, named)
  JOIN customers c ON c.id = wish.customer_id
  CROSS JOIN LATERAL (
    SELECT id, vendor, vendor_account AS "vendorAccount", vendor_payment_method_id AS "vendorPaymentMethodId",
      vendor_customer_id AS "vendorCustomerId", payment_type AS "paymentType", brand, last4, exp_month AS "expMonth", exp_year AS "expYear",
      account_email_masked AS "accountEmailMasked", expires_on AS "expiresOn", verified_at AS "verifiedAt"
    FROM payment_methods
    WHERE customer_id = wish.customer_id AND (id = wish.named OR is_default) AND status = 'active'
    ORDER BY coalesce(id = wish.named, false) DESC LIMIT 1) m`;

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

  /**
   * The same choice without a wish, for many things at once and without asking any vendor: the method that the subscription names, else the
   * default; things without one that is active are missing. Called under the customers' locks.
   */
  async standing(tx: EntityManager, wishes: readonly StandingWish[]): Promise<StandingMethod[]> {
    const rows: StandingRow[] = await runKept(tx, STANDING, [
      wishes.map(({ subjectId }) => subjectId),
      wishes.map(({ customerId }) => customerId),
      wishes.map(({ named }) => named),
    ]);
    const now = this.clock.now();
    const days = new Map<string, string>();
    const dayIn = (timeZone: string): string => {
      const day = days.get(timeZone) ?? localDay(now, timeZone);
      days.set(timeZone, day);
      return day;
    };
    return rows.map((row) => ({
      subjectId: row.subjectId,
      method: row,
      needsReading:
        row.verifiedAt === null || (row.expiresOn !== null && row.expiresOn < dayIn(row.timeZone)),
    }));
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

  private isExpired(
    { expiresOn }: Pick<PaymentMethod, 'expiresOn'>,
    { timeZone }: Pick<Customer, 'timeZone'>,
  ): boolean {
    return expiresOn !== null && expiresOn < localDay(this.clock.now(), timeZone);
  }
}

function notChargeable(): MethodNotUsable {
  return new MethodNotUsable(
    'This payment method cannot be charged: it has expired, is invalid or is being removed.',
  );
}
