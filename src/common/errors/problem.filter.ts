import { types } from 'node:util';
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemTexts } from '../i18n/problems.js';
import { localeOf } from '../i18n/locale.js';
import { DomainError, type ErrorKind } from './domain-error.js';
import { problemOf, titleOf, type Problem } from './problem.js';

const RETRY_WHEN_BROKEN_SECONDS = 5;
// Connections, transactions rolled back for others' sake, exhaustion, locks and statements cut short; then those of the network.
const DATABASE_TROUBLE =
  /^(08|40|53|55P03|57)|^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
const CLIENT_TROUBLE =
  /timeout exceeded when trying to connect|timeout expired|Connection terminated|Client has encountered a connection error|Client was closed|Query read timeout|already released/;

interface FrameworkError {
  readonly statusCode?: number;
  readonly code?: string;
}

/** Answers every error as problem+json; what nobody foresaw is logged whole and told as a 500 without its cause. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** Writes one error to the reply; also the hook for what fails before a route is found. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (reply.sent) return;
  const locale = localeOf(request.headers['accept-language']);
  const known = domainErrorOf(error);
  if (!known) request.log.error({ err: error }, 'unexpected error');
  const problem = known
    ? problemOf(known, locale, request.id, problemTexts(known, locale))
    : unexpected(locale, request.id);
  if (known?.retryAfterSeconds !== undefined)
    reply.header('retry-after', String(Math.ceil(known.retryAfterSeconds)));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  if (known?.kind === 'unavailable') request.log.warn({ err: error }, 'not available');
  reply.code(problem.status).type('application/problem+json; charset=utf-8').send(JSON.stringify(problem));
}

function unexpected(locale: 'en' | 'ar', requestId: string): Problem {
  return {
    type: 'urn:omnicrm:problem:internal_error',
    title: titleOf(500, locale),
    status: 500,
    code: 'internal_error',
    detail:
      locale === 'ar'
        ? 'خطأ غير متوقع؛ أبلغ الدعم برقم الطلب.'
        : 'Unexpected error; give support the request id.',
    request_id: requestId,
  };
}

/** The error as its caller may see it, or null when it is a fault of ours. */
export function domainErrorOf(error: unknown): DomainError | null {
  if (error instanceof DomainError) return error;
  if (error instanceof HttpException) return fromStatus(error.getStatus(), error);
  if (isDatabaseDown(error))
    return new DomainError({
      kind: 'unavailable',
      code: 'database_unavailable',
      detail:
        'The database cannot be reached now; nothing was changed by this request unless a repeat says otherwise.',
      retryAfterSeconds: RETRY_WHEN_BROKEN_SECONDS,
      cause: error,
    });
  const { statusCode } = error as FrameworkError;
  return statusCode !== undefined && statusCode < 500 ? fromStatus(statusCode, error) : null;
}

function isDatabaseDown(error: unknown): boolean {
  if (!types.isNativeError(error)) return false;
  const { code } = error as FrameworkError;
  return (typeof code === 'string' && DATABASE_TROUBLE.test(code)) || CLIENT_TROUBLE.test(error.message);
}

const FRAMEWORK: Readonly<Record<number, readonly [ErrorKind, string, string]>> = {
  400: [
    'bad_request',
    'malformed_request',
    'The request cannot be read: its body is not valid JSON, or its address is malformed.',
  ],
  401: ['unauthenticated', 'unauthenticated', 'Send an API key: Authorization: Bearer <key>.'],
  403: ['forbidden', 'forbidden', 'This key may not do that.'],
  404: ['not_found', 'not_found', 'There is nothing at this address.'],
  405: ['not_found', 'not_found', 'There is nothing at this address with this method.'],
  413: ['too_large', 'body_too_large', 'The body is larger than 256 KiB.'],
  414: ['bad_request', 'malformed_request', 'The address is too long.'],
  415: ['unsupported_media_type', 'unsupported_media_type', 'Send JSON: Content-Type: application/json.'],
  429: ['rate_limited', 'rate_limited', 'Too many requests; wait and try again.'],
  431: ['bad_request', 'malformed_request', 'The request headers are too large.'],
};

function fromStatus(status: number, cause: unknown): DomainError | null {
  const known = FRAMEWORK[status];
  if (!known) return status < 500 ? fromStatus(400, cause) : null;
  return new DomainError({ kind: known[0], code: known[1], detail: known[2], cause });
}
