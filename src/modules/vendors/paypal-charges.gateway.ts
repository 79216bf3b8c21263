import type { CapturedPayment, Order, OrderRequest } from '@paypal/paypal-server-sdk';
import { z } from 'zod';
import { type Answer, orThrow, type PayPalClient } from './paypal-client.gateway.js';
import { paypalDecline } from './paypal-declines.js';
import { exceptionOf, type PayPalFault } from './paypal-faults.js';
import {
  captureOf,
  captureOutcome,
  chargeNames,
  disputeState,
  hasRefunds,
  refundName,
  refundOutcome,
  refundsOf,
  toWireMoney,
} from './paypal-mapping.js';
import { brandIn, hasId, linkOf, storedSource } from './paypal-orders.js';
import { PayPalSearch } from './paypal-search.gateway.js';
import { PAYPAL } from './paypal-values.js';
import type {
  ChargeInput,
  ChargeLookUp,
  ChargeOutcome,
  ChargeQuery,
  DisputeState,
  RefundInput,
  RefundLookUp,
  RefundOutcome,
  RefundQuery,
} from './vendor-gateway.js';
import { VendorRequestRefused } from './vendors.errors.js';

const PREFER = 'return=representation';
const LONGEST_DESCRIPTION = 127;

/**
 * Charges, refunds and disputes at PayPal.
 *
 * The charge of ours is PayPal's capture: refunds, disputes and events name it, and PayPal's own pages show it. Before
 * there is a capture (the payer has to act) the order stands for it; look-ups take either.
 *
 * A charge whose answer was lost is known to us by our own names alone, and PayPal finds nothing by them except in its
 * transaction search, which lags by up to three hours. PayPal keeps our key for six. So whenever the search does not show
 * a charge yet, the same call with the same key gives it back instead of making another; and once the key is forgotten the
 * search is complete. `invoice_id` is unique besides, so that PayPal itself refuses a second one.
 */
export class PayPalCharges {
  private readonly search: PayPalSearch;

  constructor(private readonly client: PayPalClient) {
    this.search = new PayPalSearch(client);
  }

  /** Asks for nothing in particular; without this permission a lost charge could not be found again. */
  async check(): Promise<void> {
    await this.search.check();
  }

  async charge(input: ChargeInput): Promise<ChargeOutcome> {
    const body = this.orderOf(input);
    const answer = await this.client.write(hasId, ({ orders }) =>
      orders.createOrder({ body, paypalRequestId: input.idempotencyKey, prefer: PREFER }),
    );
    if (!answer.ok) return chargeFault(answer.fault, null);
    return this.settled(answer.value, `${input.idempotencyKey}-capture`, input.offSession);
  }

  async lookUpCharge(query: ChargeQuery): Promise<ChargeLookUp> {
    if (query.vendorChargeId !== null) return this.byId(query.vendorChargeId);
    const { invoiceId } = chargeNames(query);
    const search = await this.search.byInvoice(invoiceId, query.paymentId);
    if (search.found !== null) return this.byId(search.found);
    return search.complete
      ? { status: 'not_found' }
      : { status: 'unknown', vendorChargeId: null, reason: 'too_many_transactions' };
  }

  /**
   * PayPal has no call for it, and needs none: what the payer approves moves no money until we capture it, and a charge that was taken
   * back is not called again.
   */
  async cancelCharge(query: ChargeQuery): Promise<ChargeLookUp> {
    const found = await this.lookUpCharge(query);
    if (found.status !== 'requires_action' && found.status !== 'not_found') return found;
    const { vendorChargeId } = query;
    return { status: 'declined', vendorChargeId, decline: paypalDecline({ code: 'ORDER_VOIDED' }) };
  }

  async refund(input: RefundInput): Promise<RefundOutcome> {
    const amount = toWireMoney(input.amount);
    if (amount === null) return { status: 'failed', vendorRefundId: null, code: 'amount_precision' };
    const answer = await this.client.write(hasId, ({ payments }) =>
      payments.refundCapturedPayment({
        captureId: input.vendorChargeId,
        body: { amount, customId: refundName(input.refundId) },
        paypalRequestId: input.idempotencyKey,
        prefer: PREFER,
      }),
    );
    return answer.ok ? refundOutcome(answer.value) : refundFault(answer.fault);
  }

  /** By our id through the order behind the charge, which is exact at once. */
  async lookUpRefund(query: RefundQuery): Promise<RefundLookUp> {
    const id = query.vendorRefundId;
    if (id !== null) {
      const answer = await this.client.read(hasId, ({ payments }) => payments.getRefund({ refundId: id }));
      if (answer.ok) return refundOutcome(answer.value);
      if (answer.fault.kind === 'missing') return { status: 'not_found' };
      throw exceptionOf(answer.fault, 'charge');
    }
    const capture = await this.capture(query.vendorChargeId);
    const order = capture && (await this.orderBehind(capture));
    if (!order) return { status: 'not_found' };
    const found = refundsOf(order).find(({ customId }) => customId === refundName(query.refundId));
    return found ? refundOutcome(found) : { status: 'not_found' };
  }

  /** The SDK has no disputes; the call goes through its client all the same. */
  async readDispute(vendorDisputeId: string): Promise<DisputeState | null> {
    if (!/^[\w-]{1,255}$/.test(vendorDisputeId)) return null;
    const answer = await this.client.readResource('/v1/customer/disputes/', vendorDisputeId);
    if (!answer.ok && answer.fault.kind === 'missing') return null;
    const dispute = disputeSchema.safeParse(orThrow(answer));
    if (!dispute.success) throw new VendorRequestRefused('paypal', 'unreadable_dispute', dispute.error);
    const { status, dispute_amount: amount, dispute_outcome, disputed_transactions } = dispute.data;
    return disputeState({
      status,
      amount,
      outcome: dispute_outcome?.outcome_code ?? null,
      captureId: disputed_transactions?.[0]?.seller_transaction_id ?? null,
    });
  }

  /** An order as it stands, captured when it only waits for that; `key` makes the capture safe to repeat. */
  async settled(order: Order, key: string, offSession: boolean): Promise<ChargeOutcome> {
    const capture = captureOf(order);
    if (capture) return this.withRefunds(order, capture.id ?? null);
    const orderId = order.id ?? '';
    const status = String(order.status);
    switch (status) {
      case 'CREATED':
      case 'APPROVED':
        return this.captured(orderId, key, offSession);
      case 'PAYER_ACTION_REQUIRED':
        return actionOf(order, offSession);
      case 'VOIDED':
        return {
          status: 'declined',
          vendorChargeId: orderId,
          decline: paypalDecline({ code: 'ORDER_VOIDED' }),
        };
      default:
        return { status: 'unknown', vendorChargeId: orderId, reason: `status_${status}` };
    }
  }

  async readOrder(id: string): Promise<Order | null> {
    const answer = await this.client.read(hasId, ({ orders }) => orders.getOrder({ id }));
    if (!answer.ok && answer.fault.kind === 'missing') return null;
    return orThrow(answer, 'charge');
  }

  private async captured(orderId: string, key: string, offSession: boolean): Promise<ChargeOutcome> {
    const answer = await this.client.write(hasId, ({ orders }) =>
      orders.captureOrder({ id: orderId, paypalRequestId: key, prefer: PREFER }),
    );
    if (!answer.ok) return this.captureFault(answer, orderId);
    const capture = captureOf(answer.value);
    if (capture) return this.withRefunds(answer.value, capture.id ?? null);
    return String(answer.value.status) === 'PAYER_ACTION_REQUIRED'
      ? actionOf(answer.value, offSession)
      : { status: 'unknown', vendorChargeId: orderId, reason: 'not_captured' };
  }

  // Another process, or an earlier try, has captured it: the order tells.
  private async captureFault(answer: Extract<Answer<Order>, { ok: false }>, orderId: string) {
    const { fault } = answer;
    if (fault.kind !== 'used_before') return chargeFault(fault, orderId);
    const order = await this.readOrder(orderId);
    const capture = order && captureOf(order);
    return capture
      ? this.withRefunds(order, capture.id ?? null)
      : ({ status: 'unknown', vendorChargeId: orderId, reason: fault.code } as const);
  }

  private withRefunds(order: Order, captureId: string | null): ChargeOutcome {
    const capture = captureOf(order);
    if (!capture || captureId === null) {
      return { status: 'unknown', vendorChargeId: order.id ?? null, reason: 'unreadable_answer' };
    }
    return captureOutcome(capture, { refunded: refundsOf(order), brand: brandIn(order) });
  }

  private async byId(id: string): Promise<ChargeLookUp> {
    const capture = await this.capture(id);
    if (capture) {
      const order = hasRefunds(capture) ? await this.orderBehind(capture) : null;
      return captureOutcome(capture, { refunded: order ? refundsOf(order) : [] });
    }
    const order = await this.readOrder(id);
    if (!order) return { status: 'not_found' };
    const own = captureOf(order);
    if (own) return this.withRefunds(order, own.id ?? null);
    return uncaptured(order, id);
  }

  private async capture(captureId: string): Promise<CapturedPayment | null> {
    const answer = await this.client.read(hasId, ({ payments }) =>
      payments.getCapturedPayment({ captureId }),
    );
    if (!answer.ok && answer.fault.kind === 'missing') return null;
    return orThrow(answer, 'charge');
  }

  private async orderBehind(capture: CapturedPayment): Promise<Order | null> {
    const id = capture.supplementaryData?.relatedIds?.orderId;
    return id ? this.readOrder(id) : null;
  }

  private orderOf(input: ChargeInput): OrderRequest {
    const amount = toWireMoney(input.amount);
    if (amount === null) throw new VendorRequestRefused('paypal', 'amount_precision');
    return {
      intent: PAYPAL.capture,
      purchaseUnits: [
        {
          ...chargeNames(input),
          amount,
          ...(input.description ? { description: input.description.slice(0, LONGEST_DESCRIPTION) } : {}),
        },
      ],
      paymentSource: storedSource(input),
    };
  }
}

const disputeSchema = z.object({
  status: z.string(),
  dispute_amount: z.object({ currency_code: z.string(), value: z.string() }),
  dispute_outcome: z.object({ outcome_code: z.string().optional() }).optional(),
  disputed_transactions: z.array(z.object({ seller_transaction_id: z.string().optional() })).optional(),
});

function uncaptured(order: Order, id: string): ChargeLookUp {
  const status = String(order.status);
  switch (status) {
    case 'PAYER_ACTION_REQUIRED':
      return actionOf(order, false);
    case 'VOIDED':
      return { status: 'declined', vendorChargeId: id, decline: paypalDecline({ code: 'ORDER_VOIDED' }) };
    case 'CREATED':
    case 'SAVED':
    case 'APPROVED':
      // Nothing was captured; the next try with the same key finds this order and captures it.
      return { status: 'not_found' };
    default:
      return { status: 'unknown', vendorChargeId: id, reason: `status_${status}` };
  }
}

const METHOD_GONE: ChargeOutcome = {
  status: 'declined',
  vendorChargeId: null,
  decline: paypalDecline({ code: 'TOKEN_ID_NOT_FOUND' }),
};

// Off-session nobody is there to act, so what PayPal leaves open is a refusal.
function actionOf(order: Order, offSession: boolean): ChargeOutcome {
  const vendorChargeId = order.id ?? '';
  const url = linkOf(order.links, 'payer-action', 'approve');
  if (offSession || url === null) {
    const decline = paypalDecline({ code: 'PAYER_ACTION_REQUIRED' });
    return { status: 'declined', vendorChargeId, decline };
  }
  return { status: 'requires_action', vendorChargeId, nextAction: { type: 'redirect', url } };
}

function chargeFault(fault: PayPalFault, vendorChargeId: string | null): ChargeOutcome {
  switch (fault.kind) {
    case 'declined':
      return { status: 'declined', vendorChargeId, decline: paypalDecline({ code: fault.code }) };
    case 'lost':
      return { status: 'unknown', vendorChargeId, reason: fault.reason };
    case 'used_before':
      return { status: 'unknown', vendorChargeId, reason: fault.code };
    case 'missing':
      return vendorChargeId === null
        ? METHOD_GONE
        : { status: 'unknown', vendorChargeId, reason: 'order_gone' };
    case 'busy':
    case 'credentials':
    case 'refused':
    case 'unreachable':
      throw exceptionOf(fault, 'charge');
  }
}

// Whatever is refused here, an amount above the remainder or a capture in dispute, is refused before money moves.
function refundFault(fault: PayPalFault): RefundOutcome {
  switch (fault.kind) {
    case 'declined':
    case 'refused':
      return { status: 'failed', vendorRefundId: null, code: fault.code };
    case 'missing':
      return { status: 'failed', vendorRefundId: null, code: 'RESOURCE_NOT_FOUND' };
    case 'lost':
      return { status: 'unknown', reason: fault.reason };
    case 'used_before':
      return { status: 'unknown', reason: fault.code };
    case 'busy':
    case 'credentials':
    case 'unreachable':
      throw exceptionOf(fault, 'charge');
  }
}
