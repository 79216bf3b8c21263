import type { VendorHosts } from './http/security-headers.js';

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
  /** Loads AdminJS while starting (a second, 110 MB) instead of on the first visit to the panel. */
  readonly preload: boolean;
}

/** What the page tells its components besides AdminJS' own state; lands in `window.OMNICRM`. */
export interface PanelBoot {
  readonly mode: PanelSettings['mode'];
  readonly businessName: string;
  readonly timeZone: string;
  readonly locale: 'ar' | 'en';
  /** The business's day, which the test clock may have moved. */
  readonly today: string;
}

export const ROOT = '/admin';
