import { refundCart, refundIdOf, refundNote } from './paytabs-carts.js';
import type { PaytabsClient } from './paytabs-client.gateway.js';
import { exceptionOf, type PaytabsAnswer, type PaytabsFault } from './paytabs-faults.js';
import { isOurs, refundOutcome, toPaytabsAmount } from './paytabs-mapping.js';
import { paytabsTransaction, type PaytabsTransaction } from './paytabs.schemas.js';
import type { RefundInput, RefundLookUp, RefundOutcome, RefundQuery } from './vendor-gateway.js';

const MOST_REFUNDS = 40;

/**
 * Refunds at PayTabs. Each has a cart of its own, numbered under that of its payment: so they are found from the payment
 * without being remembered, and two that are begun at once meet in one cart instead of passing each other.
 */
export class PaytabsRefunds {
  constructor(private readonly client: PaytabsClient) {}

  async refund(input: RefundInput): Promise<RefundOutcome> {
    const amount = toPaytabsAmount(input.amount);
    if (amount === null) return { status: 'failed', vendorRefundId: null, code: 'amount' };
    const payment = valueOf(await this.client.byRef(input.vendorChargeId));
    if (!payment) return { status: 'failed', vendorRefundId: null, code: 'charge_not_found' };
    const earlier = valueOf(await this.of(payment.cart_id));
    const known = madeFor(earlier, input.refundId);
    if (known.length > 0) return combined(known);
    const cart = refundCart(payment.cart_id, new Set(earlier.map(({ cart_id: id }) => id)).size + 1);
    const answer = await this.client.write(
      '/payment/request',
      {
        tran_type: 'refund',
        tran_class: 'ecom',
        tran_ref: payment.tran_ref,
        cart_id: cart,
        cart_currency: input.amount.currency,
        cart_amount: amount,
        cart_description: refundNote(input.refundId),
        ...this.client.callback(),
      },
      paytabsTransaction,
    );
    if (!answer.ok) return this.faultOf(answer.fault, cart, input.refundId);
    const isOfUs = isOurs(answer.value, this.client.profileId, cart);
    return isOfUs ? refundOutcome(answer.value) : { status: 'unknown', reason: 'other_cart' };
  }

  async lookUp({ vendorRefundId, refundId, vendorChargeId }: RefundQuery): Promise<RefundLookUp> {
    if (vendorRefundId !== null) {
      const found = valueOf(await this.client.byRef(vendorRefundId));
      return found?.previous_tran_ref === vendorChargeId ? refundOutcome(found) : { status: 'not_found' };
    }
    const payment = valueOf(await this.client.byRef(vendorChargeId));
    if (!payment) return { status: 'not_found' };
    const made = madeFor(valueOf(await this.of(payment.cart_id)), refundId);
    return made.length > 0 ? combined(made) : { status: 'not_found' };
  }

  /** Every refund that we asked for of the payment in this cart. */
  async of(paymentCart: string): Promise<PaytabsAnswer<readonly PaytabsTransaction[]>> {
    const found: PaytabsTransaction[] = [];
    for (let n = 1; n <= MOST_REFUNDS; n += 1) {
      const answer = await this.client.byCart(refundCart(paymentCart, n));
      if (!answer.ok) return answer;
      if (answer.value.length === 0) break;
      found.push(...answer.value);
    }
    return { ok: true, value: found };
  }

  // Whatever is refused here, an amount above the remainder or a payment that is gone, is refused before money moves.
  private async faultOf(fault: PaytabsFault, cart: string, refundId: string): Promise<RefundOutcome> {
    switch (fault.kind) {
      case 'refused':
        return { status: 'failed', vendorRefundId: null, code: fault.code };
      case 'lost':
        return { status: 'unknown', reason: fault.reason };
      case 'duplicate': {
        const answer = await this.client.byCart(cart);
        const made = answer.ok ? madeFor(answer.value, refundId) : [];
        return made.length > 0 ? combined(made) : { status: 'unknown', reason: 'duplicate_request' };
      }
      case 'busy':
      case 'credentials':
      case 'unreachable':
        throw exceptionOf(fault);
    }
  }
}

function madeFor(refunds: readonly PaytabsTransaction[], refundId: string): PaytabsTransaction[] {
  return refunds.filter(({ cart_description: note }) => refundIdOf(note) === refundId);
}

// Two that went through are more than we asked for: the amount says so.
function combined(transactions: readonly PaytabsTransaction[]): RefundOutcome {
  const outcomes = transactions.map(refundOutcome);
  const done = outcomes.filter((one) => one.status === 'succeeded');
  const [first] = done;
  if (first && done.every(({ amount }) => amount.currency === first.amount.currency)) {
    const amount = done.reduce((sum, one) => sum + one.amount.amount, 0);
    return { ...first, amount: { ...first.amount, amount } };
  }
  const waiting = outcomes.find((one) => one.status === 'pending');
  return first ?? waiting ?? outcomes.at(-1) ?? { status: 'unknown', reason: 'unreadable_answer' };
}

function valueOf<T>(answer: PaytabsAnswer<T>): T {
  if (!answer.ok) throw exceptionOf(answer.fault);
  return answer.value;
}
