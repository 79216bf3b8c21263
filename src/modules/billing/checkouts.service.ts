import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { uuidv7 } from '../../common/database/ids.js';
import { DomainError } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail } from '../audit/index.js';
import { PaymentTypeNotSupported, VendorGateways, type PaymentType } from '../vendors/index.js';
import { OrderMoneyDiffers, OrderOfAnother } from './billing.errors.js';
import { nextAsk } from './checkout-cadence.js';
import { CheckoutOutcomes } from './checkout-outcomes.service.js';
import { CheckoutPages } from './checkout-pages.service.js';
import { isUnderWay } from './checkout-states.js';
import { CheckoutSubjects } from './checkout-subject.service.js';
import { toCheckoutView } from './checkout-view.js';
import { Checkout } from './checkout.entity.js';
import type { CheckoutView, NewCheckout } from './checkouts.schemas.js';
import { Payment } from './payment.entity.js';

type InvoiceWish = Extract<NewCheckout, { readonly invoice_id: string }>;
type OrderWish = Extract<NewCheckout, { readonly order_ref: string }>;

const NEVER_OPENED_MS = 24 * 3_600_000;
const ROUNDS = 3;

/** A checkout with the address of its page while it is open; `created` is false for one that another request has made. */
export interface OpenedCheckout {
  readonly view: CheckoutView;
  readonly created: boolean;
}

/** The parts that a checkout is opened with. */
@Injectable()
export class OpeningParts {
  constructor(
    readonly subjects: CheckoutSubjects,
    readonly pages: CheckoutPages,
    readonly outcomes: CheckoutOutcomes,
    readonly audit: AuditTrail,
  ) {}
}

/** Payments on vendors' own pages, opened and read. */
@Injectable()
export class CheckoutsService {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly gateways: VendorGateways,
    private readonly parts: OpeningParts,
  ) {}

  /** Opens it under this id, or finds the live one of the same order or invoice; a repeat gives the address of the page again. */
  async open(id: string, wish: NewCheckout, actor: Actor): Promise<OpenedCheckout> {
    const paymentType = this.paymentTypeOf(wish);
    this.parts.pages.refuseForeignReturn(wish.return_url);
    for (let round = 1; ; round += 1) {
      const standing = await this.standing(id, wish, paymentType);
      if (standing) return this.shown(standing, id);
      await this.plan(id, wish, paymentType, actor);
      // A checkout of this order that was opened at the same moment is the one that stands.
      if (round === ROUNDS) throw new Error('A checkout is neither there nor can be written.');
    }
  }

  /** Throws 404 for an unknown checkout. */
  async read(id: string): Promise<CheckoutView> {
    return this.viewOf(await this.parts.outcomes.get(id), null);
  }

  private paymentTypeOf(wish: NewCheckout): PaymentType {
    const { paymentTypes } = this.gateways.get(wish.vendor).capabilities;
    const own = paymentTypes.includes('paypal') ? 'paypal' : 'card';
    const wanted = wish.payment_type ?? own;
    if (!paymentTypes.includes(wanted)) throw new PaymentTypeNotSupported(wish.vendor, wanted);
    return wanted;
  }

  /** The one of this id, else the one that counts for the order or invoice; asked for anew at its vendor, so that a paid one is not opened again. */
  private async standing(id: string, wish: NewCheckout, paymentType: PaymentType): Promise<Checkout | null> {
    const own = await this.db.manager.findOneBy(Checkout, { id });
    if (own) return this.now(own);
    if ('invoice_id' in wish) return this.ofInvoice(wish, paymentType);
    const found = await this.ofOrder(wish);
    if (found?.state !== 'open' || found.vendor === wish.vendor) return found;
    await this.parts.outcomes.supersede(found.id);
    return null;
  }

  private async ofOrder(wish: OrderWish): Promise<Checkout | null> {
    const [row]: { id: string }[] = await this.db.query(STANDING, [wish.order_ref]);
    if (!row) return null;
    const found = await this.now(await this.parts.outcomes.get(row.id));
    if (!isUnderWay(found.state) && found.state !== 'succeeded') return null;
    const { amount, currency } = found;
    if (found.customerId !== (wish.customer_id ?? null)) throw new OrderOfAnother();
    if (amount !== wish.money.amount || currency !== wish.money.currency)
      throw new OrderMoneyDiffers(found.id, { amount, currency });
    return found;
  }

  /** The open one at this vendor; one of another type, or that keeps the method otherwise than is wished now, makes room. */
  private async ofInvoice(wish: InvoiceWish, paymentType: PaymentType): Promise<Checkout | null> {
    const { vendor, invoice_id: invoiceId, save_method: saveMethod } = wish;
    const rows = await this.db.manager.findBy(Checkout, { invoiceId, vendor, state: 'open' });
    const looked = await Promise.all(rows.map((row) => this.now(row)));
    const open = looked.filter(({ state }) => state === 'open');
    if (open.length === 0) return null;
    // What is owed no more, or not so, is refused as it is when nothing stands.
    await this.parts.subjects.of(wish);
    const kept = open.find((one) => one.paymentType === paymentType && one.saveMethod === saveMethod);
    for (const other of open) if (other !== kept) await this.parts.outcomes.supersede(other.id);
    return kept ?? null;
  }

  private now(checkout: Checkout): Promise<Checkout> {
    const isAsked = checkout.vendorCheckoutId !== null && isUnderWay(checkout.state);
    return isAsked ? this.parts.outcomes.look(checkout.id) : Promise.resolve(checkout);
  }

  private async shown(checkout: Checkout, id: string): Promise<OpenedCheckout> {
    const redirectUrl = checkout.state === 'open' ? await this.page(checkout) : null;
    return { view: await this.viewOf(checkout, redirectUrl), created: checkout.id === id };
  }

  /** What the vendor refuses for good before there is a page will never be paid, and its order may be tried otherwise. */
  private async page(checkout: Checkout): Promise<string> {
    try {
      return await this.parts.pages.open(checkout);
    } catch (error) {
      const isRefused = error instanceof DomainError && error.kind !== 'unavailable';
      if (isRefused && (await this.parts.outcomes.get(checkout.id)).vendorCheckoutId === null)
        await this.parts.outcomes.supersede(checkout.id);
      throw error;
    }
  }

  private async plan(id: string, wish: NewCheckout, paymentType: PaymentType, actor: Actor): Promise<void> {
    const { money, ...subject } = await this.parts.subjects.of(wish);
    const vendorAccount = await this.gateways.get(wish.vendor).account();
    const now = this.clock.now();
    const checkout = this.db.manager.create(Checkout, {
      ...subject,
      ...money,
      id,
      vendor: wish.vendor,
      vendorAccount,
      paymentType,
      returnUrl: wish.return_url,
      saveMethod: wish.save_method,
      state: 'open',
      isCurrent: true,
      paymentId: uuidv7(),
      paymentMethodId: null,
      createdBy: { kind: actor.kind, id: actor.id, name: actor.name },
      createdAt: now,
      expiresAt: new Date(now.getTime() + NEVER_OPENED_MS),
      checks: 0,
      beginFailures: 0,
    });
    checkout.nextCheckAt = nextAsk(checkout, now);
    await this.db.transaction(async (tx) => {
      if (await this.parts.subjects.isTaken(tx, checkout)) return;
      const inserted = await tx
        .createQueryBuilder()
        .insert()
        .into(Checkout)
        .values(checkout)
        .orIgnore()
        .returning('id')
        .execute();
      if ((inserted.raw as unknown[]).length === 0) return;
      await this.parts.audit.record(tx, {
        actor,
        action: 'checkout.opened',
        entityType: 'checkout',
        entityId: id,
        customerId: checkout.customerId,
        details: { vendor: wish.vendor, invoice_id: checkout.invoiceId, money },
      });
    });
  }

  private async viewOf(checkout: Checkout, redirectUrl: string | null): Promise<CheckoutView> {
    const hasPayment = await this.db.manager.existsBy(Payment, { id: checkout.paymentId });
    return toCheckoutView(checkout, { hasPayment, redirectUrl });
  }
}

/** What counts for an order: what was paid, what is being paid, else what is open. */
const STANDING = `SELECT id FROM checkouts WHERE order_ref = $1 AND (is_current OR state IN ('processing', 'succeeded'))
  ORDER BY state = 'succeeded' DESC, state = 'processing' DESC, is_current DESC LIMIT 1`;
