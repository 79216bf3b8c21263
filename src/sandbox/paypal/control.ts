import { type CertificateWish } from './certificates.js';
import { ApiError, missing, refused } from './api-error.js';
import { closeDispute, disputeOf, openDispute } from './disputes.js';
import { type Cause, letters, type Merchant, ownCause } from './merchant.js';
import { approveOrder, orderOf } from './orders.js';
import { captureOf, settleCapture, settleRefund } from './payments.js';
import {
  type Capture,
  type CardRecord,
  type DisputeRecord,
  type OrderRecord,
  type PayerRecord,
  type PaymentToken,
  type RefundRecord,
  type SetupToken,
} from './records.js';
import { cardOf, passesLuhn, TEST_PAYERS } from './test-instruments.js';
import { approveSetup, deletePaymentToken, paymentTokenOf, setupTokenOf } from './vault.js';

/** A card as it is typed into PayPal's fields. */
export interface TypedCard {
  readonly number: string;
  readonly expiry: string;
  readonly security_code: string;
  readonly name?: string | null | undefined;
  readonly country?: string | null | undefined;
}

/** Who is at the page: one of two people, or an account whose payments end otherwise. */
export type PayerChoice = keyof typeof TEST_PAYERS | 'refused' | 'reviewed';

/** A method to have at PayPal, without any number. */
export interface TokenSpec {
  readonly id?: string | undefined;
  readonly customer?: string | undefined;
  readonly merchant_customer_id?: string | undefined;
  readonly card?: Partial<CardRecord> | undefined;
  /** One of the test payers, or somebody else spelt out. */
  readonly payer?: keyof typeof TEST_PAYERS | PayerRecord | undefined;
}

interface Keys {
  withdraw(): void;
  useCertificate(wish: CertificateWish): void;
}

const DAY_SECONDS = 86_400;

/** What a payer, a bank or PayPal may do without any call of the API. */
export class Control {
  constructor(
    private readonly merchant: Merchant,
    private readonly keys: Keys,
  ) {}

  setup(id: string): SetupToken {
    return setupTokenOf(this.merchant, id);
  }

  order(id: string): OrderRecord {
    return orderOf(this.merchant, id);
  }

  /** The customer types a card; 422 when it is refused, 409 when the setup has one already. */
  typeCard(id: string, typed: TypedCard): SetupToken {
    const setup = this.setup(id);
    if (setup.source.kind !== 'card' || setup.status !== 'CREATED')
      throw new ApiError(409, 'TOKEN_ALREADY_USED');
    if (!passesLuhn(typed.number)) throw refused('CARD_NUMBER_REQUIRED');
    const today = this.merchant.options.now();
    const month = `${String(today.getUTCFullYear())}-${String(today.getUTCMonth() + 1).padStart(2, '0')}`;
    if (typed.expiry < month) throw refused('CARD_EXPIRED');
    const { name, country, number, expiry } = typed;
    const card = cardOf({ number, expiry, name: name ?? undefined, country: country ?? undefined });
    if (card.behaviour.save !== undefined) throw refused(card.behaviour.save);
    approveSetup(this.merchant, setup, { kind: 'card', card });
    return setup;
  }

  /** The payer agrees to be saved. */
  approveSetup(id: string, choice: PayerChoice = 'payer'): SetupToken {
    const setup = this.setup(id);
    if (setup.status !== 'PAYER_ACTION_REQUIRED') throw refused('TOKEN_ALREADY_USED');
    approveSetup(this.merchant, setup, { kind: 'paypal', payer: payerOf(choice) });
    return setup;
  }

  /** PayPal forgets a setup. */
  expireSetup(id: string): void {
    const setup = this.setup(id);
    setup.at -= 4 * DAY_SECONDS;
    this.merchant.store.setups.save(setup);
  }

  /** The payer agrees to pay, or passes the bank's check of a card. */
  approveOrder(id: string, choice: PayerChoice = 'payer'): OrderRecord {
    const order = this.order(id);
    if (order.status !== 'PAYER_ACTION_REQUIRED' || !order.source) throw refused('ORDER_CANNOT_BE_CONFIRMED');
    order.source.confirmed = true;
    if (order.source.kind === 'paypal') {
      order.source.payer = payerOf(choice);
      if (choice === 'refused') order.source.refusal = 'INSTRUMENT_DECLINED';
      if (choice === 'reviewed') order.source.reviewed = true;
    }
    return this.because((cause) => {
      approveOrder(this.merchant, cause, order);
      return order;
    });
  }

  /** PayPal forgets an order that nobody paid. */
  expireOrder(id: string): void {
    const order = this.order(id);
    order.at -= DAY_SECONDS;
    this.merchant.store.orders.save(order);
  }

  /** Makes stored methods without events. */
  seed(specs: readonly TokenSpec[]): PaymentToken[] {
    return specs.map((spec) => {
      const token: PaymentToken = {
        id: spec.id ?? letters(8).toLowerCase(),
        customer: {
          id: spec.customer ?? letters(10),
          ...(spec.merchant_customer_id ? { merchant_customer_id: spec.merchant_customer_id } : {}),
        },
        source: spec.payer
          ? { kind: 'paypal', payer: typeof spec.payer === 'string' ? TEST_PAYERS[spec.payer] : spec.payer }
          : { kind: 'card', card: { ...PLAIN_CARD, ...spec.card } },
        at: this.merchant.now(),
      };
      this.merchant.store.tokens.save(token);
      return token;
    });
  }

  /** The payer removes the merchant from the PayPal account, or PayPal deletes the card. */
  revoke(id: string): PaymentToken {
    const token = paymentTokenOf(this.merchant, id);
    this.because((cause) => {
      deletePaymentToken(this.merchant, cause, id);
    });
    return token;
  }

  /** The issuer behaves differently from now on. */
  changeBehaviour(id: string, behaviour: CardRecord['behaviour']): void {
    const token = paymentTokenOf(this.merchant, id);
    if (token.source.kind !== 'card' || !token.source.card) throw missing();
    token.source.card = { ...token.source.card, behaviour };
    this.merchant.store.tokens.save(token);
  }

  /** Ends a capture that was under review. */
  settleCapture(id: string, status: 'COMPLETED' | 'DECLINED'): Capture {
    return this.because((cause) => settleCapture(this.merchant, cause, id, status));
  }

  settleRefund(id: string, status: 'COMPLETED' | 'FAILED'): RefundRecord {
    return this.because((cause) => settleRefund(this.merchant, cause, id, status));
  }

  /** The payer disputes a charge. */
  dispute(captureId: string): DisputeRecord {
    const capture = captureOf(this.merchant, captureId);
    return this.because((cause) => openDispute(this.merchant, cause, capture));
  }

  closeDispute(id: string, outcome: string): DisputeRecord {
    const dispute = disputeOf(this.merchant, id);
    return this.because((cause) => {
      closeDispute(this.merchant, cause, dispute, outcome);
      return dispute;
    });
  }

  /** Sends an event of any type with any resource, for receivers that must stand the unknown. */
  emit(type: string, resource: object): void {
    this.because((cause) => {
      this.merchant.emit(cause, type, 'unknown', resource);
    });
  }

  /** How long charges stay invisible to the transaction search from now on. */
  lagSearch(seconds: number): void {
    this.merchant.options.searchLagSeconds = seconds;
  }

  /** Lists a customer's methods in the order they were made from now on, or the newest first. */
  listOldestFirst(isOldestFirst: boolean): void {
    this.merchant.options.listsOldestFirst = isOldestFirst;
  }

  /** Refuses every access token given out so far. */
  withdrawTokens(): void {
    this.keys.withdraw();
  }

  /** Signs with another certificate from now on, perhaps one that nobody should believe. */
  useCertificate(wish: CertificateWish): void {
    this.keys.useCertificate(wish);
  }

  private because<T>(work: (cause: Cause) => T): T {
    const cause = ownCause();
    const result = work(cause);
    this.merchant.release(cause);
    return result;
  }
}

const PLAIN_CARD: CardRecord = {
  brand: 'VISA',
  last_digits: '1111',
  expiry: '2035-12',
  type: 'CREDIT',
  behaviour: {},
};

function payerOf(choice: PayerChoice): PayerRecord {
  return TEST_PAYERS[choice === 'other_payer' ? choice : 'payer'];
}
