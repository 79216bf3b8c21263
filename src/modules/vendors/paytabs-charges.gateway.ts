import { chargeCart, subjectOf } from './paytabs-carts.js';
import type { PaytabsClient } from './paytabs-client.gateway.js';
import { paytabsDecline } from './paytabs-declines.js';
import { exceptionOf, type PaytabsFault, saysMissing } from './paytabs-faults.js';
import { chargeOutcome, checkoutState, isAuthorised, isOurs, toPaytabsAmount } from './paytabs-mapping.js';
import { customerDetails, type PaytabsPages } from './paytabs-pages.gateway.js';
import type { PaytabsRefunds } from './paytabs-refunds.gateway.js';
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
} from './vendor-gateway.js';
import { VendorRequestRefused } from './vendors.errors.js';

const LONGEST_DESCRIPTION = 128;

/** Charges and paid pages at PayTabs. It takes no idempotency keys, so everything is asked for before it is made. */
export class PaytabsCharges {
  constructor(
    private readonly client: PaytabsClient,
    private readonly pages: PaytabsPages,
    private readonly refunds: PaytabsRefunds,
  ) {}

  async charge(input: ChargeInput): Promise<ChargeOutcome> {
    const amount = toPaytabsAmount(input.amount);
    if (amount === null) throw new VendorRequestRefused('paytabs', 'amount');
    const cart = chargeCart(input.paymentId, input.attemptNo);
    const earlier = await this.client.byCart(cart);
    if (!earlier.ok) throw exceptionOf(earlier.fault);
    if (earlier.value.length > 0) return this.withRefunds(earlier.value);
    const answer = await this.client.write(
      '/payment/request',
      { cart_id: cart, cart_amount: amount, ...chargeRequest(input), ...this.client.callback() },
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
    return answer.value.length > 0 ? this.withRefunds(answer.value) : { status: 'not_found' };
  }

  /** A checkout that was paid is not opened again, since the second page could be paid too. */
  async beginCheckout(input: BeginCheckoutInput): Promise<BegunCheckout> {
    const amount = toPaytabsAmount(input.amount);
    if (amount === null) throw new VendorRequestRefused('paytabs', 'amount');
    const subject = { kind: 'checkout', id: input.checkoutId } as const;
    const earlier = await this.pages.transactionsOf(subject, null);
    // A page that is only open was shown to nobody, or its address would not be asked for again.
    const paid = earlier.filter((one) => one.payment_result);
    const { status } = chargeOutcome(paid);
    if (paid.length > 0 && status !== 'declined')
      throw new VendorRequestRefused('paytabs', `checkout_${status}`);
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
    const [first] = found.filter(isAuthorised);
    if (first) return checkoutState([...found, ...(await this.refundsOf(first))], vendorCheckoutId);
    if (found.length > 0) return checkoutState(found, vendorCheckoutId);
    return { status: this.pages.mayBeOpen(checkoutId) ? 'open' : 'expired' };
  }

  private async withRefunds(found: readonly PaytabsTransaction[]): Promise<ChargeOutcome> {
    const first = found.find(isAuthorised);
    return chargeOutcome(first ? [...found, ...(await this.refundsOf(first))] : found);
  }

  private async refundsOf(payment: PaytabsTransaction): Promise<readonly PaytabsTransaction[]> {
    const answer = await this.refunds.of(payment.cart_id);
    if (!answer.ok) throw exceptionOf(answer.fault);
    return answer.value;
  }

  private async chargeByRef(tranRef: string, cart: string): Promise<ChargeLookUp> {
    const answer = await this.client.byRef(tranRef);
    if (!answer.ok) throw exceptionOf(answer.fault);
    const found = answer.value;
    if (!found) return { status: 'not_found' };
    if (found.cart_id !== cart && subjectOf(found.cart_id)?.kind !== 'checkout')
      return unknownCharge('other_cart');
    // Its cart tells what else was paid, or given back, for the same attempt.
    const all = await this.client.byCart(found.cart_id);
    const isThere = all.ok && all.value.some(({ tran_ref: ref }) => ref === tranRef);
    return this.withRefunds(isThere ? all.value : [found]);
  }

  private chargeFault(fault: PaytabsFault, cart: string): Promise<ChargeOutcome> | ChargeOutcome {
    if (fault.kind === 'lost') return unknownCharge(fault.reason);
    if (fault.kind === 'duplicate') return this.afterDuplicate(cart);
    if (saysMissing(fault, 'token'))
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

function descriptionOf(text: string | undefined, otherwise: string): string {
  const trimmed = text?.trim() ?? '';
  return (trimmed === '' ? otherwise : trimmed).slice(0, LONGEST_DESCRIPTION);
}
