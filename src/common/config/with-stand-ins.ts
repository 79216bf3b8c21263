import type { Config } from './config.js';

/** Where the sandbox's stand-ins listen; each part once its stand-in runs. */
export interface StandInAddresses {
  readonly stripe?: { readonly apiBase: string; readonly jsUrl: string };
  readonly paypal?: { readonly apiBase: string; readonly jsUrl: string };
  readonly paytabs?: { readonly apiBase: string };
  readonly mailjet?: { readonly apiBase: string };
}

/** The same configuration with the stand-ins' addresses wherever none was set by hand; for sandbox mode only. */
export function withStandIns(config: Config, at: StandInAddresses): Config {
  if (config.mode !== 'sandbox') throw new Error('Stand-ins exist in sandbox mode only.');
  const { stripe, paypal, paytabs } = config.vendors;
  return Object.freeze({
    ...config,
    vendors: Object.freeze({
      stripe: filled(stripe, at.stripe),
      paypal: filled(paypal, at.paypal),
      paytabs: filled(paytabs, at.paytabs),
    }),
    mailjet: filled(config.mailjet, at.mailjet),
  });
}

function filled<T extends object>(part: T, addresses: Partial<Record<string, string>> = {}): T {
  const own = Object.fromEntries(Object.entries(part).filter(([, value]) => value !== null));
  return Object.freeze({ ...part, ...addresses, ...own });
}
