import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../src/common/errors/domain-error.js';
import { statusOf } from '../src/common/errors/problem.js';
import type { PanelAssets } from './assets.js';
import { readCookie, sessionCookieName } from './http/cookies.js';
import { destination, field } from './http/forms.js';
import { ownPasswordPage, type PasswordTrouble } from './own-password-page.js';
import type { PanelParts } from './panel-context.js';
import { actor, sessionOf } from './panel-pages.js';
import { OWN_PASSWORD } from './settings.js';

const PATH = '/password';
const WITHIN_REACH = { config: { beforeOwnPassword: true } };

/** Choosing a password of one's own: by oneself at any time, and before anything else where somebody else chose the present one. */
export function registerOwnPassword(
  scope: FastifyInstance,
  { sessions, settings }: PanelParts,
  assets: PanelAssets,
): void {
  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    { trouble = null, isDone = false }: { trouble?: PasswordTrouble | null; isDone?: boolean },
  ): FastifyReply => {
    const { email, passwordChangeRequired } = sessionOf(request);
    return reply.type('text/html; charset=utf-8').send(
      ownPasswordPage({
        assets,
        locale: request.panel.locale,
        email,
        isRequired: passwordChangeRequired,
        to: destination(field(request.body, 'to') || field(request.query, 'to')),
        trouble,
        isDone,
      }),
    );
  };

  scope.get(PATH, WITHIN_REACH, async (request, reply) => {
    const isDone = field(request.query, 'done') !== '' && !sessionOf(request).passwordChangeRequired;
    return show(request, reply, { isDone });
  });

  scope.post(PATH, WITHIN_REACH, async (request, reply) => {
    const next = field(request.body, 'password');
    if (next !== field(request.body, 'repeated_password')) {
      reply.code(422);
      return show(request, reply, { trouble: { code: 'not_the_same', retryAfterSeconds: null } });
    }
    try {
      const token = readCookie(request.headers.cookie, sessionCookieName(settings.secure)) ?? '';
      const present = field(request.body, 'present_password');
      await sessions.changePassword(token, { present, next }, actor(request));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { code, retryAfterSeconds = null } = error;
      reply.code(statusOf(error.kind));
      return show(request, reply, { trouble: { code, retryAfterSeconds } });
    }
    const to = encodeURIComponent(destination(field(request.body, 'to')));
    return reply.redirect(`${OWN_PASSWORD}?done=1&to=${to}`, 303);
  });
}
