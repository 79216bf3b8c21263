import { Conflict, Invalid } from '../../common/errors/domain-error.js';
import type { SubscriptionState, SuspensionReason } from './subscription-states.js';

/** Another customer bears this external id. */
export class ExternalIdTaken extends Conflict {
  constructor() {
    super(
      'conflict',
      'Another customer has this external_id.',
      'Find it with GET /v1/customers?external_id=.',
      {
        reason: 'external_id_taken',
      },
    );
  }
}

/** The customer's personal data is gone for good, so nothing can be added to it. */
export class CustomerErased extends Conflict {
  constructor() {
    super('conflict', 'This customer was erased and cannot be changed.', undefined, {
      reason: 'customer_erased',
    });
  }
}

/** What keeps a customer from being erased. */
export type StillStanding = keyof typeof STANDING;

/** The customer has not left yet, so the personal data is still needed. */
export class ErasureRefused extends Conflict {
  constructor(standing: readonly StillStanding[]) {
    super(
      'conflict',
      `The customer cannot be erased yet. Still standing: ${standing.map((thing) => STANDING[thing]).join(', ')}.`,
      'Terminate the subscriptions, remove the payment methods and settle what is due first.',
      { reason: 'customer_still_served', standing },
    );
  }
}

const STANDING = {
  subscriptions: 'subscriptions that have not ended',
  payment_methods: 'payment methods',
  holds: 'a balance due or an open case',
} as const;

/** A customer has one currency, and subscriptions in it. */
export class CurrencyFixed extends Conflict {
  constructor() {
    super('conflict', 'The currency cannot change while subscriptions are priced in another.', undefined, {
      reason: 'currency_fixed',
    });
  }
}

/** The books are kept in the customer's currency from the first invoice on. */
export class CurrencyInvoiced extends Conflict {
  constructor() {
    super('conflict', 'The currency cannot change once the customer has an invoice.', undefined, {
      reason: 'currency_invoiced',
    });
  }
}

/** A subscription is priced in its customer's currency. */
export class WrongCurrency extends Invalid {
  constructor(currency: string) {
    super('price.currency', `The price must be in the customer's currency, ${currency}.`);
  }
}

/** Periods that were over before they were to be billed are billed by hand, each as what it is. */
export class InvoicedTooEarly extends Invalid {
  constructor(earliest: string) {
    super(
      'next_invoice_on',
      `The next invoice cannot be of a period that is over; ${earliest} is the first day that it can be on. Invoice earlier ones by hand.`,
    );
  }
}

/** The subscription names a method that is not its customer's own. */
export class ForeignMethod extends Invalid {
  constructor() {
    super('payment_method_id', 'This is not a payment method of this customer.');
  }
}

/** The subscription names a method that cannot be charged. */
export class NamedMethodNotUsable extends Conflict {
  constructor() {
    super(
      'method_not_usable',
      'This payment method cannot be charged: it has expired, is invalid or is being removed.',
    );
  }
}

/** The subscription cannot go from where it stands to where it was asked to go. */
export class StateRefused extends Conflict {
  constructor(from: SubscriptionState, to: SubscriptionState) {
    super('conflict', `A subscription that is ${words(from)} cannot become ${words(to)}.`, undefined, {
      reason: 'subscription_state',
      state: from,
    });
  }
}

/** The subscription has ended; only what was lent with it may still change. */
export class SubscriptionEnded extends Conflict {
  constructor(state: SubscriptionState) {
    super('conflict', `This subscription is ${words(state)} and cannot be changed.`, undefined, {
      reason: 'subscription_state',
      state,
    });
  }
}

/** The subscription is suspended, and not for the reason that was to be lifted. */
export class NotSuspendedFor extends Conflict {
  constructor(reason: SuspensionReason, open: readonly SuspensionReason[]) {
    super(
      'conflict',
      `The subscription is not suspended for ${words(reason)}, but for ${open.map(words).join(' and ')}.`,
      'Name the reason that is to be lifted.',
      { reason: 'other_suspension', suspended_for: open },
    );
  }
}

function words(value: string): string {
  return value.replaceAll('_', ' ');
}
