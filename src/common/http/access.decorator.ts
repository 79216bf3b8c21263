import {
  createParamDecorator,
  SetMetadata,
  UnauthorizedException,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { actorOf, type Actor, type Principal, type Scope } from './principal.js';

/** What a route lets in. Routes without any are refused, and the app does not start with one. */
export type AccessRule =
  | { readonly kind: 'public' }
  | { readonly kind: 'scope'; readonly scope: Scope; readonly setupToken: boolean }
  | { readonly kind: 'scope_or_loopback'; readonly scope: Scope };

export const ACCESS_RULE = 'omnicrm:access';

/** Lets in an API key that holds the scope; with `setupToken` also a browser finishing the setup named by `:id`. */
export function Access(
  scope: Scope,
  options: { setupToken?: boolean } = {},
): MethodDecorator & ClassDecorator {
  return SetMetadata(ACCESS_RULE, {
    kind: 'scope',
    scope,
    setupToken: options.setupToken ?? false,
  } satisfies AccessRule);
}

/** Lets in anyone; the route proves by itself what it must, such as a signature. */
export function Public(): MethodDecorator & ClassDecorator {
  return SetMetadata(ACCESS_RULE, { kind: 'public' } satisfies AccessRule);
}

/** Lets in an API key that holds the scope, and anyone on this host itself. */
export function AccessOrLoopback(scope: Scope): MethodDecorator & ClassDecorator {
  return SetMetadata(ACCESS_RULE, { kind: 'scope_or_loopback', scope } satisfies AccessRule);
}

/** A request whose caller the access guard has proven. */
export interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
}

function principalOf(context: ExecutionContext): Principal {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (!principal) throw new UnauthorizedException();
  return principal;
}

/** The caller as the audit trail names it, with address and request id. */
export const CurrentActor = createParamDecorator((_: unknown, context: ExecutionContext): Actor => {
  const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
  return actorOf(principalOf(context), { ip: request.ip, requestId: request.id });
});
