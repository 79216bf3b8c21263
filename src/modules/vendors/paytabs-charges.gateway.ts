import { chargeCart, refundCart, subjectOf } from './paytabs-carts.js';
import type { PaytabsClient } from './paytabs-client.gateway.js';
import { paytabsDecline } from './paytabs-declines.js';
import { exceptionOf, type PaytabsFault } from './paytabs-faults.js';
import { chargeOutcome, checkoutState, isOurs, refundOutcome, toPaytabsAmount } from './paytabs-mapping.js';
import { customerDetails, type PaytabsPages } from './paytabs-pages.gateway.js';
import { paytabsTransaction, type PaytabsTransaction } from './paytabs.schemas.js';
import type {
  BeginCheckoutInput,
  BegunCheckout,
  ChargeInput,
  ChargeLookUp,
  ChargeOutcome,
  ChargeQuery,
  CheckoutRef,
  CheckoutState,
  RefundInput,
  RefundLookUp,
  RefundOutcome,
  RefundQuery,
} from './vendor-gateway.js';
import { VendorRequestRefused } from './vendors.errors.js';

const LONGEST_DESCRIPTION = 128;

/** Charges, refunds and paid pages at PayTabs. It takes no idempotency keys, so everything is asked for before it is made. */
export class PaytabsCharges {
  constructor(
    private readonly client: PaytabsClient,
    private readonly pages: PaytabsPages,
  ) {}

  async charge(input: ChargeInput): Promise<ChargeOutcome> {
    const amount = toPaytabsAmount(input.amount);
    if (amount === null) throw new VendorRequestRefused('paytabs', 'amount');
    const cart = chargeCart(input.paymentId, input.attemptNo);
    const earlier = await this.client.byCart(cart);
    if (!earlier.ok) throw exceptionOf(earlier.fault);
    if (earlier.value.length > 0) return chargeOutcome(earlier.value);
    const answer = await this.client.write(
      '/payment/request',
      { cart_id: cart, cart_amount: amount, ...chargeRequest(input) },
      paytabsTransaction,
    );
    if (!answer.ok) return this.chargeFault(answer.fault, cart);
    if (!isOurs(answer.value, this.client.profileId, cart)) return unknownCharge('other_cart');
    const outcome = chargeOutcome([answer.value]);
    const isDuplicate = outcome.status === 'declined' && outcome.decline.bucket === 'duplicate';
    return isDuplicate ? this.afterDuplicate(cart) : outcome;
  }

  async lookUpCharge(query: ChargeQuery): Promise<ChargeLookUp> {
    const cart = chargeCart(query.paymentId, query.attemptNo);
    if (query.vendorChargeId !== null) return this.chargeByRef(query.vendorChargeId, cart);
    const answer = await this.client.byCart(cart);
    if (!answer.ok) throw exceptionOf(answer.fault);
    return answer.value.length > 0 ? chargeOutcome(answer.value) : { status: 'not_found' };
  }

  async refund(input: RefundInput): Promise<RefundOutcome> {
    const amount = toPaytabsAmount(input.amount);
    if (amount === null) return { status: 'failed', vendorRefundId: null, code: 'amount' };
    const cart = refundCart(input.refundId);
    const earlier = await this.client.byCart(cart);
    if (!earlier.ok) throw exceptionOf(earlier.fault);
    if (earlier.value.length > 0) return refundOf(earlier.value);
    const answer = await this.client.write(
      '/payment/request',
      {
        tran_type: 'refund',
        tran_class: 'ecom',
        tran_ref: input.vendorChargeId,
        cart_id: cart,
        cart_currency: input.amount.currency,
        cart_amount: amount,
        cart_description: descriptionOf(input.reason?.replaceAll('_', ' '), 'Refund'),
      },
      paytabsTransaction,
    );
    if (!answer.ok) return this.refundFault(answer.fault, cart);
    return isOurs(answer.value, this.client.profileId, cart)
      ? refundOutcome(answer.value)
      : { status: 'unknown', reason: 'other_cart' };
  }

  async lookUpRefund({ vendorRefundId, refundId, vendorChargeId }: RefundQuery): Promise<RefundLookUp> {
    if (vendorRefundId === null) {
      const answer = await this.client.byCart(refundCart(refundId));
      if (!answer.ok) throw exceptionOf(answer.fault);
      return answer.value.length > 0 ? refundOf(answer.value) : { status: 'not_found' };
    }
    const answer = await this.client.byRef(vendorRefundId);
    if (!answer.ok) throw exceptionOf(answer.fault);
    const found = answer.value;
    // The dashboard's refunds have carts of its own making, and name the payment they give back.
    const isOfIt = found?.cart_id === refundCart(refundId) || found?.previous_tran_ref === vendorChargeId;
    return found && isOfIt ? refundOutcome(found) : { status: 'not_found' };
  }

  /** A checkout that was paid is not opened again, since the second page could be paid too. */
  async beginCheckout(input: BeginCheckoutInput): Promise<BegunCheckout> {
    const amount = toPaytabsAmount(input.amount);
    if (amount === null) throw new VendorRequestRefused('paytabs', 'amount');
    const subject = { kind: 'checkout', id: input.checkoutId } as const;
    const earlier = await this.pages.transactionsOf(subject, '');
    const outcome = earlier.length > 0 ? chargeOutcome(earlier) : null;
    if (outcome?.status === 'succeeded' || outcome?.status === 'pending')
      throw new VendorRequestRefused('paytabs', `checkout_${outcome.status}`);
    const page = await this.pages.open(subject, {
      ...input,
      request: {
        tran_type: 'sale',
        cart_currency: input.amount.currency,
        cart_amount: amount,
        cart_description: descriptionOf(input.description, 'Payment'),
        ...(input.saveMethod && input.customer !== null ? { tokenise: 2 } : {}),
      },
    });
    return { vendorCheckoutId: page.vendorId, redirectUrl: page.redirectUrl, expiresAt: page.expiresAt };
  }

  async readCheckout({ checkoutId, vendorCheckoutId }: CheckoutRef): Promise<CheckoutState> {
    const found = await this.pages.transactionsOf({ kind: 'checkout', id: checkoutId }, vendorCheckoutId);
    if (found.length > 0) return checkoutState(found, vendorCheckoutId);
    return { status: this.pages.mayBeOpen(checkoutId) ? 'open' : 'expired' };
  }

  private async chargeByRef(tranRef: string, cart: string): Promise<ChargeLookUp> {
    const answer = await this.client.byRef(tranRef);
    if (!answer.ok) throw exceptionOf(answer.fault);
    const found = answer.value;
    if (!found || (found.cart_id !== cart && subjectOf(found.cart_id)?.kind !== 'checkout'))
      return { status: 'not_found' };
    // Its cart tells what else was paid, or given back, for the same attempt.
    const all = await this.client.byCart(found.cart_id);
    return chargeOutcome(
      all.ok && all.value.some(({ tran_ref: ref }) => ref === tranRef) ? all.value : [found],
    );
  }

  private chargeFault(fault: PaytabsFault, cart: string): Promise<ChargeOutcome> | ChargeOutcome {
    if (fault.kind === 'lost') return unknownCharge(fault.reason);
    if (fault.kind === 'duplicate') return this.afterDuplicate(cart);
    if (fault.kind === 'refused' && fault.missing)
      return { status: 'declined', vendorChargeId: null, decline: paytabsDecline('D', 'token_gone') };
    throw exceptionOf(fault);
  }

  // Something like it was charged, or is being charged: only asking tells.
  private async afterDuplicate(cart: string): Promise<ChargeOutcome> {
    const answer = await this.client.byCart(cart);
    return answer.ok && answer.value.length > 0
      ? chargeOutcome(answer.value)
      : unknownCharge('duplicate_request');
  }

  // Whatever is refused here, an amount above the remainder or a payment that is gone, is refused before money moves.
  private async refundFault(fault: PaytabsFault, cart: string): Promise<RefundOutcome> {
    switch (fault.kind) {
      case 'refused':
        return { status: 'failed', vendorRefundId: null, code: fault.code };
      case 'lost':
        return { status: 'unknown', reason: fault.reason };
      case 'duplicate': {
        const answer = await this.client.byCart(cart);
        return answer.ok && answer.value.length > 0
          ? refundOf(answer.value)
          : { status: 'unknown', reason: 'duplicate_request' };
      }
      case 'busy':
      case 'credentials':
      case 'unreachable':
        throw exceptionOf(fault);
    }
  }
}

// With the customer there the bank's page asks for the card's code; without him the token alone has to do.
function chargeRequest(input: ChargeInput): object {
  return {
    tran_type: 'sale',
    tran_class: input.offSession ? 'recurring' : 'ecom',
    token: input.method.vendorPaymentMethodId,
    cart_currency: input.amount.currency,
    cart_description: descriptionOf(input.description, 'Payment'),
    hide_shipping: true,
    ...customerDetails(input.customer),
    ...(input.offSession || input.returnUrl === undefined ? {} : { return: input.returnUrl }),
  };
}

function unknownCharge(reason: string): ChargeOutcome {
  return { status: 'unknown', vendorChargeId: null, reason };
}

// Two that went through are more than we asked for: the amount says so.
function refundOf(transactions: readonly PaytabsTransaction[]): RefundOutcome {
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

function descriptionOf(text: string | undefined, otherwise: string): string {
  const trimmed = text?.trim() ?? '';
  return (trimmed === '' ? otherwise : trimmed).slice(0, LONGEST_DESCRIPTION);
}
