/** Hosts that a vendor's fields need inside our pages, besides our own. */
export interface VendorHosts {
  readonly scripts: readonly string[];
  readonly frames: readonly string[];
  readonly connects: readonly string[];
  readonly images: readonly string[];
  /** Whether a vendor's window must be able to answer the page that opened it. */
  readonly popups: boolean;
}

/** The headers of every panel page and answer. */
export function panelHeaders(nonce: string, hosts: VendorHosts, secure: boolean): Record<string, string> {
  return {
    ...commonHeaders(secure),
    'content-security-policy': policy({
      'default-src': ["'none'"],
      'script-src': ["'self'", `'nonce-${nonce}'`, ...hosts.scripts],
      'style-src': ["'self'", `'nonce-${nonce}'`],
      'img-src': ["'self'", 'data:', ...hosts.images],
      'font-src': ["'self'"],
      'connect-src': ["'self'", ...hosts.connects],
      'frame-src': ["'self'", ...hosts.frames],
      'form-action': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
    }),
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': hosts.popups ? 'same-origin-allow-popups' : 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': `camera=(), microphone=(), geolocation=(), usb=(), payment=(${['self', ...hosts.frames.map((host) => `"${host}"`)].join(' ')})`,
    'cache-control': 'no-store',
  };
}

/** The headers of a mail shown in a frame: its inline styles apply, and nothing else of it does anything. */
export function mailHeaders(secure: boolean): Record<string, string> {
  return {
    ...commonHeaders(secure),
    'content-security-policy': policy({
      'default-src': ["'none'"],
      'style-src': ["'unsafe-inline'"],
      'img-src': ["'self'", 'data:'],
      'font-src': ["'self'"],
      'form-action': ["'none'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'self'"],
      sandbox: ['allow-popups'],
    }),
    'x-frame-options': 'SAMEORIGIN',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

function commonHeaders(secure: boolean): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}

function policy(directives: Readonly<Record<string, readonly string[]>>): string {
  return Object.entries(directives)
    .map(([name, values]) => [name, ...values].join(' '))
    .join('; ');
}
