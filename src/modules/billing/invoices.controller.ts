import { Body, Controller, Get, HttpCode, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access, CurrentActor } from '../../common/http/access.decorator.js';
import { pageOf, type Page } from '../../common/http/cursor.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { NewId } from '../../common/http/idempotency.decorator.js';
import { Post } from '../../common/http/post.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { ChargeCancellations } from './charge-cancellations.service.js';
import { InvoiceDocuments } from './invoice-documents.service.js';
import {
  documentQuery,
  invoicePage,
  invoicePosition,
  invoicesQuery,
  invoiceView,
  newInvoice,
  toInvoiceView,
  type DocumentQuery,
  type InvoicesQuery,
  type InvoiceView,
  type NewInvoice,
} from './invoices.schemas.js';
import { InvoicesService } from './invoices.service.js';

@Controller('v1/invoices')
export class InvoicesController {
  constructor(
    private readonly invoices: InvoicesService,
    private readonly documents: InvoiceDocuments,
    private readonly cancellations: ChargeCancellations,
  ) {}

  @Post()
  @Access('invoices:write')
  @Doc({
    summary: 'Issue an invoice; its number follows the last one without a gap',
    returns: { 201: invoiceView },
    problems: { 409: '`conflict`: the customer was erased' },
  })
  async issue(
    @NewId() id: string,
    @Body({ schema: newInvoice }) body: NewInvoice,
    @CurrentActor() actor: Actor,
  ): Promise<InvoiceView> {
    return toInvoiceView(await this.invoices.issue(id, body, actor));
  }

  @Get()
  @Access('invoices:read')
  @Doc({ summary: 'Invoices, newest first', returns: { 200: invoicePage } })
  async list(@Query({ schema: invoicesQuery }) query: InvoicesQuery): Promise<Page<InvoiceView>> {
    const invoices = await this.invoices.list({
      customerId: query.customer_id,
      state: query.state,
      after: invoicePosition(query.cursor),
      limit: query.limit,
    });
    return pageOf(invoices, query.limit, toInvoiceView, ({ invoice }) => [invoice.id]);
  }

  @Get(':id')
  @Access('invoices:read')
  @Doc({ summary: 'One invoice', returns: { 200: invoiceView } })
  async get(@Param('id', { schema: uuid }) id: string): Promise<InvoiceView> {
    return toInvoiceView(await this.invoices.get(id));
  }

  @Get(':id/document')
  @Access('invoices:read')
  @Doc({
    summary: 'The invoice as a page to print, in Arabic or English',
    returns: { 200: z.string() },
    contentType: 'text/html',
  })
  document(
    @Param('id', { schema: uuid }) id: string,
    @Query({ schema: documentQuery }) { locale }: DocumentQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.documents.send(reply, id, locale);
  }

  @Post(':id/void')
  @HttpCode(200)
  @Access('invoices:write')
  @Doc({
    summary: 'Take an unpaid invoice back, with a payment that waits for its customer; it keeps its number',
    returns: { 200: invoiceView },
    problems: { 409: '`conflict`: it is paid, or a payment of it is on its way' },
  })
  async void(@Param('id', { schema: uuid }) id: string, @CurrentActor() actor: Actor): Promise<InvoiceView> {
    return toInvoiceView(await this.cancellations.voidInvoice(id, actor));
  }
}
