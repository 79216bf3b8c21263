import { checkCart, freeingCart } from './paytabs-carts.js';
import type { PaytabsClient } from './paytabs-client.gateway.js';
import { paytabsDecline } from './paytabs-declines.js';
import { exceptionOf, type PaytabsAnswer, type PaytabsFault, saysMissing } from './paytabs-faults.js';
import {
  chargeOutcome,
  isAuthorised,
  isDecided,
  isOurs,
  isWhole,
  methodOfToken,
  setupState,
  toPaytabsAmount,
} from './paytabs-mapping.js';
import { customerDetails, type PaytabsPages } from './paytabs-pages.gateway.js';
import {
  paytabsRemoval,
  paytabsToken,
  paytabsTransaction,
  type PaytabsTransaction,
} from './paytabs.schemas.js';
import type {
  AttachInput,
  AttachOutcome,
  BeginSetupInput,
  BegunSetup,
  MethodDetails,
  SetupClient,
  SetupRef,
  SetupState,
  VendorMethodRef,
  VerifyInput,
  VerifyOutcome,
} from './vendor-gateway.js';
import {
  PaymentTypeNotSupported,
  VendorObjectGone,
  VendorRequestRefused,
  VendorTokenRefused,
} from './vendors.errors.js';

// A registration authorises an amount and gives it free at once (support article 60000711310), so it needs one;
// less than one unit would look like the card testing that Mastercard watches for.
const REGISTRATION: Readonly<Record<string, readonly [currency: string, amount: number]>> = {
  ARE: ['AED', 1],
  SAU: ['SAR', 1],
  EGY: ['EGP', 1],
  OMN: ['OMR', 1],
  JOR: ['JOD', 1],
  KWT: ['KWD', 1],
  IRQ: ['IQD', 1000],
  MAR: ['MAD', 1],
  QAT: ['QAR', 1],
  MADFOAT: ['JOD', 1],
  CUZDAN: ['AZN', 1],
};
const ELSEWHERE = ['USD', 1] as const;

type SetupPage = Pick<BeginSetupInput, 'setupId' | 'returnUrl' | 'callbackUrl'> & {
  readonly customer: BeginSetupInput['customer'] | null;
  readonly locale?: string;
};

/** Tokens at PayTabs, which knows no customers: a token belongs to whoever we say. */
export class PaytabsMethods {
  constructor(
    private readonly client: PaytabsClient,
    private readonly pages: PaytabsPages,
  ) {}

  async beginSetup(input: BeginSetupInput): Promise<BegunSetup> {
    if (input.paymentType !== 'card') throw new PaymentTypeNotSupported('paytabs', input.paymentType);
    if (input.channel === 'phone') throw new VendorRequestRefused('paytabs', 'moto_not_enabled');
    const page = await this.open(input);
    return {
      vendorSetupId: page.vendorId,
      client: { redirectUrl: page.redirectUrl },
      expiresAt: page.expiresAt,
    };
  }

  /** PayTabs tells a page's address only once, so whoever asks again gets a second page for the same setup. */
  async clientForSetup(ref: SetupRef): Promise<SetupClient> {
    const state = await this.readSetup(ref);
    if (state.status !== 'pending') throw new VendorObjectGone('paytabs', 'setup');
    const page = await this.open({ setupId: ref.setupId, customer: null });
    return { redirectUrl: page.redirectUrl };
  }

  async readSetup(ref: SetupRef): Promise<SetupState> {
    const found = await this.pages.transactionsOf({ kind: 'setup', id: ref.setupId }, ref.vendorSetupId);
    if (found.length > 0) return this.whole(setupState(found, ref.vendorSetupId));
    return this.pages.mayBeOpen(ref.setupId) ? { status: 'pending' } : { status: 'expired' };
  }

  async readMethod({ vendorPaymentMethodId: token }: VendorMethodRef): Promise<MethodDetails | null> {
    const answer = await this.client.read('/payment/token', { token }, paytabsToken);
    if (!answer.ok) {
      if (saysMissing(answer.fault, 'token')) return null;
      throw exceptionOf(answer.fault);
    }
    const isOther = answer.value.token !== null && answer.value.token !== token;
    return isOther ? null : methodOfToken(token, answer.value);
  }

  async attachMethod({ vendorPaymentMethodId: token }: AttachInput): Promise<AttachOutcome> {
    if (!/^\w{3,255}$/.test(token)) throw new VendorTokenRefused('unknown');
    const method = await this.readMethod({ vendorPaymentMethodId: token, paymentType: 'card' });
    if (method === null) throw new VendorTokenRefused('unknown');
    if (!isWhole(method)) throw new VendorRequestRefused('paytabs', 'card_untold');
    return { status: 'attached', method };
  }

  async detach(ref: VendorMethodRef): Promise<void> {
    const token = ref.vendorPaymentMethodId;
    const answer = await this.client.write('/payment/token/delete', { token }, paytabsRemoval);
    if (answer.ok || saysMissing(answer.fault, 'token')) return;
    // The sentence may be another one for a token that is gone, so the token itself is asked.
    if (answer.fault.kind === 'refused' && (await this.readMethod(ref)) === null) return;
    throw exceptionOf(answer.fault);
  }

  /** Authorises the amount and gives it free; repeating it with its key finishes what was begun. */
  async verify(input: VerifyInput): Promise<VerifyOutcome> {
    const amount = input.amount && toPaytabsAmount(input.amount);
    if (input.amount === null || amount === null) throw new VendorRequestRefused('paytabs', 'amount');
    const hold = checkCart(input.idempotencyKey);
    const cart = { cart_currency: input.amount.currency, cart_amount: amount };
    const earlier = await this.client.byCart(hold);
    if (!earlier.ok) throw exceptionOf(earlier.fault);
    if (earlier.value.length > 0) return this.verified(earlier.value, cart);
    const answer = await this.client.write(
      '/payment/request',
      {
        tran_type: 'auth',
        tran_class: 'recurring',
        token: input.method.vendorPaymentMethodId,
        cart_id: hold,
        ...cart,
        cart_description: 'Card check',
        ...customerDetails(input.customer),
      },
      paytabsTransaction,
    );
    if (!answer.ok) return verifyFault(answer.fault);
    return isOurs(answer.value, this.client.profileId, hold)
      ? this.verified([answer.value], cart)
      : { status: 'unknown', reason: 'other_cart' };
  }

  // What the transaction leaves out the token may tell; a card that nothing is known of cannot be kept, here or there.
  private async whole(state: SetupState): Promise<SetupState> {
    if (state.status !== 'completed' || isWhole(state.method)) return state;
    const method = await this.readMethod(state.method);
    if (method && isWhole(method)) return { status: 'completed', method };
    if (method) await this.detach(method);
    return { status: 'failed', decline: paytabsDecline('E', 'card_untold'), final: true };
  }

  private open(input: SetupPage): ReturnType<PaytabsPages['open']> {
    const [currency, amount] = REGISTRATION[this.client.options.region] ?? ELSEWHERE;
    return this.pages.open(
      { kind: 'setup', id: input.setupId },
      {
        customer: input.customer,
        locale: input.locale,
        returnUrl: input.returnUrl,
        callbackUrl: input.callbackUrl,
        request: {
          tran_type: 'register',
          cart_currency: currency,
          cart_amount: amount,
          cart_description: /^ar\b/i.test(input.locale ?? '') ? 'حفظ بطاقة' : 'Save a card',
          tokenise: 2,
          framed: true,
        },
      },
    );
  }

  private async verified(holds: readonly PaytabsTransaction[], amount: object): Promise<VerifyOutcome> {
    const outcome = chargeOutcome(holds);
    if (outcome.status === 'declined') return releasedOrDeclined(outcome.decline);
    const standing = holds.filter(isAuthorised);
    if (standing.length === 0) return { status: 'unknown', reason: `hold_${outcome.status}` };
    for (const [n, hold] of standing.entries()) {
      if (!(await this.giveFree(hold, n, amount))) return { status: 'unknown', reason: 'release_lost' };
    }
    return { status: 'verified' };
  }

  // False when nobody knows. What PayTabs refuses to give free runs out by itself, and the card is good.
  private async giveFree(hold: PaytabsTransaction, n: number, amount: object): Promise<boolean> {
    for (const type of ['void', 'release'] as const) {
      const cart = freeingCart(hold.cart_id, type, n);
      const earlier = await this.client.byCart(cart);
      if (!earlier.ok) return false;
      const answer =
        earlier.value.length > 0
          ? ({ ok: true, value: earlier.value } as const)
          : await this.free(hold, type, { cart_id: cart, ...amount });
      if (!answer.ok && answer.fault.kind !== 'refused') return false;
      if (answer.ok && answer.value.some((one) => isAuthorised(one) || !isDecided(one))) return true;
    }
    return true;
  }

  private async free(
    { tran_ref }: PaytabsTransaction,
    tran_type: 'void' | 'release',
    cart: object,
  ): Promise<PaytabsAnswer<readonly PaytabsTransaction[]>> {
    const request = { tran_type, tran_class: 'ecom', tran_ref, ...cart, cart_description: 'Card check' };
    const answer = await this.client.write('/payment/request', request, paytabsTransaction);
    return answer.ok ? { ok: true, value: [answer.value] } : answer;
  }
}

// A hold that is voided was authorised before.
function releasedOrDeclined(decline: ReturnType<typeof paytabsDecline>): VerifyOutcome {
  return decline.code === 'V' ? { status: 'verified' } : { status: 'declined', decline };
}

function verifyFault(fault: PaytabsFault): VerifyOutcome {
  if (fault.kind === 'lost') return { status: 'unknown', reason: fault.reason };
  if (fault.kind === 'duplicate') return { status: 'unknown', reason: 'duplicate_request' };
  if (saysMissing(fault, 'token')) return { status: 'declined', decline: paytabsDecline('D', 'token_gone') };
  throw exceptionOf(fault);
}
