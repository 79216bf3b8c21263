import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { LogController, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { panelParts, registerPanel } from '../admin/index.js';
import { AppModule } from './app.module.js';
import { assetsDir } from './common/assets-dir.js';
import { containsCardNumber } from './common/card-number.js';
import { Clock } from './common/clock/clock.js';
import type { Config } from './common/config/config.js';
import type { AuthenticatedRequest } from './common/http/access.decorator.js';
import { docsAssets } from './common/http/docs.controller.js';
import { Metrics } from './common/http/metrics.service.js';
import { RouteCatalogue } from './common/http/route-catalogue.service.js';
import { sendProblem } from './common/errors/problem.filter.js';
import { registerCors } from './common/http/cors.js';
import { registerBodyRules } from './common/http/request-body.js';
import { registerRateLimits } from './common/http/rate-limit.js';
import { loggedPath } from './common/http/route-of.js';
import { registerSecurityHeaders } from './common/http/security-headers.js';
import { registerStatic } from './common/http/static-files.js';
import { registerWebhookLimits } from './common/http/webhook-limits.js';
import { createLogger, NestLog } from './common/logging/logger.js';
import { VENDORS } from './modules/vendors/index.js';

const BODY_LIMIT_BYTES = 256 * 1024;
const REQUEST_ID = /^[\w-]{8,64}$/;

export interface AppOptions {
  readonly config: Config;
  /** Address of a migrated PostgreSQL database. */
  readonly databaseUrl: string;
  readonly logger?: Logger;
  /** The clock that the stand-ins share; one of its own unless told. */
  readonly clock?: Clock;
}

/** The whole app, initialised and not yet listening. */
export async function createApp({
  config,
  databaseUrl,
  logger,
  clock = new Clock(),
}: AppOptions): Promise<NestFastifyApplication> {
  const log = logger ?? createLogger(config.log.level);
  const adapter = new FastifyAdapter({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT_BYTES,
    trustProxy: trustedProxies(config.http.trustProxy),
    genReqId: requestId,
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: refuseAddress,
  });
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.on({ config, databaseUrl, clock }),
    adapter,
    {
      rawBody: true,
      logger: new NestLog(log),
      abortOnError: false,
    },
  );
  const fastify = app.getHttpAdapter().getInstance();
  logRequests(fastify, app.get(Metrics));
  registerSecurityHeaders(fastify);
  registerRateLimits(fastify, config.http.rateLimits);
  registerWebhookLimits(fastify, app.get(Metrics), [...VENDORS, 'mailjet']);
  registerCors(fastify, config.selfCare.allowedOrigins);
  registerBodyRules(fastify);
  await registerStatic(fastify, '/docs/assets/', docsAssets);
  await registerStatic(fastify, '/assets/portal/', join(assetsDir, 'portal'));
  await registerStatic(fastify, '/assets/fonts/', join(assetsDir, 'fonts'), { crossOrigin: true });
  await registerStatic(fastify, '/embed/', join(assetsDir, 'portal'), {
    crossOrigin: true,
    only: 'payment-form.js',
  });
  await registerPanel(fastify, panelParts(app));
  refuseUndeclaredRoutes(app.get(RouteCatalogue));
  await app.init();
  await fastify.ready();
  return app;
}

function trustedProxies(
  given: Config['http']['trustProxy'],
): boolean | string[] | ((address: string, hop: number) => boolean) {
  if (typeof given === 'number') return (_address, hop) => hop < given;
  return typeof given === 'boolean' ? given : [...given];
}

function requestId(request: { headers: Record<string, string | string[] | undefined> }): string {
  const given = request.headers['x-request-id'];
  return isRequestId(given) ? given : randomUUID();
}

/** An address that no route is even looked up for; hooks do not run for it. */
function refuseAddress(error: Error, request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('x-request-id', request.id);
  sendProblem(error, request, reply);
}

// It stands in the log and the audit trail, where no card number may.
function isRequestId(given: unknown): given is string {
  return typeof given === 'string' && REQUEST_ID.test(given) && !containsCardNumber(given);
}

function refuseUndeclaredRoutes(catalogue: RouteCatalogue): void {
  const open = catalogue.withoutAccessRule();
  if (open.length > 0) throw new Error(`Routes without an access rule: ${open.join(', ')}.`);
  const unsafe = catalogue.withoutIdempotency();
  if (unsafe.length > 0) throw new Error(`POST routes that cannot be repeated safely: ${unsafe.join(', ')}.`);
}

function logRequests(fastify: FastifyInstance, metrics: Metrics): void {
  fastify.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    void reply.header('x-request-id', request.id);
    done();
  });
  fastify.addHook('onResponse', (request: AuthenticatedRequest, reply: FastifyReply, done: () => void) => {
    const route = request.routeOptions.url ?? 'none';
    metrics.answered(request.method, route, reply.statusCode, reply.elapsedTime / 1_000);
    request.log.info(
      {
        method: request.method,
        path: loggedPath(request),
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime * 10) / 10,
        caller: callerOf(request),
      },
      'answered',
    );
    done();
  });
}

function callerOf({ principal }: AuthenticatedRequest): string | undefined {
  if (!principal) return undefined;
  return principal.kind === 'setup' ? `setup:${principal.setupId}` : `${principal.kind}:${principal.id}`;
}
