import type { Config } from '../../common/config/config.js';
import type { PaymentState } from '../billing/index.js';
import type { ReturnFacts, ReturnStatus } from './return-page.js';

const STATUS_OF: Readonly<Record<PaymentState, ReturnStatus>> = {
  pending: 'pending',
  unknown: 'pending',
  requires_action: 'pending',
  // A person looks at it; the customer has done his part.
  review: 'pending',
  succeeded: 'completed',
  partially_refunded: 'completed',
  refunded: 'completed',
  declined: 'failed',
  canceled: 'failed',
};

/** What a customer is told of a payment; `over` when the time to confirm it is past. */
export function paymentFacts(
  id: string,
  state: PaymentState,
  { business, selfCare }: Pick<Config, 'business' | 'selfCare'>,
  over = false,
): ReturnFacts {
  return {
    about: 'payment',
    setupId: id,
    status: over && state === 'requires_action' ? 'expired' : STATUS_OF[state],
    // Pages that embed a form wait for setups; nobody waits for this.
    origins: [],
    goOnTo: null,
    accountUrl: selfCare.baseUrl,
    businessName: business.name,
  };
}
