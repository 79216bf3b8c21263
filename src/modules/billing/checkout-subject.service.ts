import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CONFIG, type Config } from '../../common/config/config.js';
import { Invalid } from '../../common/errors/domain-error.js';
import { localeOf, type Locale } from '../../common/i18n/locale.js';
import type { Money } from '../../common/money.js';
import { CustomerErased, CustomersService, type Customer } from '../customers/index.js';
import { openPaymentOf } from './billing-queries.js';
import { CheckoutMoneyDiffers, InvoiceStateRefused, PaymentInProgress } from './billing.errors.js';
import { Checkout } from './checkout.entity.js';
import type { NewCheckout } from './checkouts.schemas.js';
import { invoiceNumber } from './invoice-number.js';
import { mayBecome } from './invoice-states.js';
import { Invoice } from './invoice.entity.js';

/** What a checkout is for, checked. */
export interface CheckoutSubject {
  readonly orderRef: string | null;
  readonly invoiceId: string | null;
  readonly customerId: string | null;
  readonly money: Money;
  readonly description: string;
  readonly locale: Locale;
}

type Wish<K extends 'order_ref' | 'invoice_id'> = Extract<NewCheckout, Readonly<Record<K, string>>>;

const WORDS = {
  en: { order: 'Order', invoice: 'Invoice' },
  ar: { order: 'طلب', invoice: 'فاتورة' },
} as const;

/** Checks what a checkout is asked for: an order of a customer or a guest, or an invoice that is owed. */
@Injectable()
export class CheckoutSubjects {
  constructor(
    private readonly db: DataSource,
    private readonly customers: CustomersService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws 422 for what cannot be paid so, and 409 for an invoice that is not owed or is being paid. */
  of(wish: NewCheckout): Promise<CheckoutSubject> {
    return 'order_ref' in wish ? this.ofOrder(wish) : this.ofInvoice(wish);
  }

  /** Whether the invoice has an open page at the vendor; under its customer's lock, so that of two wishes one opens a page. */
  async isTaken(tx: EntityManager, { customerId, invoiceId, vendor }: Checkout): Promise<boolean> {
    if (customerId === null || invoiceId === null) return false;
    await this.customers.lock(tx, customerId);
    return tx.existsBy(Checkout, { invoiceId, vendor, state: 'open' });
  }

  private async ofOrder(wish: Wish<'order_ref'>): Promise<CheckoutSubject> {
    const { id, locale: own } = await this.payerOf(wish);
    const locale = wish.locale ?? own;
    return {
      orderRef: wish.order_ref,
      invoiceId: null,
      customerId: id,
      money: wish.money,
      description: wish.description ?? `${WORDS[locale].order} ${wish.order_ref}`,
      locale,
    };
  }

  private async payerOf(wish: Wish<'order_ref'>): Promise<{ id: string | null; locale: Locale }> {
    if (wish.customer_id === undefined) {
      if (wish.save_method)
        throw new Invalid('save_method', 'A method can only be kept for a customer: add customer_id.');
      return { id: null, locale: localeOf(this.config.business.locale) };
    }
    const customer = await this.served(wish.customer_id);
    if (wish.money.currency !== customer.currency)
      throw new Invalid('money.currency', `Must be the customer's currency, ${customer.currency}.`);
    return customer;
  }

  private async ofInvoice(wish: Wish<'invoice_id'>): Promise<CheckoutSubject> {
    const invoice = await this.payable(wish.invoice_id);
    if (wish.customer_id !== undefined && wish.customer_id !== invoice.customerId)
      throw new Invalid('customer_id', 'This is not the customer of the invoice.');
    const money = { amount: invoice.totalAmount, currency: invoice.currency };
    if (wish.money && (wish.money.amount !== money.amount || wish.money.currency !== money.currency))
      throw new CheckoutMoneyDiffers(money);
    const customer = await this.served(invoice.customerId);
    const locale = wish.locale ?? customer.locale;
    const number = invoice.number === null ? '' : invoiceNumber(invoice.number);
    return {
      orderRef: null,
      invoiceId: invoice.id,
      customerId: customer.id,
      money,
      description: wish.description ?? `${WORDS[locale].invoice} ${number}`,
      locale,
    };
  }

  private async payable(id: string): Promise<Invoice> {
    const invoice = await this.db.manager.findOneBy(Invoice, { id });
    if (!invoice) throw new Invalid('invoice_id', 'There is no such invoice.');
    const open = await openPaymentOf(this.db.manager, id);
    if (open) throw new PaymentInProgress(open.id, open.state);
    if (!mayBecome(invoice.state, 'paid')) throw new InvoiceStateRefused(invoice.state, 'paid');
    return invoice;
  }

  private async served(id: string): Promise<Customer> {
    const customer = await this.customers.find(id);
    if (!customer) throw new Invalid('customer_id', 'There is no such customer.');
    if (customer.erasedAt) throw new CustomerErased();
    return customer;
  }
}
