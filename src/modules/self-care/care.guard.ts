import { Inject, Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { CONFIG, type Config } from '../../common/config/config.js';
import type { AuthenticatedRequest } from '../../common/http/access.decorator.js';
import { sessionToken } from './care-cookie.js';
import { lackOf, type CareRight, type CareSession } from './care-session.js';
import { CareSessions } from './care-sessions.service.js';
import { ForeignOrigin, FreshCheckRequired, SessionOver } from './self-care.errors.js';

export const CARE_RIGHT = 'omnicrm:care-right';

/** A request of the portal whose session the guard has found. */
export interface CareRequest extends AuthenticatedRequest {
  careSession?: CareSession;
}

/** Lets in what our own pages send, from a session that may do it. */
@Injectable()
export class CareGuard implements CanActivate {
  private readonly origins: ReadonlySet<string>;

  constructor(
    private readonly reflector: Reflector,
    private readonly sessions: CareSessions,
    @Inject(CONFIG) config: Config,
  ) {
    const own = [config.http.publicUrl, config.selfCare.baseUrl];
    this.origins = new Set(own.map((url) => new URL(url).origin));
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const right = this.reflector.get<CareRight | undefined>(CARE_RIGHT, context.getHandler());
    if (right === undefined) return false;
    const request = context.switchToHttp().getRequest<CareRequest>();
    this.refuseForeign(request);
    if (right !== 'anybody') await this.admit(request, right);
    return true;
  }

  private refuseForeign({ method, headers }: CareRequest): void {
    if (method === 'GET') return;
    const { origin } = headers;
    if (origin !== undefined && !this.origins.has(origin)) throw new ForeignOrigin();
  }

  private async admit(request: CareRequest, right: CareRight): Promise<void> {
    const token = sessionToken(request.headers.cookie);
    // The page asks for news every few seconds, which says nothing of whether somebody sits before it.
    const isPoll = request.headers['if-none-match'] !== undefined;
    const session = token === null ? null : await this.sessions.find(token, { isPoll });
    if (!session) throw new SessionOver();
    const lack = lackOf(session, right);
    if (lack !== null) throw new FreshCheckRequired(lack);
    request.careSession = session;
    const name = session.kind === 'link' ? 'customer, by a link' : 'customer, signed in';
    request.principal = { kind: 'customer', id: session.customerId, name };
  }
}
