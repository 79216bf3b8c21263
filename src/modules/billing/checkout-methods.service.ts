import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { uuidv7Of } from '../../common/database/ids.js';
import { DomainError } from '../../common/errors/domain-error.js';
import { PaidMethods } from '../payment-methods/index.js';
import type { MethodDetails } from '../vendors/index.js';
import { wantsMethod } from './checkout-cadence.js';
import { Checkout } from './checkout.entity.js';

/** Puts the method that a customer asked to keep on file, once; whatever becomes of that, what was paid is paid. */
@Injectable()
export class CheckoutMethods {
  private readonly log = new Logger('checkouts');

  constructor(
    private readonly db: DataSource,
    private readonly methods: PaidMethods,
  ) {}

  /** Does nothing when nobody asked for it, or it was done; the job tries again what failed. */
  async keep(checkoutId: string, details: MethodDetails): Promise<void> {
    const checkout = await this.db.manager.findOneByOrFail(Checkout, { id: checkoutId });
    const { customerId, vendor, vendorAccount: account, createdBy, createdAt } = checkout;
    if (!wantsMethod(checkout) || customerId === null) return;
    const actor = { ...createdBy, scopes: new Set<never>() };
    // The same again, so that a try whose answer was lost is known for what it made.
    const id = uuidv7Of(`method of checkout ${checkoutId}`, createdAt);
    try {
      await this.methods.keep({ id, customerId, vendor, account, details, actor }, async (tx, { method }) => {
        await tx.query(
          `UPDATE checkouts SET payment_method_id = $2,
               next_check_at = CASE WHEN state = 'succeeded' THEN NULL ELSE next_check_at END
             WHERE id = $1 AND payment_method_id IS NULL`,
          [checkout.id, method.id],
        );
      });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      this.log.warn({ err: error, checkout: checkoutId }, 'a method was paid with and could not be kept');
    }
  }
}
