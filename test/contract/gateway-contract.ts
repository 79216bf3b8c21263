import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { uuidv7 } from '../../src/common/database/ids.js';
import type {
  BegunSetup,
  ChargeInput,
  ChargeOutcome,
  DeclineBucket,
  MethodDetails,
  SetupRef,
  VendorChange,
  VendorCustomerRef,
  VendorGateway,
  WebhookHeaders,
} from '../../src/modules/vendors/index.js';

/** Cards by how the vendor's bank treats them; `same` and `good` are one number, `other` is a second one. */
export type TestCard = 'good' | 'same' | 'other' | 'debit' | 'wants_customer' | 'refund_pending';

/** Which call of the vendor a fault strikes. */
export type FaultyCall = 'charge' | 'refund' | 'attach' | 'verify' | 'customer' | 'read_method';

/** What goes wrong: before or after the vendor has done it; `lost` never answers, `cut` ends the connection. */
export type FaultKind =
  | 'lost_before'
  | 'lost_after'
  | 'cut_before'
  | 'cut_after'
  | 'cut_once_after'
  | 'cut_body'
  | 'error_before'
  | 'error_after'
  | 'html'
  | 'cut_json'
  | 'empty'
  | 'slow_body'
  | 'busy'
  | 'other_amount';

/** A webhook as it reached us. */
export interface ReceivedEvent {
  readonly raw: Buffer;
  readonly headers: WebhookHeaders;
}

/** A vendor's stand-in with the gateways that talk to it. */
export interface VendorHarness {
  readonly gateway: VendorGateway;
  /** With a key that the vendor refuses. */
  readonly stranger: VendorGateway;
  /** With an address where nobody listens. */
  readonly unplugged: VendorGateway;
  /** With another webhook secret. */
  readonly otherSecret: VendorGateway;
  reset(): Promise<void>;
  close(): Promise<void>;
  /** What the customer does in the vendor's form. */
  finishSetup(vendorSetupId: string, card: TestCard): Promise<void>;
  /** The same with a card that the bank refuses to save. */
  refuseSetup(vendorSetupId: string, bucket: DeclineBucket): Promise<void>;
  expireSetup(vendorSetupId: string): Promise<void>;
  /** A method made at the vendor without us, attached to nobody. */
  token(card: TestCard): Promise<string>;
  /** A token that the bank refuses to save. */
  refusedToken(): Promise<string>;
  deleteCustomer(vendorCustomerId: string): Promise<void>;
  defaultOf(vendorCustomerId: string): Promise<string | null>;
  refuseNextCharge(vendorCode: string): void;
  fail(call: FaultyCall, kind: FaultKind): void;
  /** How many charges of this payment the vendor has really made. */
  chargesOf(paymentId: string): Promise<number>;
  /** Everything sent to our webhook since the last reset, oldest first. */
  events(): Promise<readonly ReceivedEvent[]>;
  /** Vendor codes to try, each with its bucket. */
  readonly declineCodes: readonly (readonly [string, DeclineBucket])[];
}

/** What every gateway must do, whichever vendor is behind it. */
export function describeGateway(name: string, start: () => Promise<VendorHarness>): void {
  describe(`${name} behind the port`, () => {
    let vendor: VendorHarness;
    let gateway: VendorGateway;
    beforeAll(async () => {
      vendor = await start();
      gateway = vendor.gateway;
    });
    afterAll(() => vendor.close());
    beforeEach(() => vendor.reset());

    const newCustomer = async (): Promise<VendorCustomerRef> => {
      const customerId = uuidv7();
      const given = { customerId, name: 'Nora Haddad', email: 'nora@example.com' };
      const { vendorCustomerId } = await gateway.ensureCustomer({
        ...given,
        idempotencyKey: `customer-${customerId}`,
      });
      return { ...given, vendorCustomerId };
    };
    const beginSetup = async (
      customer: VendorCustomerRef,
    ): Promise<BegunSetup & { ref: SetupRef; again: () => Promise<BegunSetup> }> => {
      const setupId = uuidv7();
      const again = () =>
        gateway.beginSetup({
          setupId,
          customer,
          paymentType: 'card',
          locale: 'en',
          returnUrl: 'https://crm.example/returns',
          idempotencyKey: `setup-${setupId}`,
        });
      const begun = await again();
      const { vendorSetupId } = begun;
      return {
        ...begun,
        again,
        ref: { setupId, vendorSetupId, vendorCustomerId: customer.vendorCustomerId },
      };
    };
    const save = async (customer: VendorCustomerRef, card: TestCard): Promise<MethodDetails> => {
      const setup = await beginSetup(customer);
      await vendor.finishSetup(setup.vendorSetupId, card);
      const state = await gateway.readSetup(setup.ref);
      if (state.status !== 'completed') throw new Error(`The setup is ${state.status}.`);
      return state.method;
    };
    const chargeOf = (
      customer: VendorCustomerRef,
      method: MethodDetails,
      more: Partial<ChargeInput> = {},
    ): ChargeInput => {
      const paymentId = more.paymentId ?? uuidv7();
      return {
        attemptNo: 1,
        amount: { amount: 1250, currency: 'GBP' },
        customer,
        method,
        offSession: true,
        usage: 'recurring',
        idempotencyKey: `charge-${paymentId}-1`,
        ...more,
        paymentId,
      };
    };
    const lookUp = (input: ChargeInput, vendorChargeId: string | null = null) =>
      gateway.lookUpCharge({
        vendorChargeId,
        paymentId: input.paymentId,
        attemptNo: input.attemptNo,
        vendorCustomerId: input.customer.vendorCustomerId,
      });
    const paid = async (input: ChargeInput): Promise<Extract<ChargeOutcome, { status: 'succeeded' }>> => {
      const outcome = await gateway.charge(input);
      if (outcome.status !== 'succeeded') throw new Error(`The charge is ${outcome.status}.`);
      return outcome;
    };
    const codeOf = (call: Promise<unknown>) => expect(call).rejects;

    describe('saving', () => {
      it('reads brand, last four, expiry and funding from the vendor', async () => {
        const customer = await newCustomer();
        const method = await save(customer, 'good');
        expect(method).toMatchObject({
          paymentType: 'card',
          brand: 'visa',
          last4: '4242',
          funding: 'credit',
        });
        expect(method.expYear).toBeGreaterThan(2000);
        expect(method.vendorCustomerId).toBe(customer.vendorCustomerId);
        expect(await gateway.readMethod(method)).toEqual(method);
        expect(await gateway.listMethods(customer.vendorCustomerId ?? '')).toEqual([method]);
      });

      it('is pending until the customer is done, and gives a replay the same form', async () => {
        const customer = await newCustomer();
        const setup = await beginSetup(customer);
        expect(await gateway.readSetup(setup.ref)).toEqual({ status: 'pending' });
        expect(await setup.again()).toMatchObject({
          vendorSetupId: setup.vendorSetupId,
          client: setup.client,
        });
        expect(await gateway.clientForSetup(setup.ref)).toEqual(setup.client);
        expect(setup.expiresAt.getTime()).toBeGreaterThan(Date.now());
      });

      it('lets the customer try again after a decline, and never names fraud to him', async () => {
        const customer = await newCustomer();
        const setup = await beginSetup(customer);
        await vendor.refuseSetup(setup.vendorSetupId, 'fraud');
        expect(await gateway.readSetup(setup.ref)).toMatchObject({
          status: 'failed',
          final: false,
          decline: { bucket: 'fraud', hint: 'contact_bank', retryable: false },
        });
        await vendor.finishSetup(setup.vendorSetupId, 'good');
        expect(await gateway.readSetup(setup.ref)).toMatchObject({ status: 'completed' });
      });

      it('knows one card again, whoever holds it, and tells it from another', async () => {
        const customer = await newCustomer();
        const first = await save(customer, 'good');
        const second = await save(customer, 'same');
        const other = await save(customer, 'other');
        expect(second.vendorPaymentMethodId).not.toBe(first.vendorPaymentMethodId);
        expect(second.fingerprint).toBe(first.fingerprint);
        expect(other.fingerprint).not.toBe(first.fingerprint);
      });

      it('ends expired when the vendor has closed the setup, or never had it', async () => {
        const customer = await newCustomer();
        const setup = await beginSetup(customer);
        await vendor.expireSetup(setup.vendorSetupId);
        expect(await gateway.readSetup(setup.ref)).toEqual({ status: 'expired' });
        await codeOf(gateway.clientForSetup(setup.ref)).toMatchObject({ code: 'vendor_setup_gone' });
        const unknown = { ...setup.ref, vendorSetupId: 'seti_unknown' };
        expect(await gateway.readSetup(unknown)).toEqual({ status: 'expired' });
      });

      it('refuses a setup of another customer, however its id came to us', async () => {
        const setup = await beginSetup(await newCustomer());
        const stranger = await newCustomer();
        const ref = { ...setup.ref, vendorCustomerId: stranger.vendorCustomerId };
        await codeOf(gateway.readSetup(ref)).toMatchObject({ code: 'vendor_token_foreign' });
      });

      it('makes one vendor customer per key, and a new one when that was deleted', async () => {
        const customer = await newCustomer();
        const again = () =>
          gateway.ensureCustomer({ ...customer, idempotencyKey: `customer-${customer.customerId}` });
        expect(await again()).toEqual({ vendorCustomerId: customer.vendorCustomerId });
        await vendor.deleteCustomer(customer.vendorCustomerId ?? '');
        await codeOf(beginSetup(customer)).toMatchObject({ code: 'vendor_customer_gone' });
        const { vendorCustomerId } = await again();
        expect(vendorCustomerId).not.toBe(customer.vendorCustomerId);
        expect(await again()).toEqual({ vendorCustomerId });
        await expect(beginSetup({ ...customer, vendorCustomerId })).resolves.toBeDefined();
      });

      it('makes one vendor customer although the answer was lost', async () => {
        vendor.fail('customer', 'lost_after');
        const customerId = uuidv7();
        const input = { customerId, name: 'N', email: null, idempotencyKey: `customer-${customerId}` };
        await codeOf(gateway.ensureCustomer(input)).toMatchObject({ code: 'vendor_unavailable' });
        const { vendorCustomerId } = await gateway.ensureCustomer(input);
        expect(await gateway.ensureCustomer(input)).toEqual({ vendorCustomerId });
      });
    });

    describe('existing tokens', () => {
      const attach = (customer: VendorCustomerRef, vendorPaymentMethodId: string) =>
        gateway.attachMethod({
          vendorPaymentMethodId,
          vendorCustomerId: customer.vendorCustomerId,
          customerId: customer.customerId,
          idempotencyKey: `attach-${uuidv7()}`,
        });

      it('are taken once, and repeated for the same customer without harm', async () => {
        const customer = await newCustomer();
        const token = await vendor.token('debit');
        const first = await attach(customer, token);
        expect(first).toMatchObject({
          status: 'attached',
          method: { funding: 'debit', vendorPaymentMethodId: token },
        });
        expect(await attach(customer, token)).toEqual(first);
        expect(await gateway.listMethods(customer.vendorCustomerId ?? '')).toHaveLength(1);
      });

      it('are refused when foreign, unknown, nonsense or used up', async () => {
        const customer = await newCustomer();
        const foreign = await save(await newCustomer(), 'good');
        await codeOf(attach(customer, foreign.vendorPaymentMethodId)).toMatchObject({
          code: 'vendor_token_foreign',
        });
        await codeOf(attach(customer, 'pm_unknown')).toMatchObject({ code: 'vendor_token_unknown' });
        await codeOf(attach(customer, '../customers')).toMatchObject({ code: 'vendor_token_unknown' });
        await codeOf(attach(customer, '.')).toMatchObject({ code: 'vendor_token_unknown' });
        const own = await save(customer, 'good');
        await gateway.detach(own);
        await codeOf(attach(customer, own.vendorPaymentMethodId)).toMatchObject({
          code: 'vendor_token_used',
        });
      });

      it('are declined as data', async () => {
        expect(await attach(await newCustomer(), await vendor.refusedToken())).toMatchObject({
          status: 'declined',
          decline: { bucket: expect.any(String), hint: expect.any(String) },
        });
      });

      it('end as one stored method when the answer was lost after it was saved', async () => {
        const customer = await newCustomer();
        const token = await vendor.token('good');
        vendor.fail('attach', 'lost_after');
        expect(await attach(customer, token)).toMatchObject({ status: 'unknown' });
        expect(await attach(customer, token)).toMatchObject({ status: 'attached' });
        expect(await gateway.listMethods(customer.vendorCustomerId ?? '')).toHaveLength(1);
      });
    });

    describe('stored methods', () => {
      it('are detached for good, and a second time without complaint', async () => {
        const customer = await newCustomer();
        const method = await save(customer, 'good');
        await gateway.detach(method);
        await gateway.detach(method);
        await gateway.detach({ ...method, vendorPaymentMethodId: 'pm_unknown' });
        expect(await gateway.readMethod(method)).toBeNull();
        expect(await gateway.listMethods(customer.vendorCustomerId ?? '')).toEqual([]);
        expect(await gateway.charge(chargeOf(customer, method))).toMatchObject({
          status: 'declined',
          decline: { bucket: 'card_data', retryable: false },
        });
      });

      it('have our default mirrored, changed and cleared', async () => {
        const customer = await newCustomer();
        const vendorCustomerId = customer.vendorCustomerId ?? '';
        const method = await save(customer, 'good');
        await gateway.setDefault(vendorCustomerId, method.vendorPaymentMethodId);
        expect(await vendor.defaultOf(vendorCustomerId)).toBe(method.vendorPaymentMethodId);
        await gateway.setDefault(vendorCustomerId, null);
        expect(await vendor.defaultOf(vendorCustomerId)).toBeNull();
        await codeOf(gateway.setDefault('cus_unknown', null)).toMatchObject({ code: 'vendor_customer_gone' });
      });

      it('are verified without a charge', async () => {
        const customer = await newCustomer();
        const verify = (method: MethodDetails) =>
          gateway.verify({ customer, method, amount: null, idempotencyKey: `verify-${uuidv7()}` });
        const method = await save(customer, 'good');
        expect(await verify(method)).toEqual({ status: 'verified' });
        vendor.fail('verify', 'lost_after');
        expect(await verify(method)).toMatchObject({ status: 'unknown' });
        expect(await verify(await save(customer, 'wants_customer'))).toMatchObject({
          status: 'declined',
          decline: { bucket: 'authentication' },
        });
      });
    });

    describe('charging', () => {
      it('succeeds with the amount captured, once per key', async () => {
        const customer = await newCustomer();
        const input = chargeOf(customer, await save(customer, 'good'));
        const outcome = await paid(input);
        expect(outcome).toMatchObject({ amount: input.amount, refunded: { amount: 0, currency: 'GBP' } });
        expect(await gateway.charge(input)).toEqual(outcome);
        expect(await vendor.chargesOf(input.paymentId)).toBe(1);
        expect(await lookUp(input)).toEqual(outcome);
        expect(await lookUp(input, outcome.vendorChargeId)).toEqual(outcome);
      });

      it('keeps attempts apart', async () => {
        const customer = await newCustomer();
        const input = chargeOf(customer, await save(customer, 'good'));
        await paid(input);
        expect(await lookUp({ ...input, attemptNo: 2 })).toEqual({ status: 'not_found' });
        expect(await lookUp({ ...input, paymentId: uuidv7() })).toEqual({ status: 'not_found' });
        expect(await lookUp(input, 'pi_unknown')).toEqual({ status: 'not_found' });
      });

      it('is declined as data, in the right bucket', async () => {
        const customer = await newCustomer();
        const method = await save(customer, 'good');
        for (const [code, bucket] of vendor.declineCodes) {
          vendor.refuseNextCharge(code);
          const input = chargeOf(customer, method);
          const outcome = await gateway.charge(input);
          expect(outcome).toMatchObject({ status: 'declined', decline: { bucket, code } });
          expect(await lookUp(input)).toMatchObject({ status: 'declined', decline: { bucket, code } });
        }
      });

      it('tells when the bank wants the customer', async () => {
        const customer = await newCustomer();
        const method = await save(customer, 'wants_customer');
        expect(await gateway.charge(chargeOf(customer, method))).toMatchObject({
          status: 'declined',
          decline: { bucket: 'authentication', hint: 'confirm_with_bank', retryable: false },
        });
        const present = chargeOf(customer, method, {
          offSession: false,
          returnUrl: 'https://crm.example/returns',
        });
        expect(await gateway.charge(present)).toMatchObject({
          status: 'requires_action',
          nextAction: { type: 'redirect', url: expect.stringContaining('http') },
        });
      });

      it.each([
        'lost_after',
        'cut_after',
        'cut_body',
        'error_after',
        'html',
        'cut_json',
        'empty',
        'slow_body',
      ] as const)('is unknown after %s, and found by asking', async (kind) => {
        const customer = await newCustomer();
        const input = chargeOf(customer, await save(customer, 'good'));
        vendor.fail('charge', kind);
        expect(await gateway.charge(input)).toMatchObject({ status: 'unknown' });
        expect(await lookUp(input)).toMatchObject({ status: 'succeeded', amount: input.amount });
        expect(await vendor.chargesOf(input.paymentId)).toBe(1);
      });

      it.each(['lost_before', 'cut_before', 'error_before'] as const)(
        'is unknown after %s, not found by asking, and made once by the next try',
        async (kind) => {
          const customer = await newCustomer();
          const input = chargeOf(customer, await save(customer, 'good'));
          vendor.fail('charge', kind);
          expect(await gateway.charge(input)).toMatchObject({ status: 'unknown' });
          expect(await lookUp(input)).toEqual({ status: 'not_found' });
          expect(await gateway.charge(input)).toMatchObject({ status: 'succeeded' });
          expect(await vendor.chargesOf(input.paymentId)).toBe(1);
        },
      );

      it('survives one cut connection with the same key', async () => {
        const customer = await newCustomer();
        const input = chargeOf(customer, await save(customer, 'good'));
        vendor.fail('charge', 'cut_once_after');
        expect(await gateway.charge(input)).toMatchObject({ status: 'succeeded' });
        expect(await vendor.chargesOf(input.paymentId)).toBe(1);
      });

      it('shows another amount than ours instead of ours', async () => {
        const customer = await newCustomer();
        const input = chargeOf(customer, await save(customer, 'good'));
        vendor.fail('charge', 'other_amount');
        const outcome = await paid(input);
        expect(outcome.amount).not.toEqual(input.amount);
      });

      it('waits and repeats when told to slow down', async () => {
        const customer = await newCustomer();
        const input = chargeOf(customer, await save(customer, 'good'));
        vendor.fail('charge', 'busy');
        expect(await gateway.charge(input)).toMatchObject({ status: 'succeeded' });
        expect(await vendor.chargesOf(input.paymentId)).toBe(1);
      });

      it('refuses what the vendor can never take, before anything is charged', async () => {
        const customer = await newCustomer();
        const input = chargeOf(customer, await save(customer, 'good'), {
          amount: { amount: 1, currency: 'GBP' },
        });
        await codeOf(gateway.charge(input)).toMatchObject({ code: 'vendor_refused', kind: 'invalid' });
        expect(await vendor.chargesOf(input.paymentId)).toBe(0);
      });

      it("never charges another customer's method", async () => {
        const method = await save(await newCustomer(), 'good');
        const input = chargeOf(await newCustomer(), method);
        await codeOf(gateway.charge(input)).toMatchObject({ code: 'vendor_refused' });
        expect(await vendor.chargesOf(input.paymentId)).toBe(0);
      });
    });

    describe('refunding', () => {
      it('gives back a part and the rest, and nothing beyond', async () => {
        const customer = await newCustomer();
        const input = chargeOf(customer, await save(customer, 'good'));
        const { vendorChargeId } = await paid(input);
        const refund = (amount: number, refundId = uuidv7()) =>
          gateway.refund({
            refundId,
            vendorChargeId,
            amount: { amount, currency: 'GBP' },
            reason: 'requested_by_customer',
            idempotencyKey: `refund-${refundId}`,
          });
        const id = uuidv7();
        const first = await refund(250, id);
        expect(first).toMatchObject({ status: 'succeeded', amount: { amount: 250, currency: 'GBP' } });
        expect(await refund(250, id)).toEqual(first);
        expect(await lookUp(input)).toMatchObject({ refunded: { amount: 250, currency: 'GBP' } });
        expect(await refund(1001)).toMatchObject({ status: 'failed' });
        expect(await refund(1000)).toMatchObject({ status: 'succeeded' });
        expect(await refund(1)).toMatchObject({ status: 'failed' });
      });

      it.each(['lost_after', 'error_after', 'cut_json'] as const)(
        'is unknown after %s, and found by asking',
        async (kind) => {
          const customer = await newCustomer();
          const { vendorChargeId } = await paid(chargeOf(customer, await save(customer, 'good')));
          const refundId = uuidv7();
          vendor.fail('refund', kind);
          const amount = { amount: 250, currency: 'GBP' };
          const given = { refundId, vendorChargeId, amount, idempotencyKey: `refund-${refundId}` };
          expect(await gateway.refund(given)).toMatchObject({ status: 'unknown' });
          expect(
            await gateway.lookUpRefund({ refundId, vendorChargeId, vendorRefundId: null }),
          ).toMatchObject({
            status: 'succeeded',
            amount,
          });
          expect(
            await gateway.lookUpRefund({ refundId: uuidv7(), vendorChargeId, vendorRefundId: null }),
          ).toEqual({
            status: 'not_found',
          });
        },
      );

      it('stays pending where the bank takes its time', async () => {
        const customer = await newCustomer();
        const { vendorChargeId, amount } = await paid(
          chargeOf(customer, await save(customer, 'refund_pending')),
        );
        const refundId = uuidv7();
        const outcome = await gateway.refund({
          refundId,
          vendorChargeId,
          amount,
          idempotencyKey: `refund-${refundId}`,
        });
        expect(outcome).toMatchObject({ status: 'pending' });
      });
    });

    describe('outages', () => {
      it('are exceptions that say when to come back', async () => {
        const customer = await newCustomer();
        const method = await save(customer, 'good');
        const down = {
          kind: 'unavailable',
          code: 'vendor_unavailable',
          retryAfterSeconds: expect.any(Number),
        };
        await codeOf(vendor.unplugged.readMethod(method)).toMatchObject(down);
        await codeOf(vendor.unplugged.detach(method)).toMatchObject(down);
        await codeOf(vendor.unplugged.charge(chargeOf(customer, method))).toMatchObject(down);
        await codeOf(vendor.unplugged.check()).toMatchObject(down);
        expect(await gateway.readMethod(method)).toEqual(method);
      });

      it('are bridged by a second try where nothing is changed', async () => {
        const method = await save(await newCustomer(), 'good');
        vendor.fail('read_method', 'error_before');
        expect(await gateway.readMethod(method)).toEqual(method);
        vendor.fail('read_method', 'cut_before');
        expect(await gateway.readMethod(method)).toEqual(method);
      });

      it('are told from a refused key, which an admin must mend', async () => {
        const customer = await newCustomer();
        await codeOf(vendor.stranger.check()).toMatchObject({
          code: 'vendor_unavailable',
          detail: expect.stringContaining('credentials'),
          hint: expect.any(String),
        });
        await codeOf(
          vendor.stranger.beginSetup({
            setupId: uuidv7(),
            customer,
            paymentType: 'card',
            locale: 'en',
            idempotencyKey: uuidv7(),
          }),
        ).toMatchObject({ hint: expect.any(String) });
      });

      it('find nothing wrong when nothing is', async () => {
        await expect(gateway.check()).resolves.toBeUndefined();
        expect(await gateway.account()).toBe(await gateway.account());
      });
    });

    describe('events', () => {
      const changes = async (): Promise<VendorChange[]> => {
        const received = await vendor.events();
        const events = await Promise.all(
          received.map(({ raw, headers }) => gateway.verifyWebhook(raw, headers)),
        );
        return events.map(({ change }) => change);
      };

      it('name setups, methods, charges and refunds of ours', async () => {
        const customer = await newCustomer();
        const setup = await beginSetup(customer);
        await vendor.finishSetup(setup.vendorSetupId, 'good');
        const [method] = await gateway.listMethods(customer.vendorCustomerId ?? '');
        if (!method) throw new Error('Nothing was saved.');
        const input = chargeOf(customer, method);
        const { vendorChargeId } = await paid(input);
        const refundId = uuidv7();
        const refund = {
          refundId,
          vendorChargeId,
          amount: input.amount,
          idempotencyKey: `refund-${refundId}`,
        };
        expect(await gateway.refund(refund)).toMatchObject({ status: 'succeeded' });
        await gateway.detach(method);
        await vendor.deleteCustomer(customer.vendorCustomerId ?? '');

        const { vendorPaymentMethodId, vendorCustomerId } = method;
        expect(await changes()).toEqual(
          expect.arrayContaining([
            { kind: 'setup_changed', vendorSetupId: setup.vendorSetupId, setupId: setup.ref.setupId },
            { kind: 'method_changed', vendorPaymentMethodId, vendorCustomerId },
            { kind: 'charge_changed', vendorChargeId, paymentId: input.paymentId },
            expect.objectContaining({ kind: 'refund_changed', vendorChargeId, refundId }),
            { kind: 'method_detached', vendorPaymentMethodId, vendorCustomerId },
            { kind: 'customer_gone', vendorCustomerId },
          ]),
        );
      });

      it('are one and the same however often they come', async () => {
        await save(await newCustomer(), 'good');
        const [received] = await vendor.events();
        if (!received) throw new Error('No event came.');
        const read = () => gateway.verifyWebhook(received.raw, received.headers);
        expect(await read()).toEqual(await read());
      });

      it('are refused when forged: another secret, a changed byte, no signature', async () => {
        await save(await newCustomer(), 'good');
        const [received] = await vendor.events();
        if (!received) throw new Error('No event came.');
        const invalid = { code: 'webhook_signature_invalid', kind: 'bad_request' };
        await codeOf(vendor.otherSecret.verifyWebhook(received.raw, received.headers)).toMatchObject(invalid);
        const changed = Buffer.from(received.raw.toString().replace('evt_', 'evt-'));
        await codeOf(gateway.verifyWebhook(changed, received.headers)).toMatchObject(invalid);
        await codeOf(gateway.verifyWebhook(received.raw, {})).toMatchObject(invalid);
        await codeOf(gateway.verifyWebhook(Buffer.alloc(0), received.headers)).toMatchObject(invalid);
      });
    });
  });
}
