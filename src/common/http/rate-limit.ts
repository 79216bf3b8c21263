import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';
import { sendProblem } from '../errors/problem.filter.js';
import { RequestCounts } from './request-counts.js';

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
 * Limits each instance's requests a minute: by API key where one is sent, else by address; and failed authentications by address, so
 * that keys cannot be guessed. Health checks, metrics and static files are not counted.
 */
export function registerRateLimits(fastify: FastifyInstance, limits: RateLimits): void {
  const perKey = perMinute(limits.keyPerMinute);
  const perAddress = perMinute(limits.addressPerMinute);
  const failures = perMinute(FAILURES_PER_MINUTE);

  const waitOf = ({ url, ip, headers: { authorization } }: FastifyRequest): number => {
    if (!isCounted(url)) return 0;
    return authorization ? failures.waitOf(ip) || perKey.add(nameOf(authorization)) : perAddress.add(ip);
  };
  fastify.addHook('onRequest', (request, reply, done) => {
    const wait = waitOf(request);
    if (wait > 0) sendProblem(tooMany(wait / 1_000), request, reply);
    else done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode === 401) failures.add(request.ip);
    done();
  });
}

function perMinute(limit: number): RequestCounts {
  return new RequestCounts({ limit, windowMs: MINUTE_MS, now: () => performance.now() });
}

function isCounted(url: string): boolean {
  return (
    url.startsWith('/v1/') ||
    url.startsWith('/care/') ||
    url.startsWith('/webhooks/') ||
    url.startsWith('/returns/')
  );
}

// A key itself never stands in memory as a map key that a heap dump would show.
function nameOf(authorization: string): string {
  return hash('sha1', authorization, 'base64');
}
