import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Serves a folder of built files read-only; nothing outside it, no listing. */
export async function registerStatic(
  fastify: FastifyInstance,
  prefix: string,
  root: string,
  options: { readonly maxAgeSeconds?: number; readonly crossOrigin?: boolean; readonly only?: string } = {},
): Promise<void> {
  await fastify.register(fastifyStatic, {
    root,
    prefix,
    decorateReply: false,
    index: false,
    dotfiles: 'deny',
    ...(options.only ? { allowedPath: (path: string) => path === `/${options.only ?? ''}` } : {}),
    maxAge: (options.maxAgeSeconds ?? 300) * 1_000,
    setHeaders: (reply) => {
      if (!options.crossOrigin) return;
      void reply
        .header('cross-origin-resource-policy', 'cross-origin')
        .header('access-control-allow-origin', '*');
    },
  });
}
