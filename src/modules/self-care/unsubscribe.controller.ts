import { Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CONFIG, type Config } from '../../common/config/config.js';
import { Public } from '../../common/http/access.decorator.js';
import { allowPage } from '../../common/http/security-headers.js';
import { localeOf, type Locale } from '../../common/i18n/locale.js';
import { unsubscribePage, type UnsubscribeStep } from './unsubscribe-page.js';
import { Unsubscriptions } from './unsubscriptions.service.js';

/** The link under a reminder, and what mail programs post to it by themselves (RFC 8058). */
@Controller('care/unsubscribe/:token')
@Public()
export class UnsubscribeController {
  constructor(
    private readonly unsubscriptions: Unsubscriptions,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  async ask(
    @Param('token') token: string,
    @Headers('accept-language') language: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const link = await this.unsubscriptions.linkOf(token);
    const step = link && ((await this.unsubscriptions.isOver(link)) ? 'already' : 'ask');
    return this.page(step ?? 'refused', link?.locale ?? localeOf(language), reply);
  }

  @Post()
  @HttpCode(200)
  async stop(
    @Param('token') token: string,
    @Query('reminders') wish: unknown,
    @Headers('accept-language') language: string | undefined,
    @Req() { ip, id: requestId }: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const isOn = wish === 'on';
    const link = await this.unsubscriptions.choose(token, !isOn, { ip, requestId });
    const step = isOn ? 'again' : 'done';
    return this.page(link ? step : 'refused', link?.locale ?? localeOf(language), reply);
  }

  private page(step: UnsubscribeStep, locale: Locale, reply: FastifyReply): string {
    allowPage(reply, {});
    void reply
      .code(step === 'refused' ? 404 : 200)
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8');
    return unsubscribePage(step, this.config.business.name, locale);
  }
}
