import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NotFound, type DomainError } from '../src/common/errors/domain-error.js';
import { domainErrorOf, sendProblem } from '../src/common/errors/problem.filter.js';
import { statusOf, titleOf } from '../src/common/errors/problem.js';
import { problemTexts } from '../src/common/i18n/problems.js';
import type { PanelAssets } from './assets.js';
import { plainPage } from './document.js';
import { translator } from './locale/translate.js';

/** Errors and unknown addresses: a small page for whoever opened an address, problem+json for scripts. */
export function setErrors(scope: FastifyInstance, assets: PanelAssets): void {
  const show = (error: unknown, request: FastifyRequest, reply: FastifyReply): void => {
    const wantsPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    const known = domainErrorOf(error);
    if (!wantsPage || !known) sendProblem(error, request, reply);
    else sendPage(known, assets, request, reply);
  };
  scope.setErrorHandler(show);
  scope.setNotFoundHandler((request, reply) => {
    show(new NotFound('page'), request, reply);
  });
}

function sendPage(
  error: DomainError,
  assets: PanelAssets,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { locale } = request.panel;
  const t = translator(locale);
  const status = statusOf(error.kind);
  const [title, text] =
    error.kind === 'not_found'
      ? [t('plain.notFound'), t('plain.notFoundText')]
      : [titleOf(status, locale), problemTexts(error, locale).detail ?? error.detail];
  reply
    .code(status)
    .type('text/html; charset=utf-8')
    .send(plainPage(locale, assets, title, text, t('plain.home')));
}
