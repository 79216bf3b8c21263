import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import type { Actor } from '../../common/http/principal.js';
import { CustomersService, type Customer } from '../customers/index.js';
import { NotificationsService } from '../notifications/index.js';
import { MethodJournal } from './method-journal.service.js';
import { PaymentMethod } from './payment-method.entity.js';
import { VendorCustomers } from './vendor-customers.service.js';

interface DefaultChange {
  readonly actor: Actor;
  /** True when another mail tells the customer already. */
  readonly silent: boolean;
  readonly reason?: 'chosen' | 'replaced';
}

/** The one default of a customer; the caller holds the customer's row and has checked that the method is usable. */
@Injectable()
export class DefaultMethod {
  constructor(
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly vendorCustomers: VendorCustomers,
    private readonly notifications: NotificationsService,
    private readonly journal: MethodJournal,
  ) {}

  /** Makes this method the default in place of whichever was. */
  async put(
    tx: EntityManager,
    customer: Customer,
    method: PaymentMethod,
    change: DefaultChange,
  ): Promise<void> {
    if (method.isDefault) return;
    const now = this.clock.now();
    const former = await tx.findOneBy(PaymentMethod, { customerId: customer.id, isDefault: true });
    if (former)
      await tx.update(
        PaymentMethod,
        { id: former.id },
        { isDefault: false, formerDefaultAt: now, updatedAt: now },
      );
    method.isDefault = true;
    method.updatedAt = now;
    await tx.update(PaymentMethod, { id: method.id }, { isDefault: true, updatedAt: now });
    await this.customers.paymentMethodsChanged(tx, customer.id, now);
    await this.vendorCustomers.mirrorLater(tx, customer.id);
    if (former && outlives(method, former))
      await this.notifications.skipQueued(tx, {
        subjectId: former.id,
        category: 'reminder',
        reason: 'replaced',
      });
    await this.journal.defaultChanged(tx, customer, method, { ...change, formerId: former?.id ?? null });
  }

  /** The vendors learn of a default's new token as they learn of a new default. */
  async tokenReplaced(tx: EntityManager, method: PaymentMethod): Promise<void> {
    if (method.isDefault) await this.vendorCustomers.mirrorLater(tx, method.customerId);
  }
}

function outlives(method: PaymentMethod, former: PaymentMethod): boolean {
  if (former.expiresOn === null) return false;
  return method.expiresOn === null || method.expiresOn > former.expiresOn;
}
