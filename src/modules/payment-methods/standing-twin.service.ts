import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NotFound } from '../../common/errors/domain-error.js';
import { MethodCheck } from './method-check.service.js';
import { findSame } from './method-queries.js';
import { takesPlaceOf, type MethodToStore } from './method-store.service.js';
import { PaymentMethod } from './payment-method.entity.js';
import { MethodNotUsable } from './payment-methods.errors.js';

/** Before a token is thrown away for a method on file that it repeats, the vendor is asked whether that one is still good. */
@Injectable()
export class StandingTwin {
  constructor(
    private readonly db: DataSource,
    private readonly check: MethodCheck,
  ) {}

  /** A twin that its vendor no longer keeps is removed here, so that the new token is stored as a new method. */
  async confirm(given: MethodToStore): Promise<void> {
    const id = await findSame(this.db.manager, given);
    const twin = id === null ? null : await this.db.manager.findOneBy(PaymentMethod, { id });
    if (!twin || takesPlaceOf(given.details, twin)) return;
    try {
      await this.check.reread(twin.id, given.actor);
    } catch (error) {
      // Removed meanwhile, or just being removed: no twin any more.
      if (!(error instanceof NotFound || error instanceof MethodNotUsable)) throw error;
    }
  }
}
