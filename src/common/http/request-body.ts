import type { FastifyInstance, FastifyRequest } from 'fastify';
import { DomainError } from '../errors/domain-error.js';
import { sendProblem } from '../errors/problem.filter.js';
import { isApi, routeOf } from './route-of.js';

const JSON_TYPE = /^application\/([\w.+-]+\+)?json\s*(;|$)/i;

/**
 * Lets JSON alone be a body under /v1 and /care/api, since forms and plain text are what a page of another origin can post. A body of no bytes is
 * none, whatever its type says: many clients name a type always.
 */
export function registerBodyRules(fastify: FastifyInstance): void {
  // What a mail program posts to end reminders may come so; nothing in it is read.
  fastify.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, _body, done) => {
    done(null, null);
  });
  fastify.addHook('onRequest', (request, reply, done) => {
    const type = request.headers['content-type'];
    if (type === undefined || !isApi(routeOf(request)) || request.is404) {
      done();
    } else if (isEmpty(request)) {
      delete request.raw.headers['content-type'];
      done();
    } else if (JSON_TYPE.test(type)) {
      done();
    } else {
      sendProblem(notJson(), request, reply);
    }
  });
}

function isEmpty({ headers }: FastifyRequest): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) === 0;
}

function notJson(): DomainError {
  return new DomainError({
    kind: 'unsupported_media_type',
    code: 'unsupported_media_type',
    detail: 'Send JSON: Content-Type: application/json.',
  });
}
