import { Controller, Get, Headers, Inject, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { CONFIG, type Config } from '../../common/config/config.js';
import { Public } from '../../common/http/access.decorator.js';
import { Doc } from '../../common/http/doc.decorator.js';
import { allowPage } from '../../common/http/security-headers.js';
import { localeOf } from '../../common/i18n/locale.js';
import { Confirmations } from './confirmations.service.js';
import { deadLinkPage, returnPage } from './return-page.js';

/** Where a mail leads a customer whose bank wants a payment confirmed. */
@Controller('confirm')
@Public()
export class ConfirmationsController {
  constructor(
    private readonly confirmations: Confirmations,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get(':token')
  @Doc({
    summary:
      'Sends a customer on to the page of the bank, while the payment waits for that; else a page says how it stands, or that the link has ended',
    returns: { 200: z.string() },
    contentType: 'text/html',
  })
  async get(
    @Param('token') token: string,
    @Headers('accept-language') language: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { goTo, facts, locale } = await this.confirmations.open(token);
    const spoken = locale ?? localeOf(language);
    allowPage(reply, {});
    void reply.header('cache-control', 'no-store').type('text/html; charset=utf-8');
    if (goTo !== null) void reply.code(302).header('location', goTo);
    if (facts !== null) return returnPage(facts, spoken);
    void reply.code(404);
    return deadLinkPage(this.config.business.name, this.config.selfCare.baseUrl, spoken);
  }
}
