import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { Invalid, NotFound } from '../../common/errors/domain-error.js';
import { systemActor, type Actor } from '../../common/http/principal.js';
import { CustomersService, type Customer } from '../customers/index.js';
import {
  VendorGateways,
  type PaymentType,
  type SetupClient,
  type Vendor,
  type VendorGateway,
} from '../vendors/index.js';
import { MethodStore, type StoredMethod } from './method-store.service.js';
import { CardDeclined, SetupExpired, SetupNotFinished } from './payment-methods.errors.js';
import type { CompleteSetup, NewSetup } from './payment-methods.schemas.js';
import { PaymentMethodSetup } from './payment-method-setup.entity.js';
import { PaymentMethod } from './payment-method.entity.js';
import { vendorRef } from './vendor-customers.service.js';
import { SetupSurroundings } from './setup-surroundings.service.js';

const FIRST_CHECK_MS = 30_000;
const LONGEST_PAUSE_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A setup with what its browser form needs; the client is made anew each time, since it holds secrets. */
export interface OpenSetup {
  readonly setup: PaymentMethodSetup;
  readonly client: SetupClient & { readonly token: string };
}

/** Saving a method in two steps: begin at the vendor, complete by reading the vendor. */
@Injectable()
export class SetupsService {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly store: MethodStore,
    private readonly customers: CustomersService,
    private readonly around: SetupSurroundings,
  ) {}

  /** Opens a setup at the vendor; the same id again gives the same setup with its client. */
  async begin(id: string, customerId: string, wish: NewSetup, actor: Actor): Promise<OpenSetup> {
    const gateway = this.gateways.get(wish.vendor);
    if (!gateway.capabilities.paymentTypes.includes(wish.payment_type))
      throw new Invalid('payment_type', `This vendor does not take ${wish.payment_type}.`);
    this.around.refuseForeignReturn(wish.return_url);
    const customer = await this.customers.get(customerId);
    const setup = await this.plan(id, customer, wish, actor);
    return this.open(setup, customer, gateway);
  }

  /** The setup, and its client while it is open. */
  async read(id: string): Promise<{ setup: PaymentMethodSetup; method: PaymentMethod | null }> {
    const setup = await this.find(id);
    const method = setup.paymentMethodId
      ? await this.db.manager.findOneBy(PaymentMethod, { id: setup.paymentMethodId })
      : null;
    return { setup, method };
  }

  /** Reads the vendor and puts the method on file; repeating it gives the same method. */
  async complete(id: string, wish: CompleteSetup, actor: Actor, customerId?: string): Promise<StoredMethod> {
    const setup = await this.find(id);
    if (customerId !== undefined && setup.customerId !== customerId) throw new NotFound('setup');
    const wished = {
      ...(wish.nickname === undefined ? {} : { nickname: wish.nickname }),
      ...(wish.make_default === undefined ? {} : { makeDefault: wish.make_default }),
    };
    if (Object.keys(wished).length > 0)
      await this.db.manager.update(PaymentMethodSetup, { id, state: 'pending' }, wished);
    return this.settle(id, actor);
  }

  /** Asks the vendor where an open setup stands and applies it; throws the decline, or that it is not finished. */
  async settle(id: string, actor: Actor): Promise<StoredMethod> {
    const setup = await this.find(id);
    if (setup.state !== 'pending') return this.standing(setup);
    if (setup.vendorSetupId === null) throw new SetupNotFinished();
    const gateway = this.gateways.get(setup.vendor);
    const home = await this.around.vendorCustomers.find(
      this.db.manager,
      setup.customerId,
      setup.vendor,
      setup.vendorAccount,
    );
    const state = await gateway.readSetup({
      setupId: id,
      vendorSetupId: setup.vendorSetupId,
      vendorCustomerId: home,
    });
    switch (state.status) {
      case 'completed':
        return this.store.store(
          {
            id: setup.id,
            customerId: setup.customerId,
            vendor: setup.vendor,
            account: setup.vendorAccount,
            details: state.method,
            source: 'setup',
            nickname: setup.nickname ?? undefined,
            makeDefault: setup.makeDefault,
            actor,
          },
          (tx, stored) => this.close(tx, setup.id, { state: 'completed', paymentMethodId: stored.method.id }),
        );
      case 'failed':
        if (state.final) await this.close(this.db.manager, id, { state: 'failed', failure: state.decline });
        else
          await this.db.manager.update(
            PaymentMethodSetup,
            { id, state: 'pending' },
            { failure: state.decline },
          );
        throw new CardDeclined(state.decline);
      case 'expired':
        await this.close(this.db.manager, id, { state: 'expired' });
        throw new SetupExpired();
      case 'pending':
        throw new SetupNotFinished();
    }
  }

  /** Settles open setups that are due for a look; what the vendor cannot say yet is looked at later, ever more rarely. */
  async reconcile(now: Date, limit: number): Promise<number> {
    const due: { id: string; check_attempts: number; expires_at: Date }[] = await this.db.query(
      `SELECT id, check_attempts, expires_at FROM payment_method_setups
       WHERE state = 'pending' AND next_check_at <= $1 ORDER BY next_check_at LIMIT $2`,
      [now, limit],
    );
    for (const row of due) {
      const pause = Math.min(FIRST_CHECK_MS * 2 ** Math.min(row.check_attempts, 10), LONGEST_PAUSE_MS);
      await this.db.query(
        'UPDATE payment_method_setups SET next_check_at = $2, check_attempts = check_attempts + 1 WHERE id = $1',
        [row.id, new Date(now.getTime() + pause)],
      );
      await this.around.tryToSettle(row.id, () => this.settle(row.id, systemActor('setup reconciliation')));
      if (row.expires_at <= now) await this.close(this.db.manager, row.id, { state: 'expired' });
    }
    return due.length;
  }

  /** What a payment form may offer now: every configured vendor with what it takes. */
  offers(): { vendor: Vendor; payment_types: readonly PaymentType[] }[] {
    return this.gateways.configured().map((vendor) => ({
      vendor,
      payment_types: this.gateways.get(vendor).capabilities.paymentTypes,
    }));
  }

  /** When the next open setup is due for a look. */
  async nextCheckAt(after: Date): Promise<Date | null> {
    const rows: { next: Date | null }[] = await this.db.query(
      "SELECT min(next_check_at) AS next FROM payment_method_setups WHERE state = 'pending' AND next_check_at > $1",
      [after],
    );
    return rows[0]?.next ?? null;
  }

  private async find(id: string): Promise<PaymentMethodSetup> {
    const setup = await this.db.manager.findOneBy(PaymentMethodSetup, { id });
    if (!setup) throw new NotFound('setup');
    return setup;
  }

  private async plan(
    id: string,
    customer: Customer,
    wish: NewSetup,
    actor: Actor,
  ): Promise<PaymentMethodSetup> {
    const now = this.clock.now();
    const expiresAt = new Date(now.getTime() + DAY_MS);
    const vendorAccount = await this.gateways.get(wish.vendor).account();
    await this.db.transaction(async (tx) => {
      const inserted = await tx
        .createQueryBuilder()
        .insert()
        .into(PaymentMethodSetup)
        .values({
          id,
          customerId: customer.id,
          vendor: wish.vendor,
          vendorAccount,
          paymentType: wish.payment_type,
          state: 'pending',
          returnUrl: wish.return_url ?? null,
          createdBy: { kind: actor.kind, id: actor.id, name: actor.name },
          createdAt: now,
          expiresAt,
          nextCheckAt: expiresAt,
          makeDefault: false,
          checkAttempts: 0,
        })
        .orIgnore()
        .returning('id')
        .execute();
      if ((inserted.raw as unknown[]).length > 0) await this.around.noteBegun(tx, id, customer.id, actor);
    });
    return this.find(id);
  }

  private async open(
    setup: PaymentMethodSetup,
    customer: Customer,
    gateway: VendorGateway,
  ): Promise<OpenSetup> {
    const home = await this.around.vendorCustomers.ensure(customer, gateway);
    if (setup.vendorSetupId !== null) {
      const ref = {
        setupId: setup.id,
        vendorSetupId: setup.vendorSetupId,
        vendorCustomerId: home.vendorCustomerId,
      };
      return { setup, client: this.around.clientOf(setup, await gateway.clientForSetup(ref)) };
    }
    const begun = await this.around.forgettingGone(customer.id, () =>
      gateway.beginSetup({
        setupId: setup.id,
        customer: vendorRef(customer, home.vendorCustomerId),
        paymentType: setup.paymentType,
        ...(setup.returnUrl ? { returnUrl: setup.returnUrl } : {}),
        locale: customer.locale,
        idempotencyKey: `setup-${setup.id}`,
      }),
    );
    const nextCheckAt = new Date(this.clock.now().getTime() + FIRST_CHECK_MS);
    await this.db.manager.update(
      PaymentMethodSetup,
      { id: setup.id },
      { vendorSetupId: begun.vendorSetupId, nextCheckAt },
    );
    return { setup, client: this.around.clientOf(setup, begun.client) };
  }

  private async standing(setup: PaymentMethodSetup): Promise<StoredMethod> {
    if (setup.state === 'failed' && setup.failure) throw new CardDeclined(setup.failure);
    if (setup.state !== 'completed' || setup.paymentMethodId === null) throw new SetupExpired();
    const method = await this.db.manager.findOneByOrFail(PaymentMethod, { id: setup.paymentMethodId });
    return { method, created: method.id === setup.id };
  }

  private async close(
    tx: EntityManager,
    id: string,
    end: Pick<PaymentMethodSetup, 'state'> & Partial<Pick<PaymentMethodSetup, 'paymentMethodId' | 'failure'>>,
  ): Promise<void> {
    const completedAt = this.clock.now();
    await tx
      .createQueryBuilder()
      .update(PaymentMethodSetup)
      .set({ ...end, completedAt, nextCheckAt: null })
      .where("id = :id AND state = 'pending'", { id })
      .execute();
  }
}
