import { Body, Controller, Get, Headers, HttpCode, Param, Post, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Public } from '../../common/http/access.decorator.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { allowPage } from '../../common/http/security-headers.js';
import { localeOf } from '../../common/i18n/locale.js';
import type { Vendor } from '../vendors/index.js';
import { MissingReturnFilter } from './missing-return.filter.js';
import { returnPage } from './return-page.js';
import { Returns } from './returns.service.js';
import { vendorName } from './webhooks.schemas.js';

const PAGE = {
  returns: { 200: z.string(), 303: null },
  contentType: 'text/html',
} as const;

/** Where vendors' pages send the browser back to. */
@Controller('returns/:vendor/:id')
@Public()
@UseFilters(MissingReturnFilter)
export class ReturnsController {
  constructor(private readonly returns: Returns) {}

  @Get()
  @Doc({
    summary:
      'The browser back from a vendor: the vendor is asked, and a page says what came of it; from a checkout it goes on to the shop',
    ...PAGE,
  })
  get(
    @Param('vendor', { schema: vendorName }) vendor: Vendor,
    @Param('id', { schema: uuid }) id: string,
    @Headers('accept-language') language: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.answer(vendor, id, {}, { language, reply });
  }

  @Post()
  @HttpCode(200)
  @Doc({
    summary: 'The same by a form that the vendor may have signed; a forged one starts no question',
    ...PAGE,
  })
  post(
    @Param('vendor', { schema: vendorName }) vendor: Vendor,
    @Param('id', { schema: uuid }) id: string,
    @Body() body: unknown,
    @Headers('accept-language') language: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.answer(vendor, id, fieldsOf(body), { language, reply });
  }

  private async answer(
    vendor: Vendor,
    id: string,
    fields: Readonly<Record<string, string>>,
    { language, reply }: { language: string | undefined; reply: FastifyReply },
  ): Promise<string> {
    const facts = await this.returns.arrive(vendor, id, fields);
    if (facts.about === 'checkout') {
      void reply.code(303).header('location', facts.onTo).header('cache-control', 'no-store');
      return '';
    }
    allowPage(reply, {}, { framedBy: this.returns.origins() });
    void reply
      // The page that opened this one in a window of its own is told through it.
      .header('cross-origin-opener-policy', 'unsafe-none')
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8');
    return returnPage(facts, localeOf(language));
  }
}

function fieldsOf(body: unknown): Record<string, string> {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
