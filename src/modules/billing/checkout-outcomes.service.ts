import { Injectable, Logger } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { NotFound } from '../../common/errors/domain-error.js';
import { VendorGateways, VendorTokenRefused, type CheckoutState } from '../vendors/index.js';
import { CheckoutBook } from './checkout-book.service.js';
import { CheckoutMethods } from './checkout-methods.service.js';
import { CheckoutPages } from './checkout-pages.service.js';
import { CheckoutPayments, type LockedCheckout } from './checkout-payments.service.js';
import { isPaidJustNow, isStillOwed } from './checkout-queries.js';
import { Checkout } from './checkout.entity.js';

const ROUNDS = 3;

/** What a checkout is settled through. */
@Injectable()
export class CheckoutParts {
  constructor(
    readonly payments: CheckoutPayments,
    readonly methods: CheckoutMethods,
    readonly book: CheckoutBook,
    readonly pages: CheckoutPages,
  ) {}
}

/**
 * Brings a checkout to where its vendor says it stands. Event, browser, query and job all lead here, and each only says where to look: the
 * vendor is read each time, so that the end is the same however often and in whatever order they come.
 */
@Injectable()
export class CheckoutOutcomes {
  private readonly log = new Logger('checkouts');

  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly parts: CheckoutParts,
  ) {}

  /** Throws 404 for an unknown checkout. */
  async get(id: string): Promise<Checkout> {
    const checkout = await this.db.manager.findOneBy(Checkout, { id });
    if (!checkout) throw new NotFound('checkout');
    return checkout;
  }

  /** Asks the vendor, applies what it says, and tells where the checkout stands then. Throws when the vendor is away. */
  async look(id: string): Promise<Checkout> {
    const seen = await this.get(id);
    try {
      const state = await this.read(seen);
      await this.apply(seen, state);
      if (state.status === 'settled' && state.method) await this.parts.methods.keep(id, state.method);
      if (state.status === 'open') await this.closeUnwanted(id);
    } catch (error) {
      if (!(error instanceof VendorTokenRefused)) throw error;
      this.log.warn({ err: error, checkout: id }, 'the vendor tells of a page that is not this checkout’s');
      if (seen.expiresAt <= this.clock.now()) await this.expire(id);
    }
    return this.get(id);
  }

  /**
   * An event names another page of the checkout than the one on file. When that other one is paid, it is the one that counts from now on,
   * and the page on file is closed.
   */
  async turnTo(id: string, vendorCheckoutId: string): Promise<void> {
    const { vendor, vendorCheckoutId: onFile } = await this.get(id);
    const gateway = this.gateways.get(vendor);
    // PayTabs' pages of one checkout are read all together.
    if (onFile === null || !gateway.capabilities.idempotencyKeys) return;
    const stateOf = (name: string): Promise<CheckoutState> =>
      gateway.readCheckout({ checkoutId: id, vendorCheckoutId: name, capture: false });
    if (!isPaidFor(await stateOf(vendorCheckoutId))) return;
    if (isPaidFor(await stateOf(onFile))) {
      this.log.error(
        { checkout: id, pages: [onFile, vendorCheckoutId] },
        'two pages of a checkout were paid',
      );
      return;
    }
    await this.db.query(
      'UPDATE checkouts SET vendor_checkout_id = $3 WHERE id = $1 AND vendor_checkout_id = $2',
      [id, onFile, vendorCheckoutId],
    );
    await this.parts.pages.close(vendor, { checkoutId: id, vendorCheckoutId: onFile });
  }

  /** Ends one that is open beyond its time, of which the vendor could not be asked for good. */
  async expire(id: string): Promise<void> {
    await this.apply(await this.get(id), { status: 'open' });
  }

  /** Ends an open one because another takes its place; what is paid there all the same is not lost. */
  async supersede(id: string): Promise<void> {
    await this.locked(await this.get(id), (tx, { checkout }) => this.cancel(tx, checkout));
    await this.closeUnwanted(id);
  }

  /** A canceled page is closed; one that cannot be closed now is when it is looked at next. */
  private async closeUnwanted(checkoutId: string): Promise<void> {
    const { state, vendor, vendorCheckoutId } = await this.get(checkoutId);
    if (state === 'canceled' && vendorCheckoutId !== null)
      await this.parts.pages.close(vendor, { checkoutId, vendorCheckoutId });
  }

  private async read(seen: Checkout): Promise<CheckoutState> {
    if (seen.vendorCheckoutId === null) return { status: 'open' };
    const gateway = this.gateways.get(seen.vendor);
    const ref = { checkoutId: seen.id, vendorCheckoutId: seen.vendorCheckoutId };
    const state = await gateway.readCheckout({ ...ref, capture: false });
    if (state.status !== 'approved') return state;
    return (await this.mayTake(seen)) ? gateway.readCheckout(ref) : state;
  }

  /** The customer has agreed: the intent is written before the money is taken, unless what it is for was paid otherwise meanwhile. */
  private mayTake(seen: Checkout): Promise<boolean> {
    return this.locked(seen, async (tx, locked) => {
      if (locked.payment) return this.parts.payments.intend(tx, locked);
      const isWanted =
        (await isStillOwed(tx, locked.checkout)) && !(await isPaidJustNow(tx, locked.checkout));
      return isWanted && this.parts.payments.intend(tx, locked);
    });
  }

  private async apply(seen: Checkout, state: CheckoutState): Promise<void> {
    await this.locked(seen, async (tx, locked) => {
      switch (state.status) {
        case 'settled':
          return this.parts.payments.bring(tx, locked, state.outcome, state.method);
        case 'expired':
        case 'canceled':
          return this.parts.payments.giveUp(tx, locked, state.status);
        case 'open':
        case 'approved':
          return this.wait(tx, locked);
      }
    });
  }

  private async wait(tx: EntityManager, { checkout, payment }: LockedCheckout): Promise<void> {
    if (payment || checkout.state !== 'open') return;
    if (!(await isStillOwed(tx, checkout))) await this.cancel(tx, checkout);
    else if (checkout.expiresAt <= this.clock.now()) await this.parts.book.end(tx, checkout, 'expired');
  }

  private async cancel(tx: EntityManager, checkout: Checkout): Promise<void> {
    if (checkout.state === 'open') await this.parts.book.end(tx, checkout, 'canceled');
  }

  private async locked<T>(
    seen: Checkout,
    work: (tx: EntityManager, locked: LockedCheckout) => Promise<T>,
  ): Promise<T> {
    for (let round = 1; round <= ROUNDS; round += 1) {
      const done = await this.db.transaction(async (tx) => {
        const locked = await this.parts.payments.lock(tx, seen);
        return locked ? { result: await work(tx, locked) } : null;
      });
      if (done) return done.result;
    }
    throw new Error('A checkout’s payment appears and disappears.');
  }
}

function isPaidFor(state: CheckoutState): boolean {
  return state.status === 'approved' || (state.status === 'settled' && state.outcome.status !== 'declined');
}
