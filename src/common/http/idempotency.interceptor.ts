import { createHash } from 'node:crypto';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply } from 'fastify';
import { catchError, concatMap, of, throwError, type Observable } from 'rxjs';
import { Conflict, DomainError } from '../errors/domain-error.js';
import { domainErrorOf } from '../errors/problem.filter.js';
import { problemOf } from '../errors/problem.js';
import type { AuthenticatedRequest } from './access.decorator.js';
import { IDEMPOTENCY_RULE, type IdempotencyRule, type IdempotentRequest } from './idempotency.decorator.js';
import { IdempotencyStore, type IdempotencyScope, type StoredAnswer } from './idempotency-store.service.js';
import type { Principal } from './principal.js';
import { isApi, routeOf } from './route-of.js';

const KEY = /^[\x21-\x7e]{1,255}$/;
const PLAIN: IdempotencyRule = { required: false, rebuild: false };

type ApiRequest = AuthenticatedRequest & IdempotentRequest;

/** Makes every POST under /v1, and those of the portal that say so, safe to repeat with its Idempotency-Key. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  constructor(
    private readonly reflector: Reflector,
    private readonly store: IdempotencyStore,
  ) {}

  intercept(
    context: ExecutionContext,
    next: CallHandler,
  ): Observable<unknown> | Promise<Observable<unknown>> {
    const http = context.switchToHttp();
    const request = http.getRequest<ApiRequest>();
    if (request.method !== 'POST' || !isApi(routeOf(request))) return next.handle();
    const rule =
      this.reflector.get<IdempotencyRule | undefined>(IDEMPOTENCY_RULE, context.getHandler()) ?? PLAIN;
    const key = keyOf(request, rule);
    if (key === null) return next.handle();
    return this.once(scopeOf(request, key), rule, request, { next, reply: http.getResponse<FastifyReply>() });
  }

  private async once(
    scope: IdempotencyScope,
    rule: IdempotencyRule,
    request: ApiRequest,
    { next, reply }: { next: CallHandler; reply: FastifyReply },
  ): Promise<Observable<unknown>> {
    const claim = await this.store.claim(scope, hashOf(request.body));
    switch (claim.kind) {
      case 'other_body':
        throw new Conflict(
          'idempotency_key_reused',
          'This Idempotency-Key was used before with another body.',
          'Use a new key for a new request.',
        );
      case 'running':
        throw new DomainError({
          kind: 'conflict',
          code: 'request_in_progress',
          detail: 'A request with this Idempotency-Key is still running.',
          hint: 'Repeat it in a moment with the same key.',
          retryAfterSeconds: 1,
        });
      case 'answered':
        void reply.header('idempotency-replayed', 'true');
        request.newId = claim.resourceId;
        return rule.rebuild && claim.answer.status < 400 ? next.handle() : of(replay(reply, claim.answer));
      case 'mine':
        request.newId = claim.resourceId;
        return next.handle().pipe(
          concatMap(async (body: unknown) => {
            await this.store.finish(scope, claim.leaseId, {
              status: reply.statusCode,
              body: rule.rebuild ? null : body,
            });
            return body;
          }),
          catchError((error: unknown) => this.settle(scope, claim.leaseId, request, error)),
        );
    }
  }

  private settle(
    scope: IdempotencyScope,
    leaseId: string,
    request: ApiRequest,
    error: unknown,
  ): Observable<never> {
    const known = domainErrorOf(error);
    const problem = known ? problemOf(known, 'en', request.id) : null;
    const kept =
      problem && problem.status < 500
        ? this.store.finish(scope, leaseId, { status: problem.status, body: problem })
        : this.store.release(scope, leaseId);
    return of(kept).pipe(
      concatMap((settled) => settled),
      catchError((lost: unknown) => {
        request.log.warn(
          { err: lost },
          'the answer of an Idempotency-Key was not kept; its lease will run out',
        );
        return of(undefined);
      }),
      concatMap(() => throwError(() => error)),
    );
  }
}

function keyOf(request: ApiRequest, rule: IdempotencyRule): string | null {
  const key = request.headers['idempotency-key'];
  if (typeof key === 'string' && KEY.test(key)) return key;
  if (key !== undefined)
    throw new DomainError({
      kind: 'bad_request',
      code: 'idempotency_key_invalid',
      detail: 'An Idempotency-Key is 1 to 255 visible ASCII characters.',
    });
  if (rule.required)
    throw new DomainError({
      kind: 'bad_request',
      code: 'idempotency_key_required',
      detail: 'This request needs an Idempotency-Key header, so that it can be repeated safely.',
    });
  return null;
}

function scopeOf(request: ApiRequest, key: string): IdempotencyScope {
  return {
    principal: ownerOf(request.principal),
    method: request.method,
    path: request.url.split('?')[0] ?? '',
    key,
  };
}

function ownerOf(principal: Principal | undefined): string {
  if (!principal) return 'public';
  return `${principal.kind}:${principal.kind === 'setup' ? principal.setupId : principal.id}`;
}

function hashOf(body: unknown): Buffer {
  return createHash('sha256')
    .update(JSON.stringify(body ?? null))
    .digest();
}

function replay(reply: FastifyReply, answer: StoredAnswer): unknown {
  void reply.code(answer.status);
  if (answer.status >= 400) void reply.type('application/problem+json; charset=utf-8');
  return answer.body;
}
