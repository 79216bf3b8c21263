import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import Stripe from 'stripe';
import {
  startStripeStandIn,
  type RequestFaultKind,
  type StripeStandIn,
  type StripeStandInOptions,
} from '../../src/sandbox/stripe/index.js';

import {
  API_VERSION,
  type WireCustomer,
  type WirePaymentMethod,
  type WireSetupAttempt,
  type WireSetupIntent,
} from '../../src/sandbox/stripe/wire.js';
import {
  type WireCharge,
  type WirePaymentIntent,
  type WireRefund,
} from '../../src/sandbox/stripe/wire-payments.js';

const SECRET = 'sk_test_stand_in_secret';
const PUBLISHABLE = 'pk_test_stand_in';
const WHSEC = 'whsec_of_this_test';

interface Received {
  body: string;
  signature: string;
}

let vendor: StripeStandIn;
let stripe: Stripe;
const started: StripeStandIn[] = [];

async function start(options: Partial<StripeStandInOptions> = {}): Promise<StripeStandIn> {
  const one = await startStripeStandIn({ secretKey: SECRET, publishableKey: PUBLISHABLE, ...options });
  started.push(one);
  return one;
}

function sdk(standIn: StripeStandIn, key = SECRET, timeout = 5_000): Stripe {
  const { port } = standIn;
  return new Stripe(key, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
    timeout,
  });
}

async function refusal(call: Promise<unknown>): Promise<Stripe.errors.StripeError> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Stripe.errors.StripeError) return error;
    throw error;
  }
  throw new Error('The call was not refused.');
}

async function newCustomer(): Promise<string> {
  return (await stripe.customers.create({ email: 'layla@example.com', name: 'Layla' })).id;
}

async function savedCard(customer: string, token = 'pm_card_visa'): Promise<string> {
  return (await stripe.paymentMethods.attach(token, { customer })).id;
}

function charge(
  customer: string,
  payment_method: string,
  options: Stripe.RequestOptions = {},
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create(
    { amount: 2_500, currency: 'usd', customer, payment_method, confirm: true, off_session: true, ...more },
    options,
  );
}

async function fromBrowser(
  path: string,
  fields: Record<string, string>,
): Promise<{ status: number; body: Fields }> {
  const response = await fetch(`${vendor.url}${path}`, {
    method: 'POST',
    headers: { origin: 'https://shop.example' },
    body: new URLSearchParams({ key: PUBLISHABLE, ...fields }),
  });
  return { status: response.status, body: (await response.json()) as Fields };
}

type Fields = Record<string, unknown> & { error?: Record<string, unknown> };

function typed(number: string): Record<string, string> {
  return {
    'payment_method_data[type]': 'card',
    'payment_method_data[card][number]': number,
    'payment_method_data[card][exp_month]': '12',
    'payment_method_data[card][exp_year]': '34',
    'payment_method_data[card][cvc]': '123',
    'payment_method_data[billing_details][name]': 'Layla Haddad',
    use_stripe_sdk: 'true',
  };
}

beforeEach(async () => {
  vendor = await start();
  stripe = sdk(vendor);
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.close()));
});

describe('keys', () => {
  it('answers the account to the configured key and refuses any other with 401', async () => {
    expect((await stripe.accounts.retrieveCurrent()).object).toBe('account');
    expect((await stripe.balance.retrieve()).object).toBe('balance');
    const error = await refusal(sdk(vendor, 'sk_test_another_account').customers.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripeAuthenticationError);
    expect(error.message).toMatch(/^Invalid API Key provided: sk_test_\*+ount$/);
  });

  it('refuses the publishable key on the endpoints of the server', async () => {
    const error = await refusal(sdk(vendor, PUBLISHABLE).customers.list());
    expect(error).toBeInstanceOf(Stripe.errors.StripePermissionError);
    expect(error.code).toBe('secret_key_required');
  });

  it('names each request, also a refused one', async () => {
    const customer = await stripe.customers.create({});
    expect(customer.lastResponse.requestId).toMatch(/^req_\w{14}$/);
    const error = await refusal(stripe.customers.retrieve('cus_nobody'));
    expect(error.requestId).toMatch(/^req_/);
    expect(error).toMatchObject({
      statusCode: 404,
      code: 'resource_missing',
      message: "No such customer: 'cus_nobody'",
    });
  });

  it('answers 404 where it has no endpoint', async () => {
    const error = await refusal(stripe.webhookEndpoints.list());
    expect(error).toMatchObject({ statusCode: 404, type: 'StripeInvalidRequestError' });
  });
});

describe('customers', () => {
  it('keeps, changes, lists by page and deletes them', async () => {
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await stripe.customers.create({ metadata: { n: String(i) } })).id);
    const first = await stripe.customers.list({ limit: 2 });
    expect(first.data.map(({ id }) => id)).toEqual([ids[4], ids[3]]);
    expect(first.has_more).toBe(true);
    const all = await stripe.customers.list({ limit: 2 }).autoPagingToArray({ limit: 10 });
    expect(all.map(({ id }) => id)).toEqual([...ids].reverse());
    const newer = await stripe.customers.list({ limit: 2, ending_before: ids[1] ?? '' });
    expect(newer.data.map(({ id }) => id)).toEqual([ids[3], ids[2]]);

    const changed = await stripe.customers.update(ids[0] ?? '', {
      name: 'Omar',
      metadata: { n: '', tier: 'gold' },
    });
    expect(changed).toMatchObject({ name: 'Omar', metadata: { tier: 'gold' } });
    await stripe.customers.del(ids[0] ?? '');
    expect(await stripe.customers.retrieve(ids[0] ?? '')).toMatchObject({ deleted: true });
    expect((await refusal(stripe.customers.update(ids[0] ?? '', {}))).statusCode).toBe(404);
  });

  it('loses its cards when it is deleted', async () => {
    const customer = await newCustomer();
    const method = await savedCard(customer);
    await stripe.customers.del(customer);
    expect((await stripe.paymentMethods.retrieve(method)).customer).toBeNull();
    expect((await refusal(charge(await newCustomer(), method))).statusCode).toBe(400);
  });

  it('takes as default only a method of its own, and clears it on detach', async () => {
    const customer = await newCustomer();
    const method = await savedCard(customer);
    const foreign = await savedCard(await newCustomer());
    const setDefault = (id: string) =>
      stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } });
    expect((await setDefault(method)).invoice_settings.default_payment_method).toBe(method);
    expect(await refusal(setDefault(foreign))).toMatchObject({ statusCode: 400, code: 'resource_missing' });
    expect((await setDefault('')).invoice_settings.default_payment_method).toBeNull();
    await setDefault(method);
    await stripe.paymentMethods.detach(method);
    expect(await stripe.customers.retrieve(customer)).toMatchObject({
      invoice_settings: { default_payment_method: null },
    });
  });

  it('refuses a parameter that Stripe does not know', async () => {
    const unknown = { nickname: 'x' } as Stripe.CustomerCreateParams;
    expect(await refusal(stripe.customers.create(unknown))).toMatchObject({
      statusCode: 400,
      code: 'parameter_unknown',
      param: 'nickname',
    });
  });
});

describe('saving a card', () => {
  it('saves by setup intent: the method is attached and is not made the default', async () => {
    const customer = await newCustomer();
    const intent = await stripe.setupIntents.create({ customer, allowed_payment_method_types: ['card'] });
    expect(intent).toMatchObject({
      status: 'requires_payment_method',
      usage: 'off_session',
      payment_method_types: ['card'],
    });
    const done = await stripe.setupIntents.confirm(intent.id, {
      payment_method: 'pm_card_visa',
      expand: ['payment_method'],
    });
    expect(done.status).toBe('succeeded');
    expect(done.payment_method).toMatchObject({
      customer,
      card: { brand: 'visa', last4: '4242', funding: 'credit' },
    });
    expect(await stripe.customers.retrieve(customer)).toMatchObject({
      invoice_settings: { default_payment_method: null },
    });
    expect((await stripe.customers.listPaymentMethods(customer)).data).toHaveLength(1);
    expect((await stripe.paymentMethods.list({ customer, type: 'card' })).data).toHaveLength(1);
    expect(await refusal(stripe.setupIntents.confirm(intent.id))).toMatchObject({
      code: 'setup_intent_unexpected_state',
    });
  });

  it('refuses the parameter that API 2026-09-30 dropped, and two choices of types at once', async () => {
    const old = { payment_method_types: ['card'] } as Stripe.SetupIntentCreateParams;
    expect(await refusal(stripe.setupIntents.create(old))).toMatchObject({
      statusCode: 400,
      code: 'payment_method_types_no_longer_supported',
    });
    const both = { allowed_payment_method_types: ['card'], automatic_payment_methods: { enabled: true } };
    expect(await refusal(stripe.setupIntents.create(both as Stripe.SetupIntentCreateParams))).toMatchObject({
      code: 'parameters_exclusive',
    });
  });

  it.each([
    ['pm_card_visa_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_visa_chargeDeclinedLostCard', 'card_declined', 'lost_card'],
    ['pm_card_visa_chargeDeclinedStolenCard', 'card_declined', 'stolen_card'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
    ['pm_card_chargeDeclinedIncorrectCvc', 'incorrect_cvc', 'incorrect_cvc'],
    ['pm_card_chargeDeclinedProcessingError', 'processing_error', 'processing_error'],
    ['pm_card_visa_chargeDeclinedVelocityLimitExceeded', 'card_declined', 'card_velocity_exceeded'],
  ])('declines %s at attach and at confirmation', async (token, code, declineCode) => {
    const customer = await newCustomer();
    const attach = await refusal(stripe.paymentMethods.attach(token, { customer }));
    expect(attach).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(attach).toMatchObject({ statusCode: 402, code, decline_code: declineCode });
    const intent = await stripe.setupIntents.create({ customer, allowed_payment_method_types: ['card'] });
    const confirm = await refusal(stripe.setupIntents.confirm(intent.id, { payment_method: token }));
    expect(confirm).toMatchObject({ code, decline_code: declineCode, setup_intent: { id: intent.id } });
    expect(confirm.payment_method?.card?.brand).toBe('visa');
    expect(await stripe.setupIntents.retrieve(intent.id)).toMatchObject({
      status: 'requires_payment_method',
      last_setup_error: { code, decline_code: declineCode },
    });
    expect((await stripe.customers.listPaymentMethods(customer)).data).toHaveLength(0);
  });

  it('gives the same card the same fingerprint and other cards another one', async () => {
    const customer = await newCustomer();
    const fingerprint = async (token: string) =>
      (await stripe.paymentMethods.retrieve(await savedCard(customer, token))).card?.fingerprint;
    const [first, again, other] = [
      await fingerprint('pm_card_visa'),
      await fingerprint('pm_card_visa'),
      await fingerprint('pm_card_mastercard'),
    ];
    expect(first).toMatch(/^\w{16}$/);
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    const elsewhere = sdk(await start({ secretKey: 'sk_test_other' }), 'sk_test_other');
    expect((await elsewhere.paymentMethods.retrieve('pm_card_visa')).card?.fingerprint).not.toBe(first);
  });

  it('detaches for good', async () => {
    const customer = await newCustomer();
    const method = await savedCard(customer);
    expect((await stripe.paymentMethods.detach(method)).customer).toBeNull();
    expect((await refusal(stripe.paymentMethods.detach(method))).statusCode).toBe(400);
    expect((await refusal(stripe.paymentMethods.attach(method, { customer }))).code).toBe(
      'payment_method_unexpected_state',
    );
    expect((await refusal(charge(customer, method))).code).toBe('payment_method_unexpected_state');
    expect((await stripe.paymentMethods.retrieve(method)).id).toBe(method);
  });

  it("refuses another customer's method", async () => {
    const [mine, theirs] = [await newCustomer(), await newCustomer()];
    const method = await savedCard(theirs);
    expect(await refusal(charge(mine, method))).toMatchObject({ statusCode: 400, param: 'payment_method' });
    expect((await refusal(stripe.paymentMethods.attach(method, { customer: mine }))).statusCode).toBe(400);
    const intent = await stripe.setupIntents.create({ customer: mine });
    expect(
      (await refusal(stripe.setupIntents.confirm(intent.id, { payment_method: method }))).statusCode,
    ).toBe(400);
    expect((await refusal(stripe.customers.retrievePaymentMethod(mine, method))).statusCode).toBe(400);
  });

  it('changes billing details and expiry of an attached method only', async () => {
    const loose = await stripe.paymentMethods.retrieve('pm_card_visa');
    expect((await refusal(stripe.paymentMethods.update(loose.id, { metadata: { a: 'b' } }))).statusCode).toBe(
      400,
    );
    const method = await savedCard(await newCustomer());
    const changed = await stripe.paymentMethods.update(method, {
      billing_details: { name: 'ليلى', address: { country: 'JO' } },
      card: { exp_month: 3, exp_year: 2035 },
    });
    expect(changed).toMatchObject({
      billing_details: { name: 'ليلى', address: { country: 'JO' } },
      card: { exp_month: 3, exp_year: 2035 },
    });
  });

  it('cancels a setup intent and lists those of a customer', async () => {
    const customer = await newCustomer();
    const intent = await stripe.setupIntents.create({ customer });
    expect(await stripe.setupIntents.cancel(intent.id, { cancellation_reason: 'abandoned' })).toMatchObject({
      status: 'canceled',
      cancellation_reason: 'abandoned',
    });
    await stripe.setupIntents.create({});
    expect((await stripe.setupIntents.list({ customer })).data.map(({ id }) => id)).toEqual([intent.id]);
    expect(
      (await refusal(stripe.setupIntents.confirm(intent.id, { payment_method: 'pm_card_visa' }))).statusCode,
    ).toBe(400);
  });

  it('refuses a card number from a server', async () => {
    const raw = { type: 'card', card: { number: '4242424242424242', exp_month: 1, exp_year: 2035 } } as const;
    expect((await refusal(stripe.paymentMethods.create(raw))).message).toMatch(/generally unsafe/);
    const known = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_amex' } });
    expect(known.card).toMatchObject({ brand: 'amex', last4: '0005' });
  });
});

describe('the browser', () => {
  async function setup(customer?: string): Promise<{ id: string; secret: string }> {
    const intent = await stripe.setupIntents.create(customer === undefined ? {} : { customer });
    return { id: intent.id, secret: intent.client_secret ?? '' };
  }

  it('saves a typed card, sees no customer and no fingerprint, and the number is kept nowhere', async () => {
    const customer = await newCustomer();
    const { id, secret } = await setup(customer);
    const number = '4539578763621486';
    const done = await fromBrowser(`/v1/setup_intents/${id}/confirm`, {
      client_secret: secret,
      ...typed('4539 5787 6362 1486'),
      'expand[0]': 'payment_method',
    });
    expect(done.status).toBe(200);
    expect(done.body).toMatchObject({
      status: 'succeeded',
      payment_method: { card: { last4: '1486', brand: 'visa' } },
    });
    expect(done.body).not.toHaveProperty('customer');
    expect(JSON.stringify(done.body)).not.toContain('fingerprint');
    const [saved] = (await stripe.customers.listPaymentMethods(customer)).data;
    expect(saved).toMatchObject({
      card: { last4: '1486', exp_month: 12, exp_year: 2034, checks: { cvc_check: 'pass' } },
      billing_details: { name: 'Layla Haddad' },
    });
    const state = await (await fetch(`${vendor.url}/_control/state`)).text();
    expect(state).not.toContain(number);
  });

  it('maps the documented numbers to their declines, and names the field that is wrong', async () => {
    const answers: [string, string, unknown][] = [
      ['4000000000009995', 'card_declined', 'insufficient_funds'],
      ['4000000000000069', 'expired_card', 'expired_card'],
      ['4242424242424241', 'incorrect_number', undefined],
    ];
    for (const [number, code, declineCode] of answers) {
      const { id, secret } = await setup();
      const { status, body } = await fromBrowser(`/v1/setup_intents/${id}/confirm`, {
        client_secret: secret,
        ...typed(number),
      });
      expect(status).toBe(402);
      expect(body.error).toMatchObject({ type: 'card_error', code });
      expect(body.error?.['decline_code']).toBe(declineCode);
    }
    const { id, secret } = await setup();
    const short = { ...typed('4242424242424242'), 'payment_method_data[card][cvc]': '1' };
    const wrong = await fromBrowser(`/v1/setup_intents/${id}/confirm`, { client_secret: secret, ...short });
    expect(wrong.body.error).toMatchObject({ code: 'invalid_cvc', param: 'cvc' });
    const past = { ...typed('4242424242424242'), 'payment_method_data[card][exp_year]': '20' };
    const expired = await fromBrowser(`/v1/setup_intents/${id}/confirm`, { client_secret: secret, ...past });
    expect(expired.body.error).toMatchObject({ code: 'invalid_expiry_year', param: 'exp_year' });
  });

  it.each(['approve', 'fail'])(
    'asks for authentication where the card does, and takes "%s"',
    async (outcome) => {
      const customer = await newCustomer();
      const { id, secret } = await setup(customer);
      const asked = await fromBrowser(`/v1/setup_intents/${id}/confirm`, {
        client_secret: secret,
        ...typed('4000002500003155'),
      });
      expect(asked.body).toMatchObject({
        status: 'requires_action',
        next_action: { type: 'use_stripe_sdk' },
      });
      const done = await fromBrowser(`/v1/setup_intents/${id}/_authenticate`, {
        client_secret: secret,
        outcome,
      });
      const methods = (await stripe.customers.listPaymentMethods(customer)).data;
      if (outcome === 'approve') {
        expect(done.body['status']).toBe('succeeded');
        expect(methods).toHaveLength(1);
        expect((await charge(customer, methods[0]?.id ?? '')).status).toBe('succeeded');
      } else {
        expect(done.body).toMatchObject({
          status: 'requires_payment_method',
          last_setup_error: { code: 'setup_intent_authentication_failure' },
        });
        expect(methods).toHaveLength(0);
      }
    },
  );

  it('is not sent to the bank with a card that was read out on the phone', async () => {
    const intent = await stripe.setupIntents.create({ payment_method_options: { card: { moto: true } } });
    const done = await fromBrowser(`/v1/setup_intents/${intent.id}/confirm`, {
      client_secret: intent.client_secret ?? '',
      ...typed('4000002760003184'),
    });
    expect(done.body['status']).toBe('succeeded');
  });

  it('must know the client secret', async () => {
    const { id } = await setup();
    const { status } = await fromBrowser(`/v1/setup_intents/${id}/confirm`, {
      client_secret: 'seti_x_secret_y',
      ...typed('4242424242424242'),
    });
    expect(status).toBe(404);
  });

  it('may call from any origin, but not the control commands', async () => {
    const preflight = await fetch(`${vendor.url}/v1/setup_intents/x/confirm`, { method: 'OPTIONS' });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    const control = await fetch(`${vendor.url}/_control/reset`, {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect(control.status).toBe(403);
  });

  it('is sent to the bank page and back when the server confirmed with a return address', async () => {
    const { id, secret } = await setup();
    const intent = await stripe.setupIntents.confirm(id, {
      payment_method: 'pm_card_authenticationRequired',
      return_url: 'https://shop.example/done?a=1',
    });
    const url = intent.next_action?.redirect_to_url?.url ?? '';
    expect(await (await fetch(url)).text()).toContain('Approve');
    const body = new URLSearchParams({
      client_secret: secret,
      return_url: 'https://shop.example/done?a=1',
      outcome: 'approve',
    });
    const back = await fetch(url, { method: 'POST', body, redirect: 'manual' });
    expect(back.headers.get('location')).toBe(
      `https://shop.example/done?a=1&setup_intent=${id}&setup_intent_client_secret=${secret}&redirect_status=succeeded`,
    );
    expect((await stripe.setupIntents.retrieve(id)).status).toBe('succeeded');
  });

  it('gets the script from the assets folder', async () => {
    const assetsDir = await mkdtemp(join(tmpdir(), 'stand-in-assets-'));
    await writeFile(join(assetsDir, 'stripe.js'), 'window.Stripe = 1;');
    await writeFile(join(assetsDir, 'stripe-element.html'), '<p>');
    const other = await start({ assetsDir });
    const script = await fetch(`${other.url}/v3/stripe.js`);
    expect(script.headers.get('content-type')).toMatch(/javascript/);
    expect(await script.text()).toBe('window.Stripe = 1;');
    expect((await fetch(`${other.url}/v3/element.html`)).status).toBe(200);
    expect((await fetch(`${other.url}/v3/element.js`)).status).toBe(404);
    expect((await fetch(`${other.url}/v3/../package.json`)).status).toBe(404);
    await rm(assetsDir, { recursive: true });
  });
});

describe('charging off-session', () => {
  it('is paid, with the charge inside on request', async () => {
    const customer = await newCustomer();
    const method = await savedCard(customer);
    const intent = await charge(
      customer,
      method,
      {},
      { expand: ['latest_charge'], metadata: { payment: '7' } },
    );
    expect(intent).toMatchObject({ status: 'succeeded', amount_received: 2_500, currency: 'usd' });
    expect(intent.latest_charge).toMatchObject({
      paid: true,
      outcome: { type: 'authorized', network_status: 'approved_by_network' },
      payment_method_details: {
        card: { last4: '4242', network_transaction_id: expect.stringMatching(/^\w{15}$/) },
      },
    });
    expect((await stripe.paymentIntents.list({ customer })).data).toHaveLength(1);
    expect((await stripe.paymentIntents.search({ query: 'metadata["payment"]:"7"' })).data[0]?.id).toBe(
      intent.id,
    );
    expect(
      (await stripe.paymentIntents.search({ query: `customer:"${customer}" AND status:"canceled"` })).data,
    ).toEqual([]);
    expect((await stripe.charges.list({ payment_intent: intent.id })).data).toHaveLength(1);
    expect(vendor.state.totals()).toEqual([{ currency: 'usd', amount: 2_500 }]);
  });

  it('answers a decline with 402, the intent and the outcome, and leaves the intent open', async () => {
    const customer = await newCustomer();
    const method = await savedCard(customer, 'pm_card_chargeCustomerFail');
    const error = await refusal(charge(customer, method));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'generic_decline',
      advice_code: 'try_again_later',
      network_decline_code: '01',
      payment_intent: {
        status: 'requires_payment_method',
        last_payment_error: { payment_method: { id: method } },
      },
    });
    const failed = await stripe.charges.retrieve(error.charge ?? '');
    expect(failed).toMatchObject({
      status: 'failed',
      paid: false,
      outcome: { type: 'issuer_declined', reason: 'generic_decline' },
    });
    const again = await stripe.paymentIntents.confirm(error.payment_intent?.id ?? '', {
      payment_method: await savedCard(customer),
      off_session: true,
    });
    expect(again).toMatchObject({ status: 'succeeded', last_payment_error: null });
  });

  it('reports a card that risk rules block as never sent to the bank', async () => {
    const customer = await newCustomer();
    const error = await refusal(charge(customer, await savedCard(customer, 'pm_card_radarBlock')));
    expect(error.decline_code).toBe('fraudulent');
    expect((await stripe.charges.retrieve(error.charge ?? '')).outcome).toMatchObject({
      type: 'blocked',
      network_status: 'not_sent_to_network',
    });
  });

  it('asks for the customer where the issuer wants authentication, then is paid on-session', async () => {
    const customer = await newCustomer();
    const method = await savedCard(customer, 'pm_card_authenticationRequired');
    const error = await refusal(charge(customer, method));
    expect(error).toMatchObject({
      statusCode: 402,
      code: 'authentication_required',
      decline_code: 'authentication_required',
      payment_intent: { last_payment_error: { payment_method: { id: method } } },
    });
    const intent = await stripe.paymentIntents.retrieve(error.payment_intent?.id ?? '');
    const client_secret = intent.client_secret ?? '';
    const confirmed = await fromBrowser(`/v1/payment_intents/${intent.id}/confirm`, {
      client_secret,
      payment_method: method,
      use_stripe_sdk: 'true',
    });
    expect(confirmed.body).toMatchObject({ status: 'requires_action' });
    const done = await fromBrowser(`/v1/payment_intents/${intent.id}/_authenticate`, {
      client_secret,
      outcome: 'approve',
    });
    expect(done.body['status']).toBe('succeeded');
  });

  it('charges a card without authentication once a setup intent did it', async () => {
    const customer = await newCustomer();
    const plain = await savedCard(customer, 'pm_card_authenticationRequiredOnSetup');
    expect((await refusal(charge(customer, plain))).code).toBe('authentication_required');
    const intent = await stripe.setupIntents.create({
      customer,
      payment_method: 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
      confirm: true,
    });
    expect(intent.status).toBe('requires_action');
    vendor.control.authenticate(intent.id, 'approve');
    expect((await refusal(charge(customer, intent.payment_method as string))).decline_code).toBe(
      'insufficient_funds',
    );
  });

  it('declines a card whose month has passed', async () => {
    let today = new Date('2026-01-15T00:00:00Z');
    vendor = await start({ now: () => today });
    stripe = sdk(vendor);
    const customer = await newCustomer();
    const [card] = vendor.control.seed([], [{ customer, exp_month: 2, exp_year: 2026 }]);
    today = new Date('2026-02-28T23:59:59Z');
    expect((await charge(customer, card?.id ?? '')).status).toBe('succeeded');
    today = new Date('2026-03-01T00:00:00Z');
    expect((await refusal(charge(customer, card?.id ?? ''))).code).toBe('expired_card');
    vendor.control.renewCard(card?.id ?? '', { exp_year: 2029 });
    expect((await charge(customer, card?.id ?? '')).status).toBe('succeeded');
  });

  it.each([
    [49, 'usd', 'amount_too_small'],
    [0, 'usd', 'parameter_invalid_integer'],
    [100_000_000, 'usd', 'amount_too_large'],
    [1_255, 'jod', 'invalid_charge_amount'],
    [350, 'jod', 'amount_too_small'],
    [29, 'gbp', 'amount_too_small'],
  ])('refuses the amount %d %s (%s)', async (amount, currency, code) => {
    const customer = await newCustomer();
    const method = await savedCard(customer);
    expect(await refusal(charge(customer, method, {}, { amount, currency }))).toMatchObject({
      statusCode: 400,
      code,
    });
    expect(vendor.state.paymentIntents()).toHaveLength(0);
  });

  it('refuses what Stripe refuses about cards', async () => {
    const customer = await newCustomer();
    const method = await savedCard(customer);
    const refused = async (more: object) => (await refusal(charge(customer, method, {}, more))).code;
    expect(await refused({ statement_descriptor: 'SHOP' })).toBe('payment_intent_invalid_parameter');
    expect(await refused({ payment_method_types: ['card'] })).toBe(
      'payment_method_types_no_longer_supported',
    );
    expect(await refused({ amount: 12.5 })).toBe('parameter_invalid_integer');
    expect((await refusal(charge(customer, method, {}, { currency: 'zzz' }))).param).toBe('currency');
    expect((await refusal(charge(customer, method, {}, { expand: ['nonsense'] }))).param).toBe('expand');
    expect(vendor.state.paymentIntents()).toHaveLength(0);
    const loose = await stripe.paymentMethods.retrieve('pm_card_visa');
    expect((await charge(customer, loose.id)).status).toBe('succeeded');
    expect((await refusal(charge(customer, loose.id))).code).toBe('payment_method_unexpected_state');
  });

  it('leaves a payment processing until it is settled', async () => {
    const customer = await newCustomer();
    const [card] = vendor.control.seed(
      [],
      [{ customer, exp_month: 12, exp_year: 2040, behaviour: 'processing' }],
    );
    const intent = await charge(customer, card?.id ?? '');
    expect(intent.status).toBe('processing');
    expect(vendor.state.totals()).toEqual([]);
    vendor.control.settlePayment(intent.id);
    expect((await stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
    const second = await charge(customer, card?.id ?? '');
    vendor.control.settlePayment(second.id, 'insufficient_funds');
    expect(await stripe.paymentIntents.retrieve(second.id)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: 'insufficient_funds' },
    });
  });

  it('cancels an open intent and no paid one', async () => {
    const customer = await newCustomer();
    const open = await stripe.paymentIntents.create({ amount: 500, currency: 'usd', customer });
    expect((await stripe.paymentIntents.cancel(open.id)).status).toBe('canceled');
    const paid = await charge(customer, await savedCard(customer));
    expect((await refusal(stripe.paymentIntents.cancel(paid.id))).code).toBe(
      'payment_intent_unexpected_state',
    );
  });
});

describe('refunds', () => {
  it('gives back in parts, never more than was paid', async () => {
    const customer = await newCustomer();
    const { id } = await charge(customer, await savedCard(customer));
    const part = await stripe.refunds.create({
      payment_intent: id,
      amount: 1_000,
      reason: 'requested_by_customer',
    });
    expect(part).toMatchObject({ status: 'succeeded', amount: 1_000 });
    expect((await refusal(stripe.refunds.create({ payment_intent: id, amount: 1_501 }))).statusCode).toBe(
      400,
    );
    expect((await stripe.refunds.create({ payment_intent: id })).amount).toBe(1_500);
    expect((await refusal(stripe.refunds.create({ payment_intent: id }))).code).toBe(
      'charge_already_refunded',
    );
    expect((await stripe.refunds.list({ payment_intent: id })).data).toHaveLength(2);
    expect((await stripe.refunds.retrieve(part.id)).id).toBe(part.id);
    expect(vendor.state.totals()).toEqual([{ currency: 'usd', amount: 0 }]);
    expect(vendor.state.charges()[0]).toMatchObject({ refunded: true, amount_refunded: 2_500 });
  });

  it('may stay pending, or fail after it seemed done', async () => {
    const customer = await newCustomer();
    const slow = await charge(customer, await savedCard(customer, 'pm_card_pendingRefund'));
    const pending = await stripe.refunds.create({ payment_intent: slow.id });
    expect(pending.status).toBe('pending');
    vendor.control.settleRefund(pending.id, 'succeeded');
    expect((await stripe.refunds.retrieve(pending.id)).status).toBe('succeeded');
    const bad = await charge(customer, await savedCard(customer, 'pm_card_refundFail'));
    const bounced = await stripe.refunds.create({ payment_intent: bad.id });
    expect(bounced.status).toBe('succeeded');
    expect(await stripe.refunds.retrieve(bounced.id)).toMatchObject({
      status: 'failed',
      failure_reason: expect.any(String),
    });
    expect(vendor.state.eventTypes()).toEqual(
      expect.arrayContaining(['refund.failed', 'charge.refund.updated']),
    );
    expect(vendor.state.totals()).toEqual([{ currency: 'usd', amount: 2_500 }]);
  });

  it('does not refund a disputed charge', async () => {
    const customer = await newCustomer();
    const { id } = await charge(customer, await savedCard(customer, 'pm_card_createDispute'));
    expect((await refusal(stripe.refunds.create({ payment_intent: id }))).code).toBe('charge_disputed');
    expect(vendor.state.eventTypes()).toContain('charge.dispute.funds_withdrawn');
  });
});

describe('idempotency keys', () => {
  let customer: string;
  let method: string;

  beforeEach(async () => {
    customer = await newCustomer();
    method = await savedCard(customer);
  });

  it('replays the first answer, with the header that says so', async () => {
    const first = await charge(customer, method, { idempotencyKey: 'pay-1' });
    const again = (await charge(customer, method, {
      idempotencyKey: 'pay-1',
    })) as Stripe.Response<Stripe.PaymentIntent>;
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'idempotency-key': 'pay-1',
    });
    expect(vendor.state.charges()).toHaveLength(1);
  });

  it('replays a decline', async () => {
    const bad = await savedCard(customer, 'pm_card_chargeCustomerFail');
    const first = await refusal(charge(customer, bad, { idempotencyKey: 'pay-2' }));
    vendor.control.changeBehaviour(bad, 'succeeds');
    const again = await refusal(charge(customer, bad, { idempotencyKey: 'pay-2' }));
    expect(again.payment_intent?.id).toBe(first.payment_intent?.id);
    expect((await charge(customer, bad, { idempotencyKey: 'pay-2-new' })).status).toBe('succeeded');
  });

  it('replays a 500 of a call that was done', async () => {
    vendor.faults.add({ kind: 'error_500_after', path: '/v1/payment_intents' });
    const first = await refusal(charge(customer, method, { idempotencyKey: 'pay-3' }));
    const again = await refusal(charge(customer, method, { idempotencyKey: 'pay-3' }));
    expect([first.statusCode, again.statusCode]).toEqual([500, 500]);
    expect(again.headers?.['idempotent-replayed']).toBe('true');
    expect(vendor.state.charges()).toHaveLength(1);
  });

  it('refuses other parameters or another endpoint with 400', async () => {
    await charge(customer, method, { idempotencyKey: 'pay-4' });
    const error = await refusal(charge(customer, method, { idempotencyKey: 'pay-4' }, { amount: 9_900 }));
    expect(error).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    expect(error.statusCode).toBe(400);
    const elsewhere = await refusal(stripe.customers.create({}, { idempotencyKey: 'pay-4' }));
    expect(elsewhere).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
  });

  it('refuses a second call while the first one is under way with 409', async () => {
    const slow = await start({ latencyMs: 200 });
    stripe = sdk(slow);
    const both = await Promise.allSettled([
      stripe.customers.create({}, { idempotencyKey: 'c-1' }),
      stripe.customers.create({}, { idempotencyKey: 'c-1' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const rejected = both.find((one) => one.status === 'rejected');
    expect(rejected?.reason).toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
    expect(slow.state.customers()).toHaveLength(1);
    expect((await stripe.customers.create({}, { idempotencyKey: 'c-1' })).id).toBe(
      slow.state.customers()[0]?.id,
    );
  });

  it('keeps nothing of a call that failed validation', async () => {
    await refusal(charge(customer, method, { idempotencyKey: 'pay-5' }, { amount: 1 }));
    expect((await charge(customer, method, { idempotencyKey: 'pay-5' })).status).toBe('succeeded');
  });

  it('refuses a key longer than 255 characters', async () => {
    expect((await refusal(stripe.customers.create({}, { idempotencyKey: 'k'.repeat(256) }))).statusCode).toBe(
      400,
    );
  });

  it('forgets a key after 24 hours', async () => {
    let today = new Date('2026-05-01T00:00:00Z');
    vendor = await start({ now: () => today });
    stripe = sdk(vendor);
    const first = await stripe.customers.create({}, { idempotencyKey: 'day' });
    today = new Date('2026-05-02T00:00:00Z');
    expect((await stripe.customers.create({}, { idempotencyKey: 'day' })).id).toBe(first.id);
    today = new Date('2026-05-02T00:00:01Z');
    expect((await stripe.customers.create({}, { idempotencyKey: 'day' })).id).not.toBe(first.id);
  });
});

describe('faults', () => {
  let customer: string;
  let method: string;
  const path = '/v1/payment_intents';

  beforeEach(async () => {
    customer = await newCustomer();
    method = await savedCard(customer);
    stripe = sdk(vendor, SECRET, 300);
  });

  const attempt = (): Promise<Stripe.errors.StripeError> =>
    refusal(charge(customer, method, { idempotencyKey: 'pay' }));

  it.each<[RequestFaultKind, string, number]>([
    ['timeout_before', 'StripeConnectionError', 0],
    ['timeout_after', 'StripeConnectionError', 1],
    ['reset_after_body', 'StripeConnectionError', 1],
    ['slow_body', 'StripeConnectionError', 1],
    ['error_500_before', 'StripeAPIError', 0],
    ['error_500_after', 'StripeAPIError', 1],
    ['html', 'StripeAPIError', 1],
    ['cut_json', 'StripeAPIError', 1],
    ['empty', 'StripeAPIError', 1],
    ['rate_limit', 'StripeRateLimitError', 0],
    ['decline', 'StripeCardError', 0],
  ])('%s is seen as %s and leaves %d charges paid', async (kind, type, paid) => {
    // A slow body comes in ten pieces; each gap here is longer than the SDK waits for a sign of life.
    vendor.faults.add({ kind, path, method: 'POST', durationMs: 5_000 });
    const error = await attempt();
    expect(error.type).toBe(type);
    expect(vendor.state.charges().filter((one) => one.paid)).toHaveLength(paid);
    expect(vendor.state.requests().at(-1)?.fault).toBe(kind);
  });

  it.each<[RequestFaultKind, number]>([
    ['reset_before', 0],
    ['reset_before_body', 1],
  ])(
    '%s cuts the connection with %d charges paid (the SDK tries once more, so it is set twice)',
    async (kind, paid) => {
      vendor.faults.add({ kind, path, times: 2 });
      expect((await attempt()).type).toBe('StripeConnectionError');
      expect(vendor.state.charges().filter((one) => one.paid)).toHaveLength(paid);
    },
  );

  it.each<RequestFaultKind>([
    'timeout_before',
    'timeout_after',
    'reset_before',
    'reset_before_body',
    'reset_after_body',
    'error_500_before',
    'html',
    'cut_json',
    'empty',
    'rate_limit',
  ])('after %s the same key finds or makes the one charge', async (kind) => {
    vendor.faults.add({ kind, path });
    await charge(customer, method, { idempotencyKey: 'pay' }).catch(() => undefined);
    expect((await charge(customer, method, { idempotencyKey: 'pay' })).status).toBe('succeeded');
    expect(vendor.state.charges()).toHaveLength(1);
  });

  it('says when to come back', async () => {
    vendor.faults.add({ kind: 'rate_limit', path, retryAfterSeconds: 7 });
    expect((await attempt()).headers?.['retry-after']).toBe('7');
  });

  it('answers another amount or currency than it took', async () => {
    vendor.faults.add({ kind: 'wrong_amount', path });
    vendor.faults.add({ kind: 'wrong_currency', path, nth: 2, currency: 'jod' });
    const first = await charge(customer, method, {}, { expand: ['latest_charge'] });
    expect(first).toMatchObject({ amount: 2_501, amount_received: 2_501, latest_charge: { amount: 2_501 } });
    expect((await stripe.paymentIntents.retrieve(first.id)).amount).toBe(2_500);
    vendor.faults.add({ kind: 'wrong_currency', path, currency: 'jod' });
    expect(await charge(customer, method)).toMatchObject({ amount: 2_500, currency: 'jod' });
  });

  it('answers 200 with a payment that was declined', async () => {
    vendor.faults.add({ kind: 'decline_as_200', path, decline: 'do_not_honor' });
    expect(await charge(customer, method)).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: 'do_not_honor' },
    });
  });

  it('strikes the nth call, as often as told, and can be taken back', async () => {
    vendor.faults.add({
      kind: 'error_500_before',
      method: 'GET',
      path: '/v1/customers/:id',
      nth: 2,
      times: 2,
    });
    const read = async (): Promise<number> =>
      stripe.customers.retrieve(customer).then(
        () => 200,
        (error: unknown) => (error as Stripe.errors.StripeError).statusCode ?? 0,
      );
    expect([await read(), await read(), await read(), await read()]).toEqual([200, 500, 500, 200]);
    const id = vendor.faults.add({ kind: 'error_500_before', times: 0 });
    expect([await read(), await read()]).toEqual([500, 500]);
    expect(vendor.faults.remove(id)).toBe(true);
    expect(await read()).toBe(200);
  });
});

describe('events', () => {
  let endpoint: Server;
  let received: Received[];
  let answer: number;
  let url: string;

  beforeEach(async () => {
    received = [];
    answer = 200;
    endpoint = createServer((request, response) => {
      void buffer(request).then((body) => {
        received.push({
          body: body.toString('utf8'),
          signature: String(request.headers['stripe-signature']),
        });
        response.writeHead(answer).end();
      });
    });
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${String((endpoint.address() as AddressInfo).port)}/webhooks/stripe`;
    vendor.sendWebhooksTo({ url, secret: WHSEC });
  });

  afterEach(async () => {
    endpoint.closeAllConnections();
    await new Promise((resolve) => endpoint.close(resolve));
  });

  const verified = ({ body, signature }: Received): Stripe.Event =>
    stripe.webhooks.constructEvent(body, signature, WHSEC);
  const types = (): string[] => received.map(({ body }) => (JSON.parse(body) as Stripe.Event).type);

  it('carries a signature that the SDK verifies, the request that caused it, and the object', async () => {
    const customer = await stripe.customers.create({ name: 'نور' }, { idempotencyKey: 'cause' });
    await vendor.webhooks.settled();
    const [first] = received;
    const event = verified(first ?? { body: '', signature: '' });
    expect(event).toMatchObject({
      type: 'customer.created',
      api_version: '2026-10-28.endive',
      livemode: false,
      request: { id: customer.lastResponse.requestId, idempotency_key: 'cause' },
      data: { object: { id: customer.id, name: 'نور' } },
    });
    expect((await stripe.events.retrieve(event.id)).id).toBe(event.id);
    expect((await stripe.events.list({ types: ['customer.created'] })).data).toHaveLength(1);
  });

  it('tells the whole story of a card in the order it happened', async () => {
    const customer = await newCustomer();
    const intent = await stripe.setupIntents.create({
      customer,
      confirm: true,
      payment_method: 'pm_card_visa',
    });
    const method = intent.payment_method as string;
    const paid = await charge(customer, method);
    await stripe.refunds.create({ payment_intent: paid.id, amount: 100 });
    vendor.control.renewCard(method, { exp_year: 2039 });
    await stripe.paymentMethods.detach(method);
    await vendor.webhooks.settled();
    expect(types()).toEqual([
      'customer.created',
      'setup_intent.created',
      'payment_method.attached',
      'setup_intent.succeeded',
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'refund.created',
      'charge.refunded',
      'payment_method.automatically_updated',
      'payment_method.detached',
    ]);
    const [updated, detached] = received.slice(-2).map(verified);
    expect(updated?.data.previous_attributes).toEqual({ card: { exp_year: expect.any(Number) } });
    expect(detached?.data).toMatchObject({ object: { customer: null }, previous_attributes: { customer } });
  });

  it('is repeated, dropped and reordered on command', async () => {
    vendor.faults.add({ kind: 'webhook_repeat', event: 'setup_intent.*', copies: 5 });
    vendor.faults.add({ kind: 'webhook_drop', event: 'customer.created' });
    vendor.faults.add({ kind: 'webhook_reorder', event: 'payment_intent.*', window: 2 });
    const customer = await newCustomer();
    await stripe.setupIntents.create({ customer });
    await charge(customer, await savedCard(customer));
    await vendor.webhooks.settled();
    expect(types()).toEqual([
      ...Array<string>(5).fill('setup_intent.created'),
      'payment_method.attached',
      'charge.succeeded',
      'payment_intent.succeeded',
      'payment_intent.created',
    ]);
    const ids = received.slice(0, 5).map((one) => verified(one).id);
    expect(new Set(ids).size).toBe(1);
  });

  it('is held back and released in any order', async () => {
    vendor.webhooks.hold();
    for (const name of ['a', 'b', 'c']) await stripe.customers.create({ name });
    await vendor.webhooks.settled();
    expect(received).toHaveLength(0);
    expect(vendor.webhooks.waiting()).toHaveLength(3);
    vendor.webhooks.release([2, 0, 1]);
    await vendor.webhooks.settled();
    expect(received.map((one) => (verified(one).data.object as Stripe.Customer).name)).toEqual([
      'c',
      'a',
      'b',
    ]);
  });

  it.each(['webhook_wrong_signature', 'webhook_changed_byte', 'webhook_stale'] as const)(
    '%s fails verification, once',
    async (kind) => {
      vendor.faults.add({ kind });
      await newCustomer();
      await newCustomer();
      await vendor.webhooks.settled();
      const [bad, good] = received;
      expect(() => verified(bad ?? { body: '', signature: '' })).toThrow(
        Stripe.errors.StripeSignatureVerificationError,
      );
      expect(verified(good ?? { body: '', signature: '' }).type).toBe('customer.created');
    },
  );

  it('comes before the answer of the call that caused it', async () => {
    vendor.faults.add({ kind: 'webhook_before_answer', path: '/v1/customers' });
    await newCustomer();
    expect(received).toHaveLength(1);
  });

  it('is sent again until it is taken', async () => {
    answer = 500;
    await newCustomer();
    await vendor.webhooks.settled();
    answer = 200;
    await new Promise((resolve) => setTimeout(resolve, 1_300));
    await vendor.webhooks.settled();
    expect(types()).toEqual(['customer.created', 'customer.created']);
    expect(vendor.webhooks.deliveries.map(({ status }) => status)).toEqual([500, 200]);
  });

  it('may be of a type nobody knows', async () => {
    vendor.control.emit('treasury.unheard_of', { id: 'x', object: 'thing', pad: 'p'.repeat(1_000_000) });
    await vendor.webhooks.settled();
    expect(types()).toEqual(['treasury.unheard_of']);
    expect(received[0]?.body.length).toBeGreaterThan(1_000_000);
  });
});

describe('control', () => {
  async function command(
    path: string,
    body: unknown,
    method = 'POST',
  ): Promise<{ status: number; body: Fields }> {
    const response = await fetch(`${vendor.url}/_control/${path}`, { method, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Fields };
  }

  it('makes the cards of a CRM, which the API then knows by their ids', async () => {
    const seed = {
      customers: [{ id: 'cus_crm_1', name: 'Layla' }],
      payment_methods: [
        {
          id: 'pm_crm_1',
          customer: 'cus_crm_1',
          default: true,
          brand: 'mastercard',
          last4: '4444',
          exp_month: 3,
          exp_year: 2035,
          funding: 'debit',
          fingerprint: 'fp1',
        },
        {
          id: 'pm_crm_2',
          customer: 'cus_crm_2',
          exp_month: 12,
          exp_year: 2031,
          behaviour: 'insufficient_funds',
        },
      ],
    };
    expect((await command('payment_methods', seed)).status).toBe(200);
    expect(await stripe.paymentMethods.retrieve('pm_crm_1')).toMatchObject({
      customer: 'cus_crm_1',
      card: {
        brand: 'mastercard',
        last4: '4444',
        exp_month: 3,
        exp_year: 2035,
        funding: 'debit',
        fingerprint: 'fp1',
      },
    });
    expect(await stripe.customers.retrieve('cus_crm_1')).toMatchObject({
      name: 'Layla',
      invoice_settings: { default_payment_method: 'pm_crm_1' },
    });
    expect((await charge('cus_crm_1', 'pm_crm_1')).status).toBe('succeeded');
    expect((await refusal(charge('cus_crm_2', 'pm_crm_2'))).decline_code).toBe('insufficient_funds');
    await stripe.paymentMethods.detach('pm_crm_1');
    await command('payment_methods', seed);
    expect((await stripe.paymentMethods.retrieve('pm_crm_1')).customer).toBeNull();
  });

  it('changes, detaches and deletes cards as others may at the vendor', async () => {
    const customer = await newCustomer();
    const [first, second] = [await savedCard(customer), await savedCard(customer)];
    await command(`payment_methods/${first}`, {
      action: 'automatic_update',
      card: { exp_year: 2037, last4: '1881' },
    });
    expect((await stripe.paymentMethods.retrieve(first)).card).toMatchObject({
      exp_year: 2037,
      last4: '1881',
    });
    await command(`payment_methods/${first}`, { action: 'detach' });
    expect((await stripe.paymentMethods.retrieve(first)).customer).toBeNull();
    await command(`payment_methods/${second}`, { action: 'delete' });
    expect((await refusal(stripe.paymentMethods.retrieve(second))).statusCode).toBe(404);
  });

  it('sets faults over HTTP, says what is wrong with a command, and forgets everything on reset', async () => {
    const set = await command('faults', [
      { kind: 'error_500_before', path: '/v1/balance' },
      { kind: 'webhook_drop' },
    ]);
    expect(set.body['ids']).toHaveLength(2);
    expect((await refusal(stripe.balance.retrieve())).statusCode).toBe(500);
    expect((await command('faults', { kind: 'explode' })).status).toBe(400);
    expect((await command('nothing', {})).status).toBe(404);
    await newCustomer();
    await command('reset', {});
    const state = await (await fetch(`${vendor.url}/_control/state`)).json();
    expect(state).toMatchObject({ counts: { customer: 0, event: 0 }, faults: [], requests: [] });
  });
});

describe('state file', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'stand-in-state-'));
  });

  afterEach(async () => {
    await rm(dir, { recursive: true });
  });

  it('knows every answered charge and its key after a kill, and has the rest soon', async () => {
    const [live, killed] = [join(dir, 'state'), join(dir, 'killed')];
    vendor = await start({ stateFile: live });
    stripe = sdk(vendor);
    const customer = await newCustomer();
    const method = await savedCard(customer);
    const paid = await charge(customer, method, { idempotencyKey: 'pay' });
    await copyFile(live, killed);
    await writeFile(killed, `${await readFile(killed, 'utf8')}["charge","",{"id":"ch_torn`);

    vendor = await start({ stateFile: killed });
    stripe = sdk(vendor);
    expect((await stripe.paymentIntents.retrieve(paid.id)).status).toBe('succeeded');
    expect((await charge(customer, method, { idempotencyKey: 'pay' })).id).toBe(paid.id);
    expect((await stripe.customers.listPaymentMethods(customer)).data.map(({ id }) => id)).toEqual([method]);
    expect(vendor.state.totals()).toEqual([{ currency: 'usd', amount: 2_500 }]);
    await stripe.customers.del(customer);
    await vendor.close();

    vendor = await start({ stateFile: killed });
    expect(vendor.state.customers()).toEqual([]);
    expect(vendor.state.charges()).toHaveLength(1);
  });

  it('holds no card number', async () => {
    const stateFile = join(dir, 'state');
    vendor = await start({ stateFile });
    stripe = sdk(vendor);
    const intent = await stripe.setupIntents.create({});
    const number = '4539578763621486';
    await fromBrowser(`/v1/setup_intents/${intent.id}/confirm`, {
      client_secret: intent.client_secret ?? '',
      ...typed(number),
    });
    await vendor.close();
    const text = await readFile(stateFile, 'utf8');
    expect(text).toContain('"last4":"1486"');
    expect(text).not.toContain(number);
  });
});

describe('shapes', () => {
  // Checked by the compiler: each object has every field that the SDK's typings require, with a fitting type.
  type Fits<A extends B, B> = A;
  type Shapes = [
    Fits<WireCustomer, Stripe.Customer>,
    Fits<WirePaymentMethod, Stripe.PaymentMethod>,
    Fits<WireSetupIntent, Stripe.SetupIntent>,
    Fits<WireSetupAttempt, Stripe.SetupAttempt>,
    Fits<WirePaymentIntent, Stripe.PaymentIntent>,
    Fits<WireCharge, Stripe.Charge>,
    Fits<WireRefund, Stripe.Refund>,
  ];

  it('are those of the SDK, of its API version', () => {
    const kinds: Shapes['length'] = 7;
    expect(kinds).toBe(7);
    expect(API_VERSION).toBe(Stripe.API_VERSION);
  });
});
