import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';
import { sendProblem } from '../errors/problem.filter.js';
import type { Metrics } from './metrics.service.js';
import { networkOf } from './network-of.js';
import { routeOf } from './route-of.js';
import { RequestCounts } from './request-counts.js';

const MINUTE_MS = 60_000;
const REFUSED_PER_MINUTE = 60;
// Behind a proxy that hides addresses a vendor and a forger look alike: one that has sent what was good is not held up so soon.
const REFUSED_PER_MINUTE_WHEN_PROVEN = 600;
const MAX_PROVEN = 10_000;
// What a sender is to blame for: no signature of the vendor's, other credentials, no such vendor, too large, not JSON. Failures of ours are not.
const BLAMED = new Set([400, 401, 404, 413, 415]);

/**
 * Limits what is refused at `/webhooks/…`, by the address's network and vendor, before a body is read; good events are never counted, however many
 * come at once. Forgeries at one vendor's address leave the others' alone. Whatever is refused is counted by its reason and kept nowhere.
 */
export function registerWebhookLimits(
  fastify: FastifyInstance,
  metrics: Metrics,
  vendors: readonly string[],
): void {
  const refused = perMinute(REFUSED_PER_MINUTE);
  const refusedOfProven = perMinute(REFUSED_PER_MINUTE_WHEN_PROVEN);
  const proven = new Set<string>();
  const counter = metrics.counter('webhooks_refused_total', 'Webhooks refused, by reason', [
    'vendor',
    'reason',
  ]);

  const vendorOf = (request: FastifyRequest): string => {
    const { vendor = routeOf(request).split('/')[2] } = request.params as { readonly vendor?: string };
    return vendor !== undefined && vendors.includes(vendor) ? vendor : 'other';
  };
  const senderOf = (request: FastifyRequest): string => `${networkOf(request.ip)} ${vendorOf(request)}`;

  fastify.addHook('onRequest', (request, reply, done) => {
    if (!isWebhook(request)) {
      done();
      return;
    }
    const sender = senderOf(request);
    const wait = (proven.has(sender) ? refusedOfProven : refused).waitOf(sender);
    if (wait > 0) sendProblem(tooMany(wait / 1_000), request, reply);
    else done();
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (isWebhook(request) && reply.statusCode >= 400)
      counter.inc({ vendor: vendorOf(request), reason: codeOf(payload) });
    done();
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    if (isWebhook(request)) note(senderOf(request), reply.statusCode);
    done();
  });

  function note(sender: string, status: number): void {
    if (status < 300) {
      if (proven.size >= MAX_PROVEN) proven.clear();
      proven.add(sender);
    } else if (BLAMED.has(status)) {
      refused.add(sender);
      refusedOfProven.add(sender);
    }
  }
}

function isWebhook(request: FastifyRequest): boolean {
  return routeOf(request).startsWith('/webhooks/');
}

function perMinute(limit: number): RequestCounts {
  return new RequestCounts({ limit, windowMs: MINUTE_MS, now: () => performance.now() });
}

function tooMany(seconds: number): DomainError {
  return new DomainError({
    kind: 'rate_limited',
    code: 'rate_limited',
    detail: 'Too many webhooks were refused from this address; wait and try again.',
    retryAfterSeconds: Math.max(1, Math.ceil(seconds)),
  });
}

function codeOf(payload: unknown): string {
  if (typeof payload !== 'string') return 'other';
  return /"code":"([a-z_]{1,40})"/.exec(payload)?.[1] ?? 'other';
}
