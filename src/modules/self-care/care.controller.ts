import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { CONFIG, type Config } from '../../common/config/config.js';
import { Public } from '../../common/http/access.decorator.js';
import { localeOf } from '../../common/i18n/locale.js';
import type { SetupView } from '../payment-methods/index.js';
import { careSetup, openLink, type CareSetup, type CareState } from './care.schemas.js';
import { CarePage } from './care-page.service.js';
import { CareSessions } from './care-sessions.service.js';
import { CareShell } from './care-shell.service.js';
import { ForeignOrigin } from './self-care.errors.js';

type OpenLink = z.infer<typeof openLink>;

/** The page behind a mail's link; portal/README.md says what it and its script agree on. */
@Controller('care')
@Public()
export class CareController {
  constructor(
    private readonly page: CarePage,
    private readonly sessions: CareSessions,
    private readonly shell: CareShell,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Opening a link does nothing but show the page: scanners of mails open links too. */
  @Get('l/:token')
  open(
    @Param('token') _token: string,
    @Headers('accept-language') language: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    return this.shell.send(reply, localeOf(language));
  }

  @Post('api/session')
  @HttpCode(200)
  async session(
    @Body({ schema: openLink }) body: OpenLink,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CareState> {
    this.refuseForeign(request);
    const { session, cookie } = await this.sessions.open(body.token, factsOf(request));
    reply.header('set-cookie', cookie);
    return this.page.state(session);
  }

  @Post('api/setups')
  async beginSetup(
    @Body({ schema: careSetup }) body: CareSetup,
    @Req() request: FastifyRequest,
  ): Promise<SetupView> {
    this.refuseForeign(request);
    const session = await this.sessions.find(request.headers.cookie, factsOf(request));
    return this.page.beginSetup(session, body);
  }

  @Post('api/new-link')
  @HttpCode(202)
  async newLink(@Body({ schema: openLink }) body: OpenLink, @Req() request: FastifyRequest): Promise<object> {
    this.refuseForeign(request);
    await this.page.sendNewLink(body.token);
    return {};
  }

  private refuseForeign(request: FastifyRequest): void {
    const { origin } = request.headers;
    const own = [this.config.http.publicUrl, this.config.selfCare.baseUrl].map((url) => new URL(url).origin);
    if (origin !== undefined && !own.includes(origin)) throw new ForeignOrigin();
  }
}

function factsOf(request: FastifyRequest): { ip: string; requestId: string } {
  return { ip: request.ip, requestId: request.id };
}
