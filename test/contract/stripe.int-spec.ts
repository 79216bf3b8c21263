import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import type { MethodDetails, VendorCustomerRef } from '../../src/modules/vendors/index.js';
import { describeGateway } from './gateway-contract.js';
import { startStripe, stripe, type StripeHarness } from './stripe-harness.js';

describeGateway(stripe);

describe('Stripe alone', () => {
  let vendor: StripeHarness;
  let customer: VendorCustomerRef;
  beforeAll(async () => {
    vendor = await startStripe();
  });
  afterAll(() => vendor.close());
  beforeEach(async () => {
    await vendor.reset();
    const customerId = uuidv7();
    const given = { customerId, name: 'Omar Said', email: null };
    customer = {
      ...given,
      ...(await vendor.gateway.ensureCustomer({ ...given, idempotencyKey: customerId })),
    };
  });

  const save = async (card: string): Promise<MethodDetails> => {
    const vendorPaymentMethodId = await vendor.token('good');
    if (card !== 'good') vendor.standIn.control.changeBehaviour(vendorPaymentMethodId, card);
    const outcome = await vendor.gateway.attachMethod({
      vendorPaymentMethodId,
      vendorCustomerId: customer.vendorCustomerId,
      customerId: customer.customerId,
      idempotencyKey: uuidv7(),
    });
    if (outcome.status !== 'attached') throw new Error(`The method is ${outcome.status}.`);
    return outcome.method;
  };
  const charge = (method: MethodDetails) => {
    const paymentId = uuidv7();
    return vendor.gateway.charge({
      paymentId,
      attemptNo: 1,
      amount: { amount: 1250, currency: 'KWD' },
      customer,
      method,
      offSession: true,
      usage: 'unscheduled',
      idempotencyKey: paymentId,
    });
  };
  const changes = async () => {
    const events = await vendor.events();
    return Promise.all(
      events.map(async ({ raw, headers }) => (await vendor.gateway.verifyWebhook(raw, headers)).change),
    );
  };

  it('tells of new dates from the account updater, which the method then shows', async () => {
    const method = await save('good');
    vendor.standIn.control.renewCard(method.vendorPaymentMethodId, { exp_year: 2039 });
    const { vendorPaymentMethodId, vendorCustomerId } = method;
    expect((await changes()).at(-1)).toEqual({
      kind: 'method_changed',
      vendorPaymentMethodId,
      vendorCustomerId,
    });
    expect(await vendor.gateway.readMethod(method)).toEqual({ ...method, expYear: 2039 });
  });

  it('leads from a dispute to its charge and reads how it ends', async () => {
    const outcome = await charge(await save('createDispute'));
    const change = (await changes()).find(({ kind }) => kind === 'dispute_changed');
    if (change?.kind !== 'dispute_changed' || outcome.status !== 'succeeded')
      throw new Error('There is no dispute.');
    const { vendorDisputeId, vendorChargeId } = change;
    expect(vendorChargeId).toBe(outcome.vendorChargeId);
    const amount = { amount: 1250, currency: 'KWD' };
    expect(await vendor.gateway.readDispute(vendorDisputeId)).toEqual({
      status: 'open',
      vendorChargeId,
      amount,
    });
    vendor.standIn.control.closeDispute(vendorDisputeId, 'lost');
    expect(await vendor.gateway.readDispute(vendorDisputeId)).toMatchObject({ status: 'lost' });
    expect(await vendor.gateway.readDispute('dp_unknown')).toBeNull();
  });

  it('stays pending while the bank works on it, and is found settled later', async () => {
    const outcome = await charge(await save('processing'));
    if (outcome.status !== 'pending') throw new Error(`The charge is ${outcome.status}.`);
    vendor.standIn.control.settlePayment(outcome.vendorChargeId);
    const { vendorChargeId } = outcome;
    const query = { vendorChargeId, paymentId: uuidv7(), attemptNo: 1, vendorCustomerId: null };
    expect(await vendor.gateway.lookUpCharge(query)).toMatchObject({ status: 'succeeded' });
  });

  it('puts what Radar stops among the frauds', async () => {
    expect(await charge(await save('radarBlock'))).toMatchObject({
      decline: { bucket: 'fraud', retryable: false },
    });
  });

  it('believes the status of an intent and not that of HTTP', async () => {
    const method = await save('good');
    vendor.standIn.faults.add({
      kind: 'decline_as_200',
      method: 'POST',
      path: '/v1/payment_intents',
      decline: 'do_not_honor',
    });
    expect(await charge(method)).toMatchObject({ status: 'declined', decline: { bucket: 'issuer' } });
  });

  it('refuses thousandths that Stripe would refuse, without asking', async () => {
    const method = await save('good');
    const asked = vendor.standIn.state.requests().length;
    const input = {
      paymentId: uuidv7(),
      attemptNo: 1,
      customer,
      method,
      offSession: true,
      idempotencyKey: uuidv7(),
    };
    await expect(
      vendor.gateway.charge({ ...input, usage: 'one_off', amount: { amount: 1251, currency: 'KWD' } }),
    ).rejects.toMatchObject({ code: 'vendor_refused', vendorCode: 'amount_precision' });
    expect(vendor.standIn.state.requests()).toHaveLength(asked);
  });

  it('refuses an event whose signature is too old to be believed', async () => {
    vendor.standIn.faults.add({ kind: 'webhook_stale', event: 'payment_method.attached' });
    await save('good');
    await expect(changes()).rejects.toMatchObject({ code: 'webhook_signature_invalid' });
  });
});
