import { lateLook, nextLook } from '../../common/page-looks.js';
import { nextCheck } from './charge-cadence.js';
import type { Checkout } from './checkout.entity.js';

// Two hours at doubling gaps: PayPal may tell a kept method some time after the payment.
const METHOD_CHECKS = 8;

type Watched = Pick<
  Checkout,
  'state' | 'createdAt' | 'expiresAt' | 'checks' | 'saveMethod' | 'paymentMethodId'
>;

/** When the vendor is to be asked for a checkout again; null when it has nothing more to tell. */
export function nextAsk(checkout: Watched, now: Date): Date | null {
  switch (checkout.state) {
    case 'open':
      return nextLook(checkout, now);
    case 'processing':
      return nextCheck('pending', checkout.checks, now);
    case 'succeeded':
      return wantsMethod(checkout) && checkout.checks < METHOD_CHECKS
        ? nextCheck('pending', checkout.checks, now)
        : null;
    case 'failed':
    case 'canceled':
    case 'expired':
      return lateLook(checkout, now);
  }
}

/** Whether a method is to be kept and is not on file yet. */
export function wantsMethod({
  saveMethod,
  paymentMethodId,
}: Pick<Watched, 'saveMethod' | 'paymentMethodId'>): boolean {
  return saveMethod && paymentMethodId === null;
}
