import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../src/common/errors/domain-error.js';
import type { AuthenticatedRequest } from '../src/common/http/access.decorator.js';
import { ROLE_SCOPES } from '../src/common/http/principal.js';
import { refuseInput } from '../src/common/http/refused-input.js';
import { localeOf } from '../src/common/i18n/locale.js';
import { cacheControl, loadAssets } from './assets.js';
import { LOCALE_COOKIE, readCookie, sessionCookieName } from './http/cookies.js';
import { cameFromElsewhere, cameFromOurPages } from './http/origin.js';
import { panelHeaders } from './http/security-headers.js';
import type { PanelParts } from './panel-context.js';
import type { PanelLocale } from './panel-services.js';
import { setErrors } from './panel-errors.js';
import { registerOwnPassword } from './own-password.js';
import { registerPages } from './panel-pages.js';
import { OWN_PASSWORD, ROOT, type PanelSettings } from './settings.js';
import { registerSignIn } from './sign-in.js';
import type { PanelSession } from './staff-sessions.js';

const BODY_LIMIT = 256 * 1024;

/**
 * Puts the panel under /admin, as a scope of its own: its parsers, headers, errors and not-found pages hold there and nowhere else.
 * Nothing of AdminJS (a second, 110 MB) is loaded until somebody comes, or `preloadAdminApp` is called.
 */
export async function registerPanel(server: FastifyInstance, parts: PanelParts): Promise<void> {
  const assets = await loadAssets(parts.settings.assetsDir);
  await server.register(
    async (scope) => {
      scope.decorateRequest('panel');
      setHeaders(scope, parts.settings);
      await serveFiles(scope, parts.settings.assetsDir);
      await scope.register((gated, _options, done) => {
        setParsers(gated);
        setGate(gated, parts);
        setErrors(gated, assets);
        registerSignIn(gated, parts, assets);
        registerOwnPassword(gated, parts, assets);
        registerPages(gated, parts, assets);
        done();
      });
    },
    { prefix: ROOT },
  );
}

function setHeaders(scope: FastifyInstance, settings: PanelSettings): void {
  scope.addHook('onRequest', async (request, reply) => {
    const nonce = randomBytes(18).toString('base64');
    request.panel = { nonce, session: null, locale: chosenLocale(request, null) };
    reply.headers(panelHeaders(nonce, settings.vendorHosts, settings.secure));
  });
}

function setParsers(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  const limits = { parseAs: 'string' as const, bodyLimit: BODY_LIMIT };
  scope.addContentTypeParser('application/json', limits, scope.getDefaultJsonParser('error', 'error'));
  scope.addContentTypeParser<string>('application/x-www-form-urlencoded', limits, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(body)));
  });
}

function setGate(scope: FastifyInstance, { settings, sessions }: PanelParts): void {
  scope.addHook('onRequest', async (request, reply) => {
    const token = readCookie(request.headers.cookie, sessionCookieName(settings.secure));
    const session = token === null ? null : await sessions.find(token);
    request.panel = { ...request.panel, session, locale: chosenLocale(request, session) };
    // Errors are told in the language of the screen, not of the browser.
    request.headers['accept-language'] = request.panel.locale;
    if (session) nameCaller(request, session);
    refuseOtherSites(request);
    const { open, beforeOwnPassword } = request.routeOptions.config;
    if (open) return;
    if (!session) return askToSignIn(request, reply);
    if (session.passwordChangeRequired && !beforeOwnPassword) return askForOwnPassword(request, reply);
  });
  // A password may be any text; it is never kept.
  scope.addHook(
    'preHandler',
    (request) =>
      new Promise<void>((resolve) => {
        refuseInput(request, ['password', 'present_password', 'repeated_password']);
        resolve();
      }),
  );
}

/** For the log of requests; what the caller may do is decided by the session. */
function nameCaller(request: AuthenticatedRequest, { staffId: id, name, role }: PanelSession): void {
  request.principal = { kind: 'staff', id, name, role, scopes: new Set(ROLE_SCOPES[role]) };
}

function refuseOtherSites(request: FastifyRequest): void {
  const writes = request.method !== 'GET' && request.method !== 'HEAD';
  if (writes && !cameFromOurPages(request.headers)) throw crossSite();
  if (pathOf(request).startsWith(`${ROOT}/api/`) && cameFromElsewhere(request.headers)) throw crossSite();
}

function crossSite(): DomainError {
  return new DomainError({
    kind: 'forbidden',
    code: 'cross_site_request',
    detail: 'This request did not come from the panel.',
  });
}

function askToSignIn(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (pathOf(request).startsWith(`${ROOT}/api/`)) {
    throw new DomainError({
      kind: 'unauthenticated',
      code: 'signed_out',
      detail: 'You are signed out. Sign in again.',
    });
  }
  return reply.redirect(`${ROOT}/login${backTo(request)}`, 303);
}

function askForOwnPassword(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (request.method !== 'GET' || pathOf(request).startsWith(`${ROOT}/api/`)) {
    throw new DomainError({
      kind: 'forbidden',
      code: 'password_change_required',
      detail: 'Choose a password of your own first.',
    });
  }
  return reply.redirect(`${OWN_PASSWORD}${backTo(request)}`, 303);
}

function backTo({ url }: FastifyRequest): string {
  return url === ROOT ? '' : `?to=${encodeURIComponent(url)}`;
}

async function serveFiles(scope: FastifyInstance, assetsDir: string): Promise<void> {
  for (const [prefix, folder] of [
    ['/assets/', 'panel'],
    ['/fonts/', 'fonts'],
  ] as const) {
    await scope.register(fastifyStatic, {
      root: join(assetsDir, folder),
      prefix,
      decorateReply: false,
      preCompressed: true,
      index: false,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header('cache-control', cacheControl(path));
      },
    });
  }
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0] ?? '';
}

function chosenLocale(request: FastifyRequest, session: PanelSession | null): PanelLocale {
  const asked = readCookie(request.headers.cookie, LOCALE_COOKIE);
  if (asked === 'ar' || asked === 'en') return asked;
  // English is what an account has until its owner chooses, so there the browser may know better.
  return session?.locale === 'ar' ? 'ar' : localeOf(request.headers['accept-language']);
}
