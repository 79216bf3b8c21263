import type { AuthorizationWithAdditionalData, Order } from '@paypal/paypal-server-sdk';
import { type PayPalClient } from './paypal-client.gateway.js';
import { paypalDecline } from './paypal-declines.js';
import { exceptionOf, type PayPalFault } from './paypal-faults.js';
import { processorDecline, toWireMoney } from './paypal-mapping.js';
import { brandIn, hasId, storedSource } from './paypal-orders.js';
import { PAYPAL } from './paypal-values.js';
import type { VerifyInput, VerifyOutcome } from './vendor-gateway.js';
import { VendorRequestRefused } from './vendors.errors.js';

const PREFER = 'return=representation';

/**
 * Asking the bank about a stored method, which PayPal can only do with an amount: it is authorised, then voided. `unknown`
 * covers a void whose answer was lost as well; repeating with the same key finds the authorisation and voids it.
 */
export class PayPalVerification {
  constructor(private readonly client: PayPalClient) {}

  async verify(input: VerifyInput): Promise<VerifyOutcome> {
    const amount = input.amount && input.amount.amount > 0 ? toWireMoney(input.amount) : null;
    if (amount === null) throw new VendorRequestRefused('paypal', 'verify_amount');
    const source = storedSource({ method: input.method, offSession: true, usage: 'unscheduled' });
    const answer = await this.client.write(hasId, ({ orders }) =>
      orders.createOrder({
        body: {
          intent: PAYPAL.authorize,
          purchaseUnits: [{ amount, customId: `verify.${input.idempotencyKey}`.slice(0, 127) }],
          paymentSource: source,
        },
        paypalRequestId: input.idempotencyKey,
        prefer: PREFER,
      }),
    );
    if (!answer.ok) return verifyFault(answer.fault);
    const order = authorizationOf(answer.value)
      ? answer.value
      : await this.authorized(answer.value, input.idempotencyKey);
    return 'kind' in order ? verifyFault(order) : this.concluded(order);
  }

  private async authorized(order: Order, key: string): Promise<Order | PayPalFault> {
    const id = order.id ?? '';
    if (!/^(CREATED|APPROVED)$/.test(String(order.status))) return order;
    const answer = await this.client.write(hasId, ({ orders }) =>
      orders.authorizeOrder({ id, paypalRequestId: `${key}-authorize`, prefer: PREFER }),
    );
    return answer.ok ? answer.value : answer.fault;
  }

  private async concluded(order: Order): Promise<VerifyOutcome> {
    if (String(order.status) === 'PAYER_ACTION_REQUIRED') {
      return { status: 'declined', decline: paypalDecline({ code: 'PAYER_ACTION_REQUIRED' }) };
    }
    const authorization = authorizationOf(order);
    const status = String(authorization?.status);
    switch (status) {
      case 'CREATED':
      case 'PENDING':
        return this.voided(authorization?.id ?? '');
      case 'VOIDED':
        return { status: 'verified' };
      case 'DENIED':
        return { status: 'declined', decline: denied(order, authorization) };
      default:
        return { status: 'unknown', reason: `status_${status}` };
    }
  }

  private async voided(authorizationId: string): Promise<VerifyOutcome> {
    const answer = await this.client.write<unknown>(
      () => true,
      ({ payments }) => payments.voidPayment({ authorizationId, prefer: PREFER }),
    );
    if (answer.ok || isVoid(answer.fault)) return { status: 'verified' };
    return { status: 'unknown', reason: 'not_voided' };
  }
}

function authorizationOf(order: Order): AuthorizationWithAdditionalData | undefined {
  return order.purchaseUnits?.flatMap(({ payments }) => payments?.authorizations ?? []).at(-1);
}

function denied(order: Order, authorization: AuthorizationWithAdditionalData | undefined) {
  return processorDecline(authorization?.processorResponse, {
    reason: authorization?.statusDetails?.reason ?? 'AUTHORIZATION_DENIED',
    brand: brandIn(order),
  });
}

function isVoid(fault: PayPalFault): boolean {
  return fault.kind === 'refused' && fault.code.includes('VOIDED');
}

function verifyFault(fault: PayPalFault): VerifyOutcome {
  switch (fault.kind) {
    case 'declined':
      return { status: 'declined', decline: paypalDecline({ code: fault.code }) };
    case 'missing':
      return { status: 'declined', decline: paypalDecline({ code: 'TOKEN_ID_NOT_FOUND' }) };
    case 'lost':
      return { status: 'unknown', reason: fault.reason };
    case 'used_before':
      return { status: 'unknown', reason: fault.code };
    case 'busy':
    case 'credentials':
    case 'refused':
    case 'unreachable':
      throw exceptionOf(fault);
  }
}
