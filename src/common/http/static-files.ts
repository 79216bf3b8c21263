import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Serves a folder of built files read-only; nothing outside it, no listing. */
export async function registerStatic(
  fastify: FastifyInstance,
  prefix: string,
  root: string,
  options: { readonly maxAgeSeconds?: number; readonly crossOrigin?: boolean } = {},
): Promise<void> {
  await fastify.register(fastifyStatic, {
    root,
    prefix,
    decorateReply: false,
    index: false,
    dotfiles: 'deny',
    maxAge: (options.maxAgeSeconds ?? 300) * 1_000,
    setHeaders: (reply) => {
      if (options.crossOrigin) void reply.header('cross-origin-resource-policy', 'cross-origin');
    },
  });
}
