import { customerBucket } from '../vendors/index.js';
import { PaymentDeclined } from './billing.errors.js';
import type { Charged } from './charging.service.js';
import { httpStatusOf, toPaymentView, type PaymentView } from './payment-view.js';

/** The answer to a wish to charge: the payment with its status, or a problem that bears it when it was declined. */
export function answerOf({ detail, nextAction }: Charged): {
  readonly status: 200 | 202;
  readonly view: PaymentView;
} {
  const view = toPaymentView(detail, nextAction);
  const { state } = detail.payment;
  if (state === 'declined' || state === 'canceled') {
    const last = detail.attempts.at(-1);
    throw new PaymentDeclined(
      { ...view },
      {
        bucket: customerBucket(last?.declineBucket ?? 'issuer'),
        hint: last?.declineHint ?? 'use_other_method',
      },
    );
  }
  return { status: httpStatusOf(state), view };
}
