import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuthenticatedRequest } from './access.decorator.js';
import { DomainError } from '../errors/domain-error.js';
import { sendProblem } from '../errors/problem.filter.js';
import { networkOf } from './network-of.js';
import { RequestCounts } from './request-counts.js';
import { routeOf } from './route-of.js';

const MINUTE_MS = 60_000;
const FAILURES_PER_MINUTE = 60;

export interface RateLimits {
  readonly keyPerMinute: number;
  readonly addressPerMinute: number;
}

/** Too many requests from one caller; says when to come back. */
function tooMany(seconds: number): DomainError {
  return new DomainError({
    kind: 'rate_limited',
    code: 'rate_limited',
    detail: 'Too many requests; wait and try again.',
    retryAfterSeconds: Math.max(1, Math.ceil(seconds)),
  });
}

/**
 * Limits each instance's requests a minute: by API key where one is checked, else by the address's network; and failed authentications by
 * that network, so that keys cannot be guessed. A key that was good here is not held up by others' failures behind the same address. Health
 * checks, metrics and static files are not counted, nor webhooks, which have limits of their own.
 */
export function registerRateLimits(fastify: FastifyInstance, limits: RateLimits): void {
  const perKey = perMinute(limits.keyPerMinute);
  const perAddress = perMinute(limits.addressPerMinute);
  const failures = perMinute(FAILURES_PER_MINUTE);

  const proven = new Set<string>();

  const waitOf = (request: FastifyRequest): number => {
    const { authorization } = request.headers;
    const route = routeOf(request);
    if (!isCounted(route)) return 0;
    // Only /v1 looks at keys: elsewhere a header that nobody checks must not buy a limit of its own.
    if (!authorization || !route.startsWith('/v1/')) return perAddress.add(networkOf(request.ip));
    const name = nameOf(authorization);
    return (proven.has(name) ? 0 : failures.waitOf(networkOf(request.ip))) || perKey.add(name);
  };
  fastify.addHook('onRequest', (request, reply, done) => {
    const wait = waitOf(request);
    if (wait > 0) sendProblem(tooMany(wait / 1_000), request, reply);
    else done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode === 401) failures.add(networkOf(request.ip));
    else if ((request as AuthenticatedRequest).principal) remember(proven, request.headers.authorization);
    done();
  });
}

function perMinute(limit: number): RequestCounts {
  return new RequestCounts({ limit, windowMs: MINUTE_MS, now: () => performance.now() });
}

/** The pattern of the route that will answer, however the address was written; the address itself where there is none. */
function isCounted(route: string): boolean {
  return route.startsWith('/v1/') || route.startsWith('/care/') || route.startsWith('/returns/');
}

const MAX_PROVEN = 10_000;

function remember(proven: Set<string>, authorization: string | undefined): void {
  if (!authorization) return;
  if (proven.size >= MAX_PROVEN) proven.clear();
  proven.add(nameOf(authorization));
}

// A key itself never stands in memory as a map key that a heap dump would show.
function nameOf(authorization: string): string {
  return hash('sha1', authorization, 'base64');
}
