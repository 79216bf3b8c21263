import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { DomainError } from '../errors/domain-error.js';
import { sendProblem } from '../errors/problem.filter.js';

const MINUTE_SECONDS = 60;
const FAILURES_PER_MINUTE = 60;

export interface RateLimits {
  readonly keyPerMinute: number;
  readonly addressPerMinute: number;
}

/** Too many requests from one caller; says when to come back. */
export function tooMany(seconds: number): DomainError {
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
  const perKey = new RateLimiterMemory({ points: limits.keyPerMinute, duration: MINUTE_SECONDS });
  const perAddress = new RateLimiterMemory({ points: limits.addressPerMinute, duration: MINUTE_SECONDS });
  const failures = new RateLimiterMemory({ points: FAILURES_PER_MINUTE, duration: MINUTE_SECONDS });

  fastify.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    if (!isCounted(request.url)) return;
    const { authorization } = request.headers;
    const failed = await failures.get(request.ip);
    const wait =
      failed && failed.remainingPoints <= 0 && authorization !== undefined
        ? failed.msBeforeNext
        : await consume(
            authorization ? perKey : perAddress,
            authorization ? nameOf(authorization) : request.ip,
          );
    if (wait > 0) sendProblem(tooMany(wait / 1_000), request, reply);
  });
  fastify.addHook('onResponse', async (request, reply) => {
    if (reply.statusCode === 401) await consume(failures, request.ip);
  });
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
  return createHash('sha1').update(authorization).digest('base64');
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (refused) {
    if (refused instanceof Error) throw refused;
    return (refused as RateLimiterRes).msBeforeNext;
  }
}
