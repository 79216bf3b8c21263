import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import type { Observable } from 'rxjs';
import { findCardNumber } from '../card-number.js';
import { DomainError, Invalid } from '../errors/domain-error.js';
import { CARD_NUMBER_EXEMPT } from './card-number.decorator.js';
import { findHostileInput } from './hostile-text.js';

const NO_PATHS: readonly string[] = [];
const OWN_HEADERS = new Set([
  'authorization',
  'cookie',
  'content-length',
  'x-request-id',
  'date',
  'if-none-match',
]);

/** Refuses card numbers and text that cannot be stored, wherever they stand in a request; webhook bodies are the vendors' own. */
@Injectable()
export class InputGuard implements NestInterceptor {
  constructor(private readonly reflector: Reflector) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.url.startsWith('/webhooks/')) return next.handle();
    refuseCardNumber(request.url.includes('%') ? decoded(request.url) : request.url, 'the address', NO_PATHS);
    refuseCardNumber(namedHeaders(request), 'header', NO_PATHS);
    if (request.body !== undefined && request.body !== null) this.guardBody(context, request.body);
    return next.handle();
  }

  private guardBody(context: ExecutionContext, body: unknown): void {
    const hostile = findHostileInput(body);
    if (hostile) throw new Invalid(hostile.path, hostile.what);
    const exempt = this.reflector.get<readonly string[] | undefined>(
      CARD_NUMBER_EXEMPT,
      context.getHandler(),
    );
    refuseCardNumber(body, '', exempt ?? NO_PATHS);
  }
}

function refuseCardNumber(value: unknown, place: string, ignorePaths: readonly string[]): void {
  const path = findCardNumber(value, { ignorePaths });
  if (path === null) return;
  const where = [place, path].filter(Boolean).join(' ');
  throw new DomainError({
    kind: 'invalid',
    code: 'card_number_refused',
    detail: 'A value holds a card number. Card numbers are never accepted here, nor kept anywhere.',
    hint: 'Add the card through the payment form, which sends it to the vendor alone.',
    errors: [{ path: where, message: 'Holds a card number.' }],
  });
}

function namedHeaders(request: FastifyRequest): Record<string, unknown> {
  const named: Record<string, unknown> = {};
  for (const name in request.headers) if (!OWN_HEADERS.has(name)) named[name] = request.headers[name];
  return named;
}

function decoded(url: string): string {
  try {
    return decodeURIComponent(url.replaceAll('+', ' '));
  } catch (error) {
    if (error instanceof URIError) throw new Invalid('', 'The address is not well-formed.');
    throw error;
  }
}
