import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { DomainError, NotFound } from '../../common/errors/domain-error.js';
import {
  ACCESS_RULE,
  type AccessRule,
  type AuthenticatedRequest,
} from '../../common/http/access.decorator.js';
import { SignedTokens } from '../../common/security/signed-tokens.js';
import { ApiKeys, isApiKey, type FoundKey } from './api-keys.service.js';
import { RefusedAccess } from './refused-access.service.js';

type KeyRule = Exclude<AccessRule, { kind: 'public' }>;

const BEARER = 'Bearer ';
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Lets nobody in who is not proven and allowed; a route that says nothing of access is closed. */
@Injectable()
export class AccessGuard implements CanActivate {
  private readonly rules = new WeakMap<object, AccessRule>();

  constructor(
    private readonly keys: ApiKeys,
    private readonly tokens: SignedTokens,
    private readonly clock: Clock,
    private readonly refused: RefusedAccess,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const rule = this.ruleOf(context);
    if (rule.kind === 'public') return true;
    const request = context.getArgByIndex<AuthenticatedRequest>(0);
    const token = bearer(request);
    if (token === null) return admitLoopback(rule, request);
    if (!isApiKey(token)) return this.admitSetup(rule, request, token);
    const known = this.keys.peek(token);
    if (known?.principal) return admit(rule, request, known.principal);
    return this.admitFound(rule, request, token);
  }

  private ruleOf(context: ExecutionContext): AccessRule {
    const handler = context.getHandler();
    const known = this.rules.get(handler);
    if (known) return known;
    const declared = [handler, context.getClass()].map(
      (target) => Reflect.getMetadata(ACCESS_RULE, target) as AccessRule | undefined,
    );
    const rule = declared.find((found) => found !== undefined);
    if (!rule) throw forbidden('This address is closed.');
    this.rules.set(handler, rule);
    return rule;
  }

  private async admitFound(rule: KeyRule, request: AuthenticatedRequest, token: string): Promise<boolean> {
    const found = await this.keys.lookUp(token);
    if (found?.principal) return admit(rule, request, found.principal);
    await this.refused.note(request, found?.ended ?? 'unknown', found?.id);
    throw unauthenticated(
      found?.ended === 'expired' ? 'This API key has expired.' : 'This API key is not valid.',
    );
  }

  private async admitSetup(rule: KeyRule, request: AuthenticatedRequest, token: string): Promise<boolean> {
    const verified = this.tokens.verify('setup', token, this.clock.real());
    if (!verified.ok) {
      await this.refused.note(request, verified.why === 'expired' ? 'expired' : 'unknown');
      throw unauthenticated(
        verified.why === 'expired' ? 'This token has expired.' : 'This API key is not valid.',
      );
    }
    if (rule.kind !== 'scope' || !rule.setupToken)
      throw forbidden('This token finishes one setup and does nothing else.');
    const { setup, customer } = verified.claims;
    const { id } = request.params as { id?: string };
    if (setup === undefined || customer === undefined || setup !== id) throw new NotFound('setup');
    request.principal = { kind: 'setup', setupId: setup, customerId: customer };
    return true;
  }
}

function bearer({ headers: { authorization } }: AuthenticatedRequest): string | null {
  if (authorization === undefined) return null;
  if (authorization.startsWith(BEARER)) return authorization.slice(BEARER.length);
  // The scheme's case is free, though hardly anybody writes it otherwise.
  if (/^bearer /i.test(authorization)) return authorization.slice(BEARER.length);
  throw unauthenticated('Send an API key: Authorization: Bearer <key>.');
}

function admit(
  rule: KeyRule,
  request: AuthenticatedRequest,
  principal: NonNullable<FoundKey['principal']>,
): true {
  if (!principal.scopes.has(rule.scope)) throw forbidden(`This key needs the scope ${rule.scope}.`);
  request.principal = principal;
  return true;
}

// A proxy on this host would make every caller look local, so whatever came through one needs a key.
function admitLoopback(rule: KeyRule, request: AuthenticatedRequest): true {
  const { 'x-forwarded-for': forwardedFor, forwarded } = request.headers;
  const isLocal =
    LOOPBACK.has(request.socket.remoteAddress ?? '') && forwardedFor === undefined && forwarded === undefined;
  if (rule.kind === 'scope_or_loopback' && isLocal) return true;
  throw unauthenticated('Send an API key: Authorization: Bearer <key>.');
}

function unauthenticated(detail: string): DomainError {
  return new DomainError({ kind: 'unauthenticated', code: 'unauthenticated', detail });
}

function forbidden(detail: string): DomainError {
  return new DomainError({ kind: 'forbidden', code: 'forbidden', detail });
}
