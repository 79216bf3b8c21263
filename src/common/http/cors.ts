import type { FastifyInstance, FastifyReply } from 'fastify';

const SETUPS = '/v1/payment-method-setups/';
const PREFLIGHT_SECONDS = 600;

/** Lets pages of the allowed origins finish a setup with its own token, and reach nothing else. */
export function registerCors(fastify: FastifyInstance, allowedOrigins: readonly string[]): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers;
    if (origin === undefined || !request.url.startsWith(SETUPS) || !allowedOrigins.includes(origin)) {
      done();
      return;
    }
    void reply.header('access-control-allow-origin', origin).header('vary', 'origin');
    if (request.method === 'OPTIONS') answerPreflight(reply);
    else done();
  });
}

function answerPreflight(reply: FastifyReply): void {
  void reply
    .header('access-control-allow-methods', 'GET, POST')
    .header('access-control-allow-headers', 'authorization, content-type, accept-language, idempotency-key')
    .header('access-control-max-age', String(PREFLIGHT_SECONDS))
    .code(204)
    .send();
}
