import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { localDay } from '../../common/calendar.js';
import { uuidv7 } from '../../common/database/ids.js';
import type { Actor } from '../../common/http/principal.js';
import { CardListings, CustomerErased, CustomersService, type Customer } from '../customers/index.js';
import { VendorTokenRefused, type MethodDetails, type Vendor } from '../vendors/index.js';
import { DefaultMethod } from './default-method.service.js';
import { areLater, expiresOn, hasOtherDates } from './expiry.js';
import { MethodJournal } from './method-journal.service.js';
import { detachLater, findByToken, findSame, otherUsable } from './method-queries.js';
import type { MethodSource } from './method-vocabulary.js';
import { PaymentMethod } from './payment-method.entity.js';

/** A method that its vendor vouches for, and how it is to be kept. */
export interface MethodToStore {
  /** The id it bears when it is new. */
  readonly id: string;
  readonly customerId: string;
  readonly vendor: Vendor;
  readonly account: string;
  readonly details: MethodDetails;
  readonly source: MethodSource;
  readonly nickname?: string | undefined;
  readonly makeDefault?: boolean | undefined;
  readonly actor: Actor;
}

/** The method that stands now; `created` is false when it was on file already. */
export interface StoredMethod {
  readonly method: PaymentMethod;
  readonly created: boolean;
}

/** Puts a method on file once: a duplicate gives back the one on file, and the token too many is detached at the vendor. */
@Injectable()
export class MethodStore {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly customers: CustomersService,
    private readonly listings: CardListings,
    private readonly defaults: DefaultMethod,
    private readonly journal: MethodJournal,
  ) {}

  /** In one transaction of its own, with `also` inside it; throws {@link CustomerErased} for whoever keeps nothing any more. */
  store(
    given: MethodToStore,
    also?: (tx: EntityManager, stored: StoredMethod) => Promise<void>,
  ): Promise<StoredMethod> {
    return this.db.transaction(async (tx) => {
      const customer = await this.customers.lock(tx, given.customerId);
      if (customer.erasedAt) throw new CustomerErased();
      const sameId = await findSame(tx, given);
      const stored = sameId
        ? await this.merge(tx, customer, given, await tx.findOneByOrFail(PaymentMethod, { id: sameId }))
        : await this.insert(tx, customer, given);
      await also?.(tx, stored);
      return stored;
    });
  }

  private async insert(tx: EntityManager, customer: Customer, given: MethodToStore): Promise<StoredMethod> {
    await refuseForeignToken(tx, given);
    const now = this.clock.now();
    const today = localDay(now, customer.timeZone);
    const method = tx.create(PaymentMethod, {
      ...describe(given.details),
      id: given.id,
      customerId: customer.id,
      vendor: given.vendor,
      vendorAccount: given.account,
      nickname: given.nickname ?? null,
      isDefault: false,
      formerDefaultAt: null,
      backupPosition: null,
      backupConsentedAt: null,
      status: 'active',
      source: given.source,
      verifiedAt: now,
      expiredEventAt: null,
      createdAt: now,
      updatedAt: now,
      removedAt: null,
    });
    await tx.insert(PaymentMethod, method);
    await this.listings.list(tx, method);
    await this.customers.paymentMethodsChanged(tx, customer.id, now);
    await this.decideDefault(tx, customer, method, {
      today,
      wanted: given.makeDefault ?? false,
      isTold: true,
      actor: given.actor,
    });
    await this.journal.added(tx, customer, method, given.actor);
    return { method, created: true };
  }

  private async decideDefault(
    tx: EntityManager,
    customer: Customer,
    method: PaymentMethod,
    { today, wanted, isTold, actor }: { today: string; wanted: boolean; isTold: boolean; actor: Actor },
  ): Promise<void> {
    if (!isUsable(method, today)) return;
    await this.customers.activatePending(tx, customer.id, this.clock.now(), actor);
    const standing = await tx.findOneBy(PaymentMethod, { customerId: customer.id, isDefault: true });
    if (wanted || !standing || !isUsable(standing, today))
      await this.defaults.put(tx, customer, method, { actor, silent: isTold, reason: 'replaced' });
  }

  /** The same card again: nothing new is made; new dates or a new token of it are taken over in place. */
  private async merge(
    tx: EntityManager,
    customer: Customer,
    given: MethodToStore,
    standing: PaymentMethod,
  ): Promise<StoredMethod> {
    const { details } = given;
    const now = this.clock.now();
    const isRenewed = hasOtherDates(details, standing);
    const isOtherToken = details.vendorPaymentMethodId !== standing.vendorPaymentMethodId;
    const isTaken = takesPlaceOf(details, standing);
    if (isOtherToken)
      await detachLater(tx, {
        id: uuidv7(),
        vendor: given.vendor,
        account: given.account,
        vendorPaymentMethodId: isTaken ? standing.vendorPaymentMethodId : details.vendorPaymentMethodId,
        paymentMethodId: null,
        reason: isTaken ? 'replaced' : 'duplicate',
        at: now,
        dueAt: this.clock.real(),
      });
    if (isTaken) await this.refresh(tx, customer, standing, { details, actor: given.actor, isRenewed });
    if (isTaken && isOtherToken) await this.defaults.tokenReplaced(tx, standing);
    standing.vendorAccount = given.account;
    if (given.nickname !== undefined && standing.nickname === null) standing.nickname = given.nickname;
    await tx.save(standing);
    const today = localDay(now, customer.timeZone);
    await this.decideDefault(tx, customer, standing, {
      today,
      wanted: given.makeDefault ?? false,
      isTold: true,
      actor: given.actor,
    });
    // One of this id was made by an earlier try whose answer was lost.
    return { method: standing, created: standing.id === given.id };
  }

  /** Takes over what the vendor says of a method now; what it says nothing of stays, and so does the nickname. */
  async refresh(
    tx: EntityManager,
    customer: Customer,
    standing: PaymentMethod,
    { details, actor, isRenewed }: { details: MethodDetails; actor: Actor; isRenewed: boolean },
  ): Promise<void> {
    const now = this.clock.now();
    const before = shownOf(standing);
    const wasInvalid = standing.status === 'invalid';
    Object.assign(standing, toldOf(details), {
      verifiedAt: laterThan(standing.verifiedAt, now),
      updatedAt: now,
      status: 'active',
    });
    if (await isOnFileTwice(tx, standing)) Object.assign(standing, { fingerprint: null, payerId: null });
    if (isRenewed) standing.expiredEventAt = null;
    await tx.save(standing);
    if (!isRenewed && before.every((value, index) => value === shownOf(standing)[index])) return;
    await this.journal.changedAtVendor(tx, customer, standing, { actor, isRenewed });
    if (!isRenewed && !wasInvalid) return;
    await this.customers.paymentMethodsChanged(tx, customer.id, now);
    const today = localDay(now, customer.timeZone);
    await this.decideDefault(tx, customer, standing, { today, wanted: false, isTold: false, actor });
  }

  /** Marks methods that their vendor no longer keeps as removed, and puts the best other one in the place of the default. */
  async vanished(
    tx: EntityManager,
    customer: Customer,
    methods: readonly PaymentMethod[],
    actor: Actor,
  ): Promise<void> {
    const now = this.clock.now();
    const lost = methods.find((method) => method.isDefault);
    for (const method of methods) {
      Object.assign(method, {
        status: 'removed',
        isDefault: false,
        backupPosition: null,
        removedAt: now,
        updatedAt: now,
      });
      await tx.save(method);
      await this.listings.unlist(tx, method.id);
      await this.customers.methodRemoved(tx, method.id, now);
      await this.journal.removed(tx, customer, method, { actor, automaticPaymentOff: false, byVendor: true });
    }
    if (lost) await this.replaceDefault(tx, customer, lost, actor);
  }

  private async replaceDefault(
    tx: EntityManager,
    customer: Customer,
    lost: PaymentMethod,
    actor: Actor,
  ): Promise<void> {
    const today = localDay(this.clock.now(), customer.timeZone);
    const [next] = await otherUsable(tx, { customerId: customer.id, exceptId: lost.id, today });
    if (!next) return;
    const replacement = await tx.findOneByOrFail(PaymentMethod, { id: next.id });
    await this.defaults.put(tx, customer, replacement, { actor, silent: false, reason: 'replaced' });
  }
}

/** Whether the row takes over what was told, its token included: always of its own token, and of another one that is newer or better. */
export function takesPlaceOf(details: MethodDetails, standing: PaymentMethod): boolean {
  if (details.vendorPaymentMethodId === standing.vendorPaymentMethodId) return true;
  return standing.status === 'invalid' || areLater(details, standing);
}

/** Whether the method can be charged on that day of its customer's calendar. */
export function isUsable(method: Pick<PaymentMethod, 'status' | 'expiresOn'>, today: string): boolean {
  return method.status === 'active' && (method.expiresOn === null || method.expiresOn >= today);
}

function describe(details: MethodDetails): Partial<PaymentMethod> {
  const { expYear, expMonth } = details;
  return {
    vendorPaymentMethodId: details.vendorPaymentMethodId,
    vendorCustomerId: details.vendorCustomerId,
    paymentType: details.paymentType,
    brand: details.brand,
    last4: details.last4,
    expMonth,
    expYear,
    expiresOn: expYear !== null && expMonth !== null ? expiresOn(expYear, expMonth) : null,
    name: details.name,
    funding: details.funding ?? 'unknown',
    fingerprint: details.fingerprint,
    payerId: details.walletPayerId,
    accountEmailMasked: details.accountEmailMasked,
  };
}

// An expiry is told whole or not at all, since a card cannot have half of one.
function toldOf(details: MethodDetails): Partial<PaymentMethod> {
  const { expMonth, expYear, expiresOn: lastDay, ...rest } = describe(details);
  const told = {
    ...rest,
    funding: details.funding,
    ...(lastDay === null ? {} : { expMonth, expYear, expiresOn: lastDay }),
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== null));
}

// An imported card tells its fingerprint at its first use; by then the same card may have been added through the form.
async function isOnFileTwice(tx: EntityManager, method: PaymentMethod): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    `SELECT 1 FROM payment_methods WHERE customer_id = $1 AND vendor = $2 AND vendor_account = $3 AND id <> $4
       AND status IN ('active', 'invalid') AND (fingerprint = $5 OR payer_id = $6) LIMIT 1`,
    [method.customerId, method.vendor, method.vendorAccount, method.id, method.fingerprint, method.payerId],
  );
  return rows.length > 0;
}

async function refuseForeignToken(tx: EntityManager, given: MethodToStore): Promise<void> {
  const { vendor, account, details } = given;
  const { vendorPaymentMethodId } = details;
  const other = await findByToken(tx, { vendor, account, vendorPaymentMethodId });
  if (!other) return;
  throw new VendorTokenRefused(other.customerId === given.customerId ? 'used' : 'foreign');
}

// Each look leaves its mark, by which a slower one sees that it has been overtaken.
function laterThan(before: Date | null, now: Date): Date {
  return before !== null && before >= now ? new Date(before.getTime() + 1) : now;
}

const SHOWN = [
  'status',
  'brand',
  'last4',
  'expMonth',
  'expYear',
  'name',
  'funding',
  'accountEmailMasked',
] as const satisfies readonly (keyof PaymentMethod)[];

function shownOf(method: PaymentMethod): unknown[] {
  return SHOWN.map((field) => method[field]);
}
