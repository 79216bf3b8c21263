import type { VendorHosts } from './http/security-headers.js';

/** How strict a customer's last usable method is kept. */
export type LastMethodPolicy = 'warn' | 'block_if_required' | 'block';

/** What the panel has to know of the installation. */
export interface PanelSettings {
  readonly mode: 'sandbox' | 'test' | 'live';
  readonly businessName: string;
  /** Instants are shown in this zone, the same for all staff. */
  readonly timeZone: string;
  /** Whether browsers reach us by https. */
  readonly secure: boolean;
  /** Where scripts/build-assets.mjs wrote: it holds `panel` and `fonts`. */
  readonly assetsDir: string;
  readonly vendorHosts: VendorHosts;
  readonly lastMethodPolicy: LastMethodPolicy;
  /** For how long a caller's identity counts as checked. */
  readonly identityMinutes: number;
}

/** What the page tells its components besides AdminJS' own state; lands in `window.OMNICRM`. */
export interface PanelBoot {
  readonly mode: PanelSettings['mode'];
  readonly businessName: string;
  readonly timeZone: string;
  readonly locale: 'ar' | 'en';
  /** The business's day, which the test clock may have moved. */
  readonly today: string;
  readonly lastMethodPolicy: LastMethodPolicy;
  readonly identityMinutes: number;
}

export const ROOT = '/admin';

/** Where one chooses a password of one's own. */
export const OWN_PASSWORD = `${ROOT}/password`;
