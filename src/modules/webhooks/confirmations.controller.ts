import { Controller, Get, Headers, Param, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Public } from '../../common/http/access.decorator.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { uuid } from '../../common/http/http.schemas.js';
import { allowPage } from '../../common/http/security-headers.js';
import { localeOf } from '../../common/i18n/locale.js';
import { MissingReturnFilter } from './missing-return.filter.js';
import { returnPage } from './return-page.js';
import { Returns } from './returns.service.js';

/** Where a mail leads a customer whose bank wants a payment confirmed. */
@Controller('confirm')
@Public()
@UseFilters(MissingReturnFilter)
export class ConfirmationsController {
  constructor(private readonly returns: Returns) {}

  @Get(':id')
  @Doc({
    summary:
      'Sends a customer on to the page of the bank, while the payment waits for that; else a page says how it stands',
    returns: { 200: z.string() },
    contentType: 'text/html',
  })
  async get(
    @Param('id', { schema: uuid }) id: string,
    @Headers('accept-language') language: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { goTo, facts } = await this.returns.confirm(id);
    allowPage(reply, {});
    void reply.header('cache-control', 'no-store').type('text/html; charset=utf-8');
    if (goTo !== null) void reply.code(302).header('location', goTo);
    return returnPage(facts, localeOf(language));
  }
}
