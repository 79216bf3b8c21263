import type { FastifyInstance, FastifyReply } from 'fastify';
import { isApi, routeOf } from './route-of.js';

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
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(isApi(routeOf(request)) ? PRIVATE : STRICT);
    if (request.url.startsWith('/docs')) allowPage(reply, {}, { inlineStyle: true });
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
  void reply.header('content-security-policy', policyOf(sources, options));
  // Older than frame-ancestors and without a list of origins, so it would forbid what the policy allows.
  if (options.framedBy) void reply.removeHeader('x-frame-options');
  if (options.popups) void reply.header('cross-origin-opener-policy', 'same-origin-allow-popups');
}

function policyOf(
  { script = [], frame = [], connect = [], image = [] }: PageSources,
  { nonce, inlineStyle, framedBy }: PageOptions,
): string {
  const ours = ["'self'", ...(nonce ? [`'nonce-${nonce}'`] : [])];
  const directives = {
    'default-src': ["'none'"],
    'script-src': [...ours, ...script],
    'style-src': [...ours, ...(inlineStyle ? ["'unsafe-inline'"] : [])],
    'font-src': ["'self'"],
    'img-src': ["'self'", 'data:', ...image],
    'connect-src': ["'self'", ...connect],
    'frame-src': frame.length > 0 ? frame : ["'none'"],
    'form-action': ["'self'"],
    'base-uri': ["'none'"],
    'frame-ancestors': framedBy ? ["'self'", ...framedBy] : ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ');
}
