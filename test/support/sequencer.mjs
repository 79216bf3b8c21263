import { basename } from 'node:path';
import Sequencer from '@jest/test-sequencer';

// The slowest first, so that the workers end together; those that mostly wait stand between those that mostly reckon.
const SLOWEST = [
  'portal.e2e-spec.ts',
  'portal-paying.e2e-spec.ts',
  'vendors.e2e-spec.ts',
  'stripe.int-spec.ts',
  'hostile-input.int-spec.ts',
  'panel.e2e-spec.ts',
  'panel-dialogs.e2e-spec.ts',
  'panel-billing.e2e-spec.ts',
  'paypal.int-spec.ts',
  'dunning.int-spec.ts',
  'database-faults.int-spec.ts',
  'vendors-in-pages.e2e-spec.ts',
  'paytabs.int-spec.ts',
  'test-clock.int-spec.ts',
  'killed-at-any-step.int-spec.ts',
  'vendor-faults.int-spec.ts',
  'webhook-orders.int-spec.ts',
  'setups-at-vendors.int-spec.ts',
  'payment-form.e2e-spec.ts',
  'charges-killed.int-spec.ts',
  'checkouts.int-spec.ts',
  'collection-killed.int-spec.ts',
  'charges.int-spec.ts',
  'prepaid.int-spec.ts',
  'dunning-control.int-spec.ts',
  'dunning-declines.int-spec.ts',
  'panel-dunning.int-spec.ts',
  'renewals.int-spec.ts',
  'outbound-webhooks.int-spec.ts',
  'vendor-import.int-spec.ts',
  'staff.int-spec.ts',
  'embedded-server.int-spec.ts',
  'idempotency.int-spec.ts',
  'access-matrix.int-spec.ts',
  'mail-faults.int-spec.ts',
];

/** In a clean clone Jest knows no times and would begin with the longest files, which are not the slowest. */
export default class KnownSlowestFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    if (sorted.some(({ duration }) => typeof duration === 'number')) return sorted;
    const rank = ({ path }) => {
      const at = SLOWEST.indexOf(basename(path));
      return at === -1 ? SLOWEST.length : at;
    };
    return sorted.toSorted((one, other) => rank(one) - rank(other));
  }
}
