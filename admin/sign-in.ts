import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../src/common/errors/domain-error.js';
import { statusOf } from '../src/common/errors/problem.js';
import type { PanelAssets } from './assets.js';
import { cookie, LOCALE_COOKIE, readCookie, sessionCookieName } from './http/cookies.js';
import { destination, field } from './http/forms.js';
import type { PanelParts } from './panel-context.js';
import { preloadAdminApp } from './panel-pages.js';
import { ROOT } from './settings.js';
import { signInPage, type SignInTrouble } from './sign-in-page.js';

const OPEN = { config: { open: true } };
const LOCALE_SECONDS = 400 * 24 * 3600;

/** Signing in and out, and the choice of language; plain forms, so that they work before any script has loaded. */
export function registerSignIn(scope: FastifyInstance, parts: PanelParts, assets: PanelAssets): void {
  const { sessions, settings } = parts;
  const name = sessionCookieName(settings.secure);

  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    email: string,
    trouble: SignInTrouble | null,
  ): FastifyReply =>
    reply.type('text/html; charset=utf-8').send(
      signInPage({
        assets,
        settings,
        locale: request.panel.locale,
        email,
        to: destination(field(request.body, 'to') || field(request.query, 'to')),
        trouble,
      }),
    );

  scope.get('/login', OPEN, async (request, reply) => {
    preloadAdminApp();
    if (request.panel.session) return reply.redirect(ROOT, 303);
    return show(request, reply, '', null);
  });

  scope.post('/login', OPEN, async (request, reply) => {
    const email = field(request.body, 'email').trim();
    const facts = {
      ip: request.ip,
      userAgent: (request.headers['user-agent'] ?? '').slice(0, 300),
      requestId: request.id,
    };
    try {
      const { token } = await sessions.signIn(email, field(request.body, 'password'), facts);
      reply.header('set-cookie', cookie(name, token, { secure: settings.secure }));
      return await reply.redirect(destination(field(request.body, 'to')), 303);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      reply.code(statusOf(error.kind));
      return show(request, reply, email, {
        code: error.code,
        retryAfterSeconds: error.retryAfterSeconds ?? null,
      });
    }
  });

  scope.post('/logout', OPEN, async (request, reply) => {
    const token = readCookie(request.headers.cookie, name);
    if (token !== null) await sessions.signOut(token);
    reply.header('set-cookie', cookie(name, '', { secure: settings.secure, maxAgeSeconds: 0 }));
    return reply.redirect(`${ROOT}/login`, 303);
  });

  scope.post('/locale', OPEN, async (request, reply) => {
    const locale = field(request.body, 'locale') === 'ar' ? 'ar' : 'en';
    if (request.panel.session) await sessions.chooseLocale(request.panel.session, locale);
    reply.header(
      'set-cookie',
      cookie(LOCALE_COOKIE, locale, { secure: settings.secure, maxAgeSeconds: LOCALE_SECONDS }),
    );
    return reply.redirect(destination(field(request.body, 'to')), 303);
  });
}
