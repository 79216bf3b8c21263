import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import type { CardBehaviour, CardRecord } from '../../src/sandbox/paypal/records.js';
import type { ChargeInput, MethodDetails, VendorCustomerRef } from '../../src/modules/vendors/index.js';
import { describeGateway } from './gateway-contract.js';
import { paypal, type PaypalHarness, startPaypal } from './paypal-harness.js';

describeGateway(paypal);

const ORDERS = { method: 'POST', path: '/v2/checkout/orders' } as const;
const CAPTURES = { method: 'POST', path: '/v2/checkout/orders/:id/capture' } as const;
const THREE_HOURS = 3 * 3_600;

describe('PayPal alone', () => {
  let vendor: PaypalHarness;
  let customer: VendorCustomerRef;
  beforeAll(async () => {
    vendor = await startPaypal();
  });
  afterAll(() => vendor.close());
  beforeEach(async () => {
    await vendor.reset();
    customer = { customerId: uuidv7(), vendorCustomerId: null, name: 'Omar Said', email: null };
  });

  const cardWith = (behaviour: CardBehaviour): MethodDetails => {
    const [token] = vendor.standIn.control.seed([{ card: { behaviour } }]);
    return { vendorPaymentMethodId: token?.id ?? '', paymentType: 'card' } as MethodDetails;
  };
  const chargeOf = (method: MethodDetails, more: Partial<ChargeInput> = {}): ChargeInput => {
    const paymentId = uuidv7();
    return {
      paymentId,
      attemptNo: 1,
      amount: { amount: 1250, currency: 'GBP' },
      customer,
      method,
      offSession: true,
      usage: 'unscheduled',
      idempotencyKey: `charge-${paymentId}-1`,
      ...more,
    };
  };
  const lookUp = ({ paymentId, attemptNo }: ChargeInput, vendorChargeId: string | null = null) =>
    vendor.gateway.lookUpCharge({ vendorChargeId, paymentId, attemptNo, vendorCustomerId: null });
  const paid = async (input: ChargeInput): Promise<string> => {
    const outcome = await vendor.gateway.charge(input);
    if (outcome.status !== 'succeeded') throw new Error(`The charge is ${outcome.status}.`);
    return outcome.vendorChargeId;
  };
  const changes = async () => {
    const events = await vendor.events();
    return Promise.all(
      events.map(async ({ raw, headers }) => (await vendor.gateway.verifyWebhook(raw, headers)).change),
    );
  };

  describe('a charge whose answer was lost', () => {
    it('is safe to repeat while the search does not show it yet, and is shown afterwards', async () => {
      const input = chargeOf(cardWith({}));
      vendor.standIn.control.lagSearch(THREE_HOURS);
      vendor.fail('charge', 'lost_after');
      expect(await vendor.gateway.charge(input)).toMatchObject({ status: 'unknown', vendorChargeId: null });
      expect(await lookUp(input)).toEqual({ status: 'not_found' });
      const repeated = await vendor.gateway.charge(input);
      expect(repeated).toMatchObject({ status: 'succeeded' });
      vendor.standIn.control.lagSearch(0);
      expect(await lookUp(input)).toEqual(repeated);
      expect(await vendor.chargesOf(input.paymentId)).toBe(1);
    });

    it('is refused a second time by PayPal itself once the key is forgotten', async () => {
      const input = chargeOf(cardWith({}));
      await paid(input);
      const forgotten = { ...input, idempotencyKey: 'another-key' };
      expect(await vendor.gateway.charge(forgotten)).toMatchObject({
        status: 'unknown',
        reason: 'DUPLICATE_INVOICE_ID',
      });
      expect(await lookUp(input)).toMatchObject({ status: 'succeeded' });
      expect(await vendor.chargesOf(input.paymentId)).toBe(1);
    });

    it('is not taken for its refund, which bears the same invoice', async () => {
      const input = chargeOf(cardWith({}));
      const vendorChargeId = await paid(input);
      await refundAtPayPal(vendorChargeId);
      expect(await lookUp(input)).toMatchObject({ vendorChargeId, refunded: { amount: 100 } });
    });
  });

  const refundAtPayPal = async (captureId: string): Promise<void> => {
    const { clientId, clientSecret } = vendor.options;
    const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
    const asked = await fetch(`${vendor.standIn.url}/v1/oauth2/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${basic}` },
      body: new URLSearchParams({ grant_type: 'client_credentials' }),
    });
    const { access_token } = (await asked.json()) as { access_token: string };
    const made = await fetch(`${vendor.standIn.url}/v2/payments/captures/${captureId}/refund`, {
      method: 'POST',
      headers: { authorization: `Bearer ${access_token}` },
      body: JSON.stringify({ amount: { currency_code: 'GBP', value: '1.00' } }),
    });
    expect(made.status).toBe(201);
  };

  describe('an order that only waits to be captured', () => {
    it('is captured', async () => {
      const input = chargeOf(cardWith({ approvedOnly: true }));
      expect(await vendor.gateway.charge(input)).toMatchObject({ status: 'succeeded' });
      expect(await vendor.chargesOf(input.paymentId)).toBe(1);
    });

    it('is found by its own id when the answer to the capture was lost', async () => {
      const input = chargeOf(cardWith({ approvedOnly: true }));
      vendor.standIn.faults.add({ kind: 'timeout_after', ...CAPTURES });
      const outcome = await vendor.gateway.charge(input);
      if (outcome.status !== 'unknown') throw new Error(`The charge is ${outcome.status}.`);
      expect(outcome.vendorChargeId).toEqual(expect.any(String));
      expect(await lookUp(input, outcome.vendorChargeId)).toMatchObject({ status: 'succeeded' });
      expect(await vendor.gateway.charge(input)).toMatchObject({ status: 'succeeded' });
      expect(await vendor.chargesOf(input.paymentId)).toBe(1);
    });

    it('is not found while nobody captured it, and captured by the next try', async () => {
      const input = chargeOf(cardWith({ approvedOnly: true }));
      vendor.standIn.faults.add({ kind: 'timeout_before', ...CAPTURES });
      const outcome = await vendor.gateway.charge(input);
      if (outcome.status !== 'unknown') throw new Error(`The charge is ${outcome.status}.`);
      expect(await lookUp(input, outcome.vendorChargeId)).toEqual({ status: 'not_found' });
      expect(await vendor.gateway.charge(input)).toMatchObject({ status: 'succeeded' });
      expect(await vendor.chargesOf(input.paymentId)).toBe(1);
    });

    it('is declined when its capture is refused', async () => {
      const input = chargeOf(cardWith({ approvedOnly: true, charge: '9520' }));
      expect(await vendor.gateway.charge(input)).toMatchObject({
        status: 'declined',
        decline: { bucket: 'fraud' },
      });
    });
  });

  it('believes the capture and neither HTTP nor the order', async () => {
    const input = chargeOf(cardWith({}));
    vendor.standIn.faults.add({ kind: 'decline_as_200', ...ORDERS, decline: '5120 03' });
    expect(await vendor.gateway.charge(input)).toMatchObject({
      status: 'declined',
      vendorChargeId: expect.any(String),
      decline: { code: '5120', networkAdviceCode: '03', bucket: 'revoked', retryable: false },
    });
    expect([...vendor.standIn.store.orders.all()][0]).toMatchObject({ status: 'COMPLETED' });
  });

  it('stays pending while PayPal reviews it, and is found settled later', async () => {
    const input = chargeOf(cardWith({ pendingCapture: true }));
    const outcome = await vendor.gateway.charge(input);
    if (outcome.status !== 'pending') throw new Error(`The charge is ${outcome.status}.`);
    const { vendorChargeId } = outcome;
    expect(await vendor.gateway.charge(input)).toEqual(outcome);
    vendor.standIn.control.settleCapture(vendorChargeId, 'COMPLETED');
    expect(await lookUp(input, vendorChargeId)).toMatchObject({ status: 'succeeded', vendorChargeId });
    const { paymentId } = input;
    expect(await changes()).toContainEqual({ kind: 'charge_changed', vendorChargeId, paymentId });
  });

  it('sends the customer to his bank, and charges once he was there', async () => {
    const method = cardWith({ wantsCustomer: true });
    const returnUrl = 'https://crm.example/returns/paypal/1';
    const input = chargeOf(method, { offSession: false, usage: 'one_off', returnUrl });
    const outcome = await vendor.gateway.charge(input);
    if (outcome.status !== 'requires_action' || outcome.nextAction.type !== 'redirect')
      throw new Error(`The charge is ${outcome.status}.`);
    expect(await lookUp(input, outcome.vendorChargeId)).toEqual(outcome);
    await fetch(outcome.nextAction.url, {
      method: 'POST',
      body: new URLSearchParams({ action: 'approve' }),
    });
    expect(await vendor.gateway.charge(input)).toMatchObject({ status: 'succeeded' });
    expect(await vendor.chargesOf(input.paymentId)).toBe(1);
  });

  it('leads from a dispute to its charge and reads how it ends', async () => {
    const vendorChargeId = await paid(chargeOf(cardWith({ disputed: true })));
    const change = (await changes()).find(({ kind }) => kind === 'dispute_changed');
    if (change?.kind !== 'dispute_changed') throw new Error('There is no dispute.');
    const { vendorDisputeId } = change;
    expect(change.vendorChargeId).toBe(vendorChargeId);
    const amount = { amount: 1250, currency: 'GBP' };
    expect(await vendor.gateway.readDispute(vendorDisputeId)).toEqual({
      status: 'open',
      vendorChargeId,
      amount,
    });
    vendor.standIn.control.closeDispute(vendorDisputeId, 'RESOLVED_BUYER_FAVOUR');
    expect(await vendor.gateway.readDispute(vendorDisputeId)).toMatchObject({ status: 'lost' });
    expect(await vendor.gateway.readDispute('PP-R-UNKNOWN')).toBeNull();
    expect(await vendor.gateway.readDispute('../orders')).toBeNull();
  });

  it('tells of an account that its owner took away, which is then gone', async () => {
    const [token] = vendor.standIn.control.seed([{ payer: 'payer' }]);
    const method = { vendorPaymentMethodId: token?.id ?? '', paymentType: 'paypal' as const };
    expect(await vendor.gateway.readMethod(method)).toMatchObject({ accountEmailMasked: 'n***@example.com' });
    vendor.standIn.control.revoke(method.vendorPaymentMethodId);
    expect(await vendor.gateway.readMethod(method)).toBeNull();
    expect(await changes()).toEqual([
      {
        kind: 'method_detached',
        vendorPaymentMethodId: token?.id,
        vendorCustomerId: token?.customer.id,
      },
    ]);
  });

  it('leads from a refund made in PayPal’s own pages to the charge', async () => {
    const vendorChargeId = await paid(chargeOf(cardWith({})));
    await refundAtPayPal(vendorChargeId);
    expect(await changes()).toContainEqual({
      kind: 'refund_changed',
      vendorRefundId: expect.any(String),
      vendorChargeId,
      refundId: null,
    });
  });

  it('finds what a setup became although PayPal has forgotten the key of the exchange', async () => {
    const setupId = uuidv7();
    const { vendorSetupId } = await vendor.gateway.beginSetup({
      setupId,
      customer,
      paymentType: 'card',
      locale: 'ar',
      idempotencyKey: setupId,
    });
    await vendor.finishSetup(vendorSetupId, 'good');
    const ref = { setupId, vendorSetupId, vendorCustomerId: null };
    const first = await vendor.gateway.readSetup(ref);
    vendor.standIn.store.requestKeys.clear();
    expect(await vendor.gateway.readSetup(ref)).toEqual(first);
    expect([...vendor.standIn.store.tokens.all()]).toHaveLength(1);
  });

  describe('a setup that was exchanged before', () => {
    const exchanged = async (oldCard: Partial<CardRecord>) => {
      const setupId = uuidv7();
      const [old] = vendor.standIn.control.seed([{ customer: 'CUSTOMER02', card: oldCard }]);
      const { vendorSetupId } = await vendor.gateway.beginSetup({
        setupId,
        customer: { ...customer, vendorCustomerId: 'CUSTOMER02' },
        paymentType: 'card',
        locale: 'en',
        idempotencyKey: setupId,
      });
      await vendor.finishSetup(vendorSetupId, 'good');
      const ref = { setupId, vendorSetupId, vendorCustomerId: 'CUSTOMER02' };
      return { ref, old: old?.id, first: await vendor.gateway.readSetup(ref) };
    };

    it.each([false, true])(
      'is the same method again beside one that looks alike, the oldest first: %s',
      async (order) => {
        const { ref, old, first } = await exchanged({ name: 'Nora Haddad' });
        vendor.standIn.control.listOldestFirst(order);
        expect(first).not.toMatchObject({ method: { vendorPaymentMethodId: old } });
        expect(await vendor.gateway.readSetup(ref)).toEqual(first);
        expect([...vendor.standIn.store.tokens.all()]).toHaveLength(2);
      },
    );

    it.each([
      [{ expiry: '2031-01' }, false],
      [{ expiry: '2031-01' }, true],
      [{ brand: 'MASTERCARD' }, false],
      [{ brand: 'MASTERCARD' }, true],
    ])(
      'is never an older card %j of the same last digits, the key forgotten, the oldest first: %s',
      async (card, order) => {
        const { ref, first } = await exchanged(card);
        vendor.standIn.control.listOldestFirst(order);
        vendor.standIn.store.requestKeys.clear();
        expect(await vendor.gateway.readSetup(ref)).toEqual(first);
      },
    );

    it('stays pending while the list does not show what it became', async () => {
      const { ref, old, first } = await exchanged({ expiry: '2031-01' });
      vendor.standIn.store.requestKeys.clear();
      for (const { id } of vendor.standIn.store.tokens.all()) {
        if (id !== old) vendor.standIn.store.tokens.remove(id);
      }
      expect(first).toMatchObject({ status: 'completed' });
      expect(await vendor.gateway.readSetup(ref)).toEqual({ status: 'pending' });
    });
  });

  it('passes the customer that PayPal made to the next setup', async () => {
    const begin = async (vendorCustomerId: string | null) => {
      const setupId = uuidv7();
      const given = { ...customer, vendorCustomerId };
      const begun = await vendor.gateway.beginSetup({
        setupId,
        customer: given,
        paymentType: 'card',
        locale: 'en',
        idempotencyKey: setupId,
      });
      await vendor.finishSetup(begun.vendorSetupId, 'good');
      const state = await vendor.gateway.readSetup({ setupId, vendorCustomerId, ...begun });
      if (state.status !== 'completed') throw new Error(`The setup is ${state.status}.`);
      return state.method.vendorCustomerId;
    };
    const made = await begin(null);
    expect(made).toEqual(expect.any(String));
    expect(await begin(made)).toBe(made);
    expect(await vendor.gateway.listMethods(made ?? '')).toHaveLength(2);
  });

  it('lists more methods than PayPal shows at once, the newest first', async () => {
    const made = vendor.standIn.control.seed(Array.from({ length: 12 }, () => ({ customer: 'CUSTOMER01' })));
    const listed = await vendor.gateway.listMethods('CUSTOMER01');
    expect(listed.map(({ vendorPaymentMethodId }) => vendorPaymentMethodId)).toEqual(
      made.map(({ id }) => id).reverse(),
    );
  });

  it('lets nothing stay set aside by a verification', async () => {
    const method = cardWith({});
    const key = uuidv7();
    const amount = { amount: 100, currency: 'GBP' };
    const verify = () => vendor.gateway.verify({ customer, method, amount, idempotencyKey: key });
    const voids = { method: 'POST', path: '/v2/payments/authorizations/:id/void' } as const;
    vendor.standIn.faults.add({ kind: 'error_500_before', ...voids });
    expect(await verify()).toMatchObject({ status: 'unknown' });
    expect(await verify()).toEqual({ status: 'verified' });
    const held = [...vendor.standIn.store.authorizations.all()];
    expect(held.map(({ status }) => status)).toEqual(['VOIDED']);
  });

  it('verifies nothing without an amount', async () => {
    const amount = { amount: 0, currency: 'GBP' };
    await expect(
      vendor.gateway.verify({ customer, method: cardWith({}), amount, idempotencyKey: uuidv7() }),
    ).rejects.toMatchObject({ code: 'vendor_refused', vendorCode: 'verify_amount' });
  });

  it('refuses fractions that PayPal does not know, without asking', async () => {
    const asked = vendor.standIn.requests().length;
    const input = chargeOf(cardWith({}), { amount: { amount: 125_050, currency: 'HUF' } });
    await expect(vendor.gateway.charge(input)).rejects.toMatchObject({ vendorCode: 'amount_precision' });
    expect(vendor.standIn.requests()).toHaveLength(asked);
  });

  it('charges yen without decimals', async () => {
    const amount = { amount: 1250, currency: 'JPY' };
    expect(await vendor.gateway.charge(chargeOf(cardWith({}), { amount }))).toMatchObject({
      status: 'succeeded',
      amount,
    });
  });

  it('takes nothing that a browser brings for a proof', () => {
    expect(vendor.gateway.checkReturn()).toBe('unsigned');
  });
});
