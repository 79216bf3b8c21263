import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentActor } from '../../common/http/access.decorator.js';
import type { Actor } from '../../common/http/principal.js';
import { CareAccess, CurrentCare } from './care.decorator.js';
import {
  askSignIn,
  nothing,
  openLink,
  tellCode,
  type AskSignIn,
  type OpenLink,
  type TellCode,
} from './care.schemas.js';
import { sessionToken } from './care-cookie.js';
import { CareEntry, type Caller } from './care-entry.service.js';
import { CareOverviews, type CareOverview } from './care-overview.service.js';
import { CareRenewals } from './care-renewals.service.js';
import type { CareSession } from './care-session.js';
import { CareSessions, type OpenedSession } from './care-sessions.service.js';
import { CareSignIn, type SentCheck } from './care-sign-in.service.js';

/** Getting into the portal, and out of it. */
@Controller('care/api')
export class CareEntryController {
  constructor(
    private readonly entry: CareEntry,
    private readonly renewals: CareRenewals,
    private readonly signIns: CareSignIn,
    private readonly overviews: CareOverviews,
    private readonly sessions: CareSessions,
  ) {}

  @Post('session')
  @HttpCode(200)
  @CareAccess('anybody')
  async session(
    @Body({ schema: openLink }) { token }: OpenLink,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CareOverview> {
    return this.welcome(await this.entry.openLink(token, callerOf(request)), reply);
  }

  @Post('new-link')
  @HttpCode(202)
  @CareAccess('anybody')
  async newLink(
    @Body({ schema: openLink }) { token }: OpenLink,
    @Req() { ip }: FastifyRequest,
  ): Promise<object> {
    await this.renewals.sendNewLink(token, ip);
    return {};
  }

  @Post('sign-in')
  @HttpCode(202)
  @CareAccess('anybody')
  ask(
    @Body({ schema: askSignIn }) wish: AskSignIn,
    @Req() request: FastifyRequest,
  ): Promise<{ challenge_id: string }> {
    return this.signIns.ask(wish, callerOf(request));
  }

  @Post('sign-in/link')
  @HttpCode(200)
  @CareAccess('anybody')
  async byLink(
    @Body({ schema: openLink }) { token }: OpenLink,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CareOverview & { readonly go_to: string | null }> {
    const { opened, to } = await this.signIns.byLink(token, callerOf(request));
    return { ...(await this.welcome(opened, reply)), go_to: to };
  }

  @Post('sign-in/code')
  @HttpCode(200)
  @CareAccess('anybody')
  async byCode(
    @Body({ schema: tellCode }) code: TellCode,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CareOverview> {
    return this.welcome(await this.signIns.byCode(code, callerOf(request)), reply);
  }

  @Post('sign-in/host')
  @HttpCode(200)
  @CareAccess('anybody')
  async byHost(
    @Body({ schema: openLink }) { token }: OpenLink,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CareOverview> {
    return this.welcome(await this.signIns.byHost(token, callerOf(request)), reply);
  }

  @Post('check')
  @HttpCode(202)
  @CareAccess('link')
  askCheck(
    @Body({ schema: nothing }) _body: object,
    @CurrentCare() session: CareSession,
    @Req() request: FastifyRequest,
  ): Promise<SentCheck> {
    return this.signIns.askCheck(session, callerOf(request));
  }

  @Post('check/code')
  @HttpCode(200)
  @CareAccess('link')
  async check(
    @Body({ schema: tellCode }) code: TellCode,
    @CurrentCare() session: CareSession,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CareOverview> {
    return this.welcome(await this.signIns.check(session, code, actor), reply);
  }

  @Post('sign-out')
  @HttpCode(204)
  @CareAccess('anybody')
  async signOut(
    @Body({ schema: nothing }) _body: object,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.entry.signOut(callerOf(request).token);
    reply.header('set-cookie', this.sessions.noCookie());
  }

  @Post('sign-out-everywhere')
  @HttpCode(204)
  @CareAccess('fresh')
  async signOutEverywhere(
    @Body({ schema: nothing }) _body: object,
    @CurrentCare() session: CareSession,
    @CurrentActor() actor: Actor,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.entry.signOutEverywhere(session.customerId, actor);
    reply.header('set-cookie', this.sessions.noCookie());
  }

  private welcome({ session, cookie }: OpenedSession, reply: FastifyReply): Promise<CareOverview> {
    if (cookie !== null) reply.header('set-cookie', cookie);
    return this.overviews.overview(session);
  }
}

function callerOf({ ip, id, headers }: FastifyRequest): Caller {
  return { ip, requestId: id, token: sessionToken(headers.cookie) };
}
