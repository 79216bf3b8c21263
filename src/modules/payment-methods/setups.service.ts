import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { Invalid, NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import type { Locale } from '../../common/i18n/locale.js';
import { CustomerErased, CustomersService, type Customer } from '../customers/index.js';
import {
  VendorGateways,
  type BegunSetup,
  type PaymentType,
  type SetupClient,
  type Vendor,
  type VendorGateway,
} from '../vendors/index.js';
import type { StoredMethod } from './method-store.service.js';
import type { CompleteSetup, NewSetup } from './payment-methods.schemas.js';
import { PaymentMethodSetup } from './payment-method-setup.entity.js';
import { PaymentMethod } from './payment-method.entity.js';
import { lastInstant, nextLook } from './setup-cadence.js';
import { SetupSettlement } from './setup-settlement.service.js';
import { SetupSurroundings } from './setup-surroundings.service.js';
import { keyOfTry, vendorRef, type VendorHome } from './vendor-customers.service.js';

/** A setup with what its browser form needs; the client is made anew each time, since it holds secrets. */
export interface OpenSetup {
  readonly setup: PaymentMethodSetup;
  readonly client: SetupClient & { readonly token: string };
}

/** A setup's method; `unheard` says that a webhook had put it on file before the wishes of this completion were known. */
export interface CompletedSetup extends StoredMethod {
  readonly unheard: boolean;
}

/** Saving a method in two steps: begin at the vendor, complete by reading the vendor. */
@Injectable()
export class SetupsService {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly settlement: SetupSettlement,
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
    if (customer.erasedAt) throw new CustomerErased();
    const setup = await this.plan(id, customer, wish, actor);
    // Whoever fills in the form reads the vendor's pages: not always the customer, and not always in the language of his mails.
    return this.open(setup, customer, gateway, wish.locale ?? customer.locale);
  }

  /** The setup, and its client while it is open. */
  async read(id: string): Promise<{ setup: PaymentMethodSetup; method: PaymentMethod | null }> {
    const setup = await this.settlement.find(id);
    const method = setup.paymentMethodId
      ? await this.db.manager.findOneBy(PaymentMethod, { id: setup.paymentMethodId })
      : null;
    return { setup, method };
  }

  /** Reads the vendor and puts the method on file; repeating it gives the same method. */
  async complete(
    id: string,
    wish: CompleteSetup,
    actor: Actor,
    customerId?: string,
  ): Promise<CompletedSetup> {
    const setup = await this.settlement.find(id);
    if (customerId !== undefined && setup.customerId !== customerId) throw new NotFound('setup');
    await this.note(id, wish);
    const stored = await this.settlement.settle(id, actor);
    return { ...stored, unheard: isUnheard(setup, stored, wish) };
  }

  /** Keeps the wishes of a completion that came after the method, so that a repeat of it wishes nothing again. */
  async heard(id: string, wish: CompleteSetup): Promise<void> {
    await this.db.query(
      `UPDATE payment_method_setups SET nickname = coalesce(nickname, $2), make_default = make_default OR $3 WHERE id = $1`,
      [id, wish.nickname ?? null, wish.make_default ?? false],
    );
  }

  /** What a payment form may offer now: every configured vendor with what it takes. */
  offers(): { vendor: Vendor; payment_types: readonly PaymentType[] }[] {
    return this.gateways.configured().map((vendor) => ({
      vendor,
      payment_types: this.gateways.get(vendor).capabilities.paymentTypes,
    }));
  }

  /** Notes the wishes for whoever puts the method on file. */
  private async note(id: string, wish: CompleteSetup): Promise<void> {
    const wished = {
      ...(wish.nickname === undefined ? {} : { nickname: wish.nickname }),
      ...(wish.make_default === undefined ? {} : { makeDefault: wish.make_default }),
    };
    if (Object.keys(wished).length === 0) return;
    await this.db
      .createQueryBuilder()
      .update(PaymentMethodSetup)
      .set(wished)
      .where("id = :id AND state <> 'completed'", { id })
      .execute();
  }

  private async plan(
    id: string,
    customer: Customer,
    wish: NewSetup,
    actor: Actor,
  ): Promise<PaymentMethodSetup> {
    const now = this.clock.now();
    const expiresAt = lastInstant({ createdAt: now });
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
    return this.settlement.find(id);
  }

  private async open(
    setup: PaymentMethodSetup,
    customer: Customer,
    gateway: VendorGateway,
    locale: Locale,
  ): Promise<OpenSetup> {
    const home = await this.around.vendorCustomers.ensure(customer, gateway);
    if (setup.vendorSetupId !== null) {
      const ref = {
        setupId: setup.id,
        vendorSetupId: setup.vendorSetupId,
        vendorCustomerId: home.vendorCustomerId,
        customerId: customer.id,
      };
      return { setup, client: this.around.clientOf(setup, await gateway.clientForSetup(ref)) };
    }
    const begun = await this.beginAt(gateway, setup, customer, home, locale);
    await this.record(setup, begun);
    return { setup, client: this.around.clientOf(setup, begun.client) };
  }

  /** A customer who was deleted at the vendor is made anew there, once. */
  private async beginAt(
    gateway: VendorGateway,
    setup: PaymentMethodSetup,
    customer: Customer,
    home: VendorHome,
    locale: Locale,
  ): Promise<BegunSetup> {
    const once = ({ vendorCustomerId }: VendorHome): Promise<BegunSetup> =>
      gateway.beginSetup({
        setupId: setup.id,
        customer: vendorRef(customer, vendorCustomerId),
        paymentType: setup.paymentType,
        ...this.around.addressesOf(setup),
        locale,
        idempotencyKey: keyOfTry(`setup-${setup.id}-${vendorCustomerId ?? ''}`, setup.checkAttempts),
      });
    try {
      return await this.around.vendorCustomers.homing(customer, gateway, home, once);
    } catch (error) {
      await this.db.manager.increment(PaymentMethodSetup, { id: setup.id }, 'checkAttempts', 1);
      throw error;
    }
  }

  /** The vendor's name of the setup, by which it is found again whatever becomes of the browser, and the end of its page. */
  private async record(setup: PaymentMethodSetup, begun: BegunSetup): Promise<void> {
    if (begun.expiresAt < setup.expiresAt) setup.expiresAt = begun.expiresAt;
    await this.db.query(
      `UPDATE payment_method_setups SET vendor_setup_id = $2, next_check_at = $3, expires_at = $4
       WHERE id = $1 AND state = 'pending'`,
      [setup.id, begun.vendorSetupId, nextLook(setup, this.clock.now()), setup.expiresAt],
    );
  }
}

// A wish that stood with the setup before is an old one: meanwhile the customer may have chosen otherwise.
function isUnheard(setup: PaymentMethodSetup, { method }: StoredMethod, wish: CompleteSetup): boolean {
  const nameless = wish.nickname !== undefined && setup.nickname === null && method.nickname === null;
  return nameless || (wish.make_default === true && !setup.makeDefault && !method.isDefault);
}
