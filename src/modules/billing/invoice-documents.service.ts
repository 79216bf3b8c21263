import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { assetsDir } from '../../common/assets-dir.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { NotFound } from '../../common/errors/domain-error.js';
import { allowPage } from '../../common/http/security-headers.js';
import type { Locale } from '../../common/i18n/locale.js';
import { CustomersService } from '../customers/index.js';
import { mailFormat } from '../notifications/index.js';
import type { DocumentSetting } from './document-page.js';
import { invoiceDocument } from './invoice-document.js';
import { invoiceNumber } from './invoice-number.js';
import { InvoicesService } from './invoices.service.js';
import type { PaymentDetail } from './payment-view.js';
import { hasReceipt, receiptDocument, takenBy } from './receipt-document.js';

/** Invoices and receipts as pages to print, over the API, in the panel and in the portal. */
@Injectable()
export class InvoiceDocuments {
  private style: Promise<string> | null = null;

  constructor(
    private readonly invoices: InvoicesService,
    private readonly customers: CustomersService,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Sets the headers of the page and gives its text, in the customer's language unless told; throws 404 for an unknown invoice. */
  async send(reply: FastifyReply, id: string, wanted?: Locale): Promise<string> {
    const detail = await this.invoices.get(id);
    const customer = await this.customers.get(detail.invoice.customerId);
    const setting = await this.setting(reply, wanted ?? customer.locale);
    return invoiceDocument({ ...detail, business: this.config.business, customer }, setting);
  }

  /** The same for the receipt of a payment; throws 404 where no money was taken, or nobody is known to have paid. */
  async sendReceipt(reply: FastifyReply, detail: PaymentDetail, wanted?: Locale): Promise<string> {
    const { payment, attempts } = detail;
    if (payment.customerId === null || !hasReceipt(payment.state)) throw new NotFound('receipt');
    const customer = await this.customers.get(payment.customerId);
    const attempt = takenBy(attempts, payment.capturedAttemptId);
    const { business } = this.config;
    return receiptDocument(
      {
        id: payment.id,
        state: payment.state,
        purpose: payment.purpose,
        invoiceNumber: await this.numberOf(payment.invoiceId),
        paidAt: attempt?.settledAt ?? payment.createdAt,
        ...sumsOf(payment),
        method: attempt,
        business,
        customer,
      },
      await this.setting(reply, wanted ?? customer.locale),
    );
  }

  private async numberOf(invoiceId: string | null): Promise<string | null> {
    if (invoiceId === null) return null;
    const { number } = (await this.invoices.get(invoiceId)).invoice;
    return number === null ? null : invoiceNumber(number);
  }

  /** How the page is set; its headers are set on the way. */
  private async setting(reply: FastifyReply, locale: Locale): Promise<DocumentSetting> {
    const { business } = this.config;
    const { arabicDigits: digits, arabicMonths: months } = business;
    const numbers = new Intl.NumberFormat(locale === 'ar' ? `ar-u-nu-${digits}` : 'en', {
      maximumFractionDigits: 4,
    });
    const nonce = randomBytes(18).toString('base64');
    const logo = business.logo !== null && URL.canParse(business.logo) ? [new URL(business.logo).origin] : [];
    allowPage(reply, { image: logo }, { nonce });
    void reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
    const { money, day } = mailFormat(locale, { digits, months });
    return {
      locale,
      day,
      // `UK£` in a line from right to left would be `£UK`.
      money: locale === 'ar' ? (value) => money(value).replace(/[A-Z]+\p{Sc}?/u, '\u2066$&\u2069') : money,
      number: (value) => numbers.format(value),
      style: await this.styleSheet(),
      nonce,
    };
  }

  private styleSheet(): Promise<string> {
    this.style ??= readFile(join(assetsDir, 'portal', 'invoice.css'), 'utf8').catch((error: unknown) => {
      this.style = null;
      throw error;
    });
    return this.style;
  }
}

function sumsOf(payment: PaymentDetail['payment']): { amount: number; refunded: number; currency: string } {
  return {
    amount: payment.capturedAmount ?? payment.amount,
    refunded: payment.refundedAmount,
    currency: payment.capturedCurrency ?? payment.currency,
  };
}
