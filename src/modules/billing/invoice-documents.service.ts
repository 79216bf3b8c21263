import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { assetsDir } from '../../common/assets-dir.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { allowPage } from '../../common/http/security-headers.js';
import type { Locale } from '../../common/i18n/locale.js';
import { CustomersService } from '../customers/index.js';
import { mailFormat } from '../notifications/index.js';
import { invoiceDocument } from './invoice-document.js';
import { InvoicesService } from './invoices.service.js';

/** Invoices as pages to print, over the API and in the panel. */
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
    const { business } = this.config;
    const locale = wanted ?? customer.locale;
    const { arabicDigits: digits, arabicMonths: months } = business;
    const numbers = new Intl.NumberFormat(locale === 'ar' ? `ar-u-nu-${digits}` : 'en', {
      maximumFractionDigits: 4,
    });
    const nonce = randomBytes(18).toString('base64');
    const logo = business.logo !== null && URL.canParse(business.logo) ? [new URL(business.logo).origin] : [];
    allowPage(reply, { image: logo }, { nonce });
    void reply.type('text/html; charset=utf-8').header('cache-control', 'no-store');
    return invoiceDocument(
      { ...detail, business, customer },
      {
        locale,
        ...mailFormat(locale, { digits, months }),
        number: (value) => numbers.format(value),
        style: await this.styleSheet(),
        nonce,
      },
    );
  }

  private styleSheet(): Promise<string> {
    this.style ??= readFile(join(assetsDir, 'portal', 'invoice.css'), 'utf8').catch((error: unknown) => {
      this.style = null;
      throw error;
    });
    return this.style;
  }
}
