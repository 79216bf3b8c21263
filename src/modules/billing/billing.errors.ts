import { Conflict, DomainError } from '../../common/errors/domain-error.js';
import { toDecimalString, type Money } from '../../common/money.js';
import type { CheckoutState, InvoiceState, PaymentState } from './billing-vocabulary.js';

/** The invoice's state does not allow what was asked. */
export class InvoiceStateRefused extends Conflict {
  constructor(state: InvoiceState, wish: string) {
    super('conflict', `An invoice that is ${state} cannot be ${wish}.`, undefined, {
      reason: 'invoice_state',
      state,
    });
  }
}

/** Only one charge may be on its way for an invoice or a payment. */
export class PaymentInProgress extends Conflict {
  constructor(paymentId: string, state: PaymentState) {
    super(
      'conflict',
      'A payment of this is on its way already.',
      'Look at that payment; when it has been declined, this can be tried again.',
      { reason: 'payment_in_progress', payment_id: paymentId, state },
    );
  }
}

/** The card was asked as often as its network lets through. */
export class NetworkCapReached extends Conflict {
  constructor(possibleAt: Date) {
    super(
      'conflict',
      `The card's network lets it be asked again from ${possibleAt.toISOString()} on.`,
      'Use another method, or wait until then.',
      { reason: 'network_cap', possible_at: possibleAt.toISOString() },
    );
  }
}

/** A payment that was captured, canceled or needs a person is not tried again. */
export class RetryRefused extends Conflict {
  constructor(state: PaymentState) {
    super('conflict', `A payment that is ${state.replaceAll('_', ' ')} cannot be tried again.`, undefined, {
      reason: 'payment_state',
      state,
    });
  }
}

/** Only a payment that waits for its customer can be taken back, and not at every vendor. */
export class CancelRefused extends Conflict {
  constructor(state: PaymentState) {
    super(
      'conflict',
      state === 'requires_action'
        ? 'The vendor cannot take this payment back, or is just being asked for it.'
        : `A payment that is ${state.replaceAll('_', ' ')} cannot be canceled.`,
      undefined,
      { reason: 'payment_state', state },
    );
  }
}

/** Only captured money can be given back. */
export class RefundRefused extends Conflict {
  constructor(state: PaymentState) {
    super('conflict', `A payment that is ${state.replaceAll('_', ' ')} has nothing to refund.`, undefined, {
      reason: 'payment_state',
      state,
    });
  }
}

/** More was asked back than is left. */
export class RefundAboveRemainder extends Conflict {
  constructor(remainder: Money) {
    super(
      'conflict',
      `Only ${toDecimalString(remainder)} ${remainder.currency} of this payment can still be refunded.`,
      undefined,
      { reason: 'refund_above_remainder', remainder },
    );
  }
}

/** All that was captured has been given back, or is on its way. */
export class RefundedInFull extends Conflict {
  constructor(isDone: boolean, remainder: Money) {
    super(
      'conflict',
      isDone
        ? 'This payment has been refunded in full.'
        : 'What is left of this payment is being refunded already.',
      undefined,
      { reason: isDone ? 'refunded_in_full' : 'being_refunded', remainder },
    );
  }
}

/** The bank or the vendor refused the charge; the document bears the payment's own members too. */
export class PaymentDeclined extends DomainError {
  constructor(payment: Readonly<Record<string, unknown>>, told: { bucket: string; hint: string }) {
    super({
      kind: 'payment_required',
      code: 'card_declined',
      detail: 'The payment was declined.',
      extra: { ...payment, bucket: told.bucket, hint_code: told.hint },
    });
  }
}

/** An order has one amount: the live checkout of it was opened with another. */
export class OrderMoneyDiffers extends Conflict {
  constructor(checkoutId: string, money: Money) {
    super(
      'conflict',
      `A checkout of this order stands, with ${toDecimalString(money)} ${money.currency}.`,
      'Use another order_ref for another amount.',
      { reason: 'order_money', checkout_id: checkoutId, money },
    );
  }
}

/** An order has one customer, or is a guest's. */
export class OrderOfAnother extends Conflict {
  constructor() {
    super(
      'conflict',
      'A checkout of this order stands for another customer.',
      'An order_ref names one order of the whole business: use another one.',
      { reason: 'order_customer' },
    );
  }
}

/** The amount named is not the one that the invoice asks for. */
export class CheckoutMoneyDiffers extends Conflict {
  constructor(money: Money) {
    super(
      'conflict',
      `The invoice is over ${toDecimalString(money)} ${money.currency}.`,
      'Leave the money out, or name the whole.',
      { reason: 'invoice_money', money },
    );
  }
}

/** The order was paid by another checkout than this. */
export class OrderPaid extends Conflict {
  constructor(checkoutId: string) {
    super('conflict', 'Another checkout has paid this order, or is doing so.', undefined, {
      reason: 'order_paid',
      checkout_id: checkoutId,
    });
  }
}

/** The checkout ended, or went to another page, while its page was being opened. */
export class CheckoutOver extends Conflict {
  constructor(state: CheckoutState) {
    super(
      'conflict',
      'The checkout ended while its page was being opened.',
      'Read the checkout, or post again with another Idempotency-Key.',
      { reason: 'checkout_over', state },
    );
  }
}
