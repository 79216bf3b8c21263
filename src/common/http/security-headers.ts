import type { FastifyInstance, FastifyReply } from 'fastify';

/** Sources that a page may use beyond our own origin, by CSP directive. */
export interface PageSources {
  readonly script?: readonly string[];
  readonly frame?: readonly string[];
  readonly connect?: readonly string[];
  readonly image?: readonly string[];
}

// The same for every answer, so that nothing is left to work out for each.
const STRICT = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000; includeSubDomains',
  'x-content-type-options': 'nosniff',
  'x-dns-prefetch-control': 'off',
  'x-frame-options': 'DENY',
} as const;
const PRIVATE = { ...STRICT, 'cache-control': 'no-store' } as const;

/** Strict headers on every answer; pages widen the policy with `allowPage`. */
export function registerSecurityHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', ({ url }, reply, done) => {
    void reply.headers(url.startsWith('/v1') || url.startsWith('/care/api') ? PRIVATE : STRICT);
    if (url.startsWith('/docs')) allowPage(reply, {}, { inlineStyle: true });
    done();
  });
}

/** What a page needs beyond our own files. */
export interface PageOptions {
  readonly inlineStyle?: boolean;
  /** Of the page's own inline scripts and styles, and of those that a vendor's script writes. */
  readonly nonce?: string;
  /** Lets windows that the page opens answer it. */
  readonly popups?: boolean;
  /** Origins whose pages may show this one in a frame, besides our own; without it nobody may. */
  readonly framedBy?: readonly string[];
}

/** Lets this answer be a page of ours: own scripts, styles, fonts and pictures, and the vendors' origins given. */
export function allowPage(reply: FastifyReply, sources: PageSources, options: PageOptions = {}): void {
  const own = "'self'";
  const nonce = options.nonce ? `'nonce-${options.nonce}'` : undefined;
  const list = (...parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(' ');
  const policy = [
    "default-src 'none'",
    `script-src ${list(own, nonce, ...(sources.script ?? []))}`,
    `style-src ${list(own, nonce, options.inlineStyle ? "'unsafe-inline'" : undefined)}`,
    `font-src ${own}`,
    `img-src ${list(own, 'data:', ...(sources.image ?? []))}`,
    `connect-src ${list(own, ...(sources.connect ?? []))}`,
    `frame-src ${list(...(sources.frame?.length ? sources.frame : ["'none'"]))}`,
    `form-action ${own}`,
    "base-uri 'none'",
    `frame-ancestors ${options.framedBy ? list(own, ...options.framedBy) : "'none'"}`,
  ].join('; ');
  void reply.header('content-security-policy', policy);
  // Older than frame-ancestors and without a list of origins, so it would forbid what the policy allows.
  if (options.framedBy) void reply.removeHeader('x-frame-options');
  if (options.popups) void reply.header('cross-origin-opener-policy', 'same-origin-allow-popups');
}
