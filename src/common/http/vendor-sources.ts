import type { Config } from '../config/config.js';
import type { PageSources } from './security-headers.js';

const STRIPE_SCRIPTS = ['https://js.stripe.com', 'https://*.js.stripe.com'];
const STRIPE_FRAMES = [...STRIPE_SCRIPTS, 'https://hooks.stripe.com'];

/** The vendors' origins that a page with the payment form needs in its policy, and no others. */
export function vendorSources(config: Config): Required<Pick<PageSources, 'script' | 'frame' | 'connect'>> {
  const { jsUrl, publishableKey } = config.vendors.stripe;
  if (jsUrl === null || publishableKey === null) return { script: [], frame: [], connect: [] };
  const { origin, hostname } = new URL(jsUrl);
  if (hostname === 'js.stripe.com')
    return { script: STRIPE_SCRIPTS, frame: STRIPE_FRAMES, connect: ['https://api.stripe.com'] };
  return { script: [origin], frame: [origin], connect: [origin] };
}
