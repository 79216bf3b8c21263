import helmet from '@fastify/helmet';
import type { FastifyInstance, FastifyReply } from 'fastify';

/** Sources that a page may use beyond our own origin, by CSP directive. */
export interface PageSources {
  readonly script?: readonly string[];
  readonly frame?: readonly string[];
  readonly connect?: readonly string[];
  readonly image?: readonly string[];
}

/** Strict headers on every answer; pages widen the policy with `allowPage`. */
export async function registerSecurityHeaders(fastify: FastifyInstance): Promise<void> {
  await fastify.register(helmet, {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    crossOriginEmbedderPolicy: false,
    frameguard: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: true },
  });
  fastify.addHook('onSend', (request, reply, payload, done) => {
    if (request.url.startsWith('/docs')) allowPage(reply, {}, { inlineStyle: true });
    else if (request.url.startsWith('/v1') || request.url.startsWith('/care/api'))
      void reply.header('cache-control', 'no-store');
    done(null, payload);
  });
}

/** Lets this answer be a page of ours: own scripts, styles, fonts and pictures, and the vendors' origins given. */
export function allowPage(
  reply: FastifyReply,
  sources: PageSources,
  options: { readonly inlineStyle?: boolean; readonly nonce?: string } = {},
): void {
  const own = "'self'";
  const list = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(' ');
  const policy = [
    "default-src 'none'",
    `script-src ${list(own, options.nonce ? `'nonce-${options.nonce}'` : undefined, ...(sources.script ?? []))}`,
    `style-src ${list(own, options.inlineStyle ? "'unsafe-inline'" : undefined)}`,
    `font-src ${own}`,
    `img-src ${list(own, 'data:', ...(sources.image ?? []))}`,
    `connect-src ${list(own, ...(sources.connect ?? []))}`,
    `frame-src ${list(...(sources.frame?.length ? sources.frame : ["'none'"]))}`,
    `form-action ${own}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  void reply.header('content-security-policy', policy);
}
