export interface OriginHeaders {
  readonly host?: string | undefined;
  readonly origin?: string | undefined;
  readonly 'sec-fetch-site'?: string | undefined;
}

/**
 * Whether a page of ours sent this request. Browsers always say so on a POST: by `Sec-Fetch-Site` on https and loopback, by `Origin`
 * elsewhere. A request that says neither is refused.
 */
export function cameFromOurPages(headers: OriginHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return headers.origin !== undefined && hostOf(headers.origin) === headers.host;
}

/** Whether another site's page sent this request; typed addresses and old browsers say nothing and pass. */
export function cameFromElsewhere(headers: OriginHeaders): boolean {
  const site = headers['sec-fetch-site'];
  return site !== undefined && site !== 'same-origin' && site !== 'none';
}

function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
