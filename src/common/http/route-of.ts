import type { FastifyRequest } from 'fastify';

/** The route that answers a request, as it was registered, or the address that none answers. Addresses can be spelt in many ways; routes cannot. */
export function routeOf({ routeOptions, url }: Pick<FastifyRequest, 'routeOptions' | 'url'>): string {
  return routeOptions.url ?? url;
}

/** Whether a route answers JSON alone: the API, and that of the self-care pages. */
export function isApi(route: string): boolean {
  return route.startsWith('/v1/') || route.startsWith('/care/api/');
}

// Links' tokens are longer; the names and ids of our addresses are shorter.
const LONG_SEGMENT = /[^/]{41,}/g;

/**
 * What a log may say of an address: no query, and the pattern where a mail's link, which opens something for whoever has it, is its end. Nor
 * the token of such a link in an address that leads nowhere, for it may have been copied with something behind it.
 */
export function loggedPath(request: Pick<FastifyRequest, 'routeOptions' | 'url'>): string {
  const { url: route } = request.routeOptions;
  if (route?.endsWith('/:token')) return route;
  const [path = ''] = request.url.split('?', 1);
  return route === undefined || route.endsWith('*') ? path.replace(LONG_SEGMENT, ':token') : path;
}
