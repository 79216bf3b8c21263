import type { Config } from '../config/config.js';
import type { PageSources } from './security-headers.js';

/** What the configured vendors' forms need of the page around them. */
export interface VendorSources extends Required<PageSources> {
  /** Whether a vendor's window must be able to answer the page that opened it. */
  readonly popups: boolean;
}

const NONE: VendorSources = { script: [], frame: [], connect: [], image: [], popups: false };

const STRIPE_SCRIPTS = ['https://js.stripe.com', 'https://*.js.stripe.com'];
const STRIPE: VendorSources = {
  ...NONE,
  script: STRIPE_SCRIPTS,
  frame: [...STRIPE_SCRIPTS, 'https://hooks.stripe.com'],
  connect: ['https://api.stripe.com'],
};

// As developer.paypal.com/sdk/js/best-practices has it, with our nonce for 'unsafe-inline' and without Venmo, which we do not offer.
const PAYPAL_HOSTS = ['https://*.paypal.com', 'https://*.paypalobjects.com'];

/** The vendors' origins that a page with the payment form needs in its policy, and no others. */
export function vendorSources(config: Config): VendorSources {
  const all = [stripe(config), paypal(config), paytabs(config)];
  const merge = (name: 'script' | 'frame' | 'connect' | 'image'): string[] => [
    ...new Set(all.flatMap((sources) => sources[name])),
  ];
  return {
    script: merge('script'),
    frame: merge('frame'),
    connect: merge('connect'),
    image: merge('image'),
    popups: all.some(({ popups }) => popups),
  };
}

function stripe({ vendors }: Config): VendorSources {
  const { jsUrl, publishableKey } = vendors.stripe;
  if (jsUrl === null || publishableKey === null) return NONE;
  const { origin, hostname } = new URL(jsUrl);
  return hostname === 'js.stripe.com' ? STRIPE : standIn(origin);
}

function paypal({ vendors }: Config): VendorSources {
  const { jsUrl, clientId } = vendors.paypal;
  if (jsUrl === null || clientId === null) return NONE;
  const { origin, hostname } = new URL(jsUrl);
  if (hostname !== 'www.paypal.com') return { ...standIn(origin), popups: true };
  return {
    script: PAYPAL_HOSTS,
    frame: PAYPAL_HOSTS,
    connect: PAYPAL_HOSTS,
    image: PAYPAL_HOSTS,
    popups: true,
  };
}

/** The hosted page stands in a frame, which comes back to our own return page. */
function paytabs({ vendors, http }: Config): VendorSources {
  const { apiBase, profileId } = vendors.paytabs;
  if (apiBase === null || profileId === null) return NONE;
  return { ...NONE, frame: [new URL(apiBase).origin, new URL(http.publicUrl).origin] };
}

function standIn(origin: string): VendorSources {
  return { ...NONE, script: [origin], frame: [origin], connect: [origin] };
}
