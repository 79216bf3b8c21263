import type { Vendor } from '../vendors/index.js';

/** The job that applies a vendor's events. */
export function inboxJob(vendor: Vendor): string {
  return `webhook-inbox-${vendor}`;
}
