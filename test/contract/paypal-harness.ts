import { Clock } from '../../src/common/clock/clock.js';
import { PayPalGateway } from '../../src/modules/vendors/index.js';
import type { PayPalOptions } from '../../src/modules/vendors/paypal-client.gateway.js';
import { type PaypalStandIn, type RequestFault, startPaypalStandIn } from '../../src/sandbox/paypal/index.js';
import type { FaultKind, FaultyCall, TestCard, VendorHarness, VendorUnderTest } from './gateway-contract.js';
import { REQUEST_FAULTS, TIMEOUT_MS } from './request-faults.js';
import { listenForEvents } from './webhook-listener.js';

const KEYS = { clientId: 'contract-client', clientSecret: 'contract-secret' };
const WEBHOOK_ID = 'WH-CONTRACT';
const NOBODY = 'http://127.0.0.1:9';
const FOUR_DAYS_SECONDS = 4 * 86_400;

const NUMBERS: Readonly<Record<TestCard, string>> = {
  good: '4111111111111111',
  same: '4111111111111111',
  other: '5555555555554444',
  debit: '4000056655665556',
  wants_customer: '4000002760003184',
  refund_pending: '4000000000007726',
};

const CALLS: Readonly<Record<FaultyCall, Pick<RequestFault, 'method' | 'path'>>> = {
  charge: { method: 'POST', path: '/v2/checkout/orders' },
  refund: { method: 'POST', path: '/v2/payments/captures/:id/refund' },
  save: { method: 'POST', path: '/v3/vault/payment-tokens' },
  attach: { method: 'GET', path: '/v3/vault/payment-tokens/:id' },
  verify: { method: 'POST', path: '/v2/checkout/orders' },
  customer: {},
  read_method: { method: 'GET', path: '/v3/vault/payment-tokens/:id' },
};

const FAULTS: Readonly<Record<FaultKind, RequestFault>> = REQUEST_FAULTS;

/** PayPal as the contract sees it. */
export const paypal: VendorUnderTest = {
  name: 'PayPal',
  capabilities: {
    paymentTypes: ['card', 'paypal'],
    duplicateBy: 'payer',
    customers: true,
    defaults: false,
    attach: true,
    zeroAmountVerify: false,
    phoneEntry: false,
    idempotencyKeys: true,
  },
  traits: ['charges_are_taken_back', 'setups_expire', 'setups_name_customer', 'events_name_methods'],
  cards: ['good', 'same', 'other', 'debit', 'wants_customer', 'refund_pending'],
  faultyCalls: ['charge', 'refund', 'save', 'verify', 'read_method'],
  goodCard: { brand: 'visa', last4: '1111', funding: 'credit' },
  impossible: { amount: 1250, currency: 'KWD' },
  declineCodes: [
    ['5120', 'funds'],
    ['5100', 'issuer'],
    ['INSTRUMENT_DECLINED', 'issuer'],
    ['8220', 'technical'],
    ['5400', 'card_data'],
    ['5650', 'authentication'],
    ['9520', 'fraud'],
    ['AGREEMENT_ALREADY_CANCELLED', 'revoked'],
    ['5200', 'duplicate'],
    ['0R00', 'canceled'],
  ],
  start: () => startPaypal(),
};

/** The gateway with the stand-in behind it, and what a test may do to either. */
export interface PaypalHarness extends VendorHarness {
  readonly gateway: PayPalGateway;
  readonly unplugged: PayPalGateway;
  readonly standIn: PaypalStandIn;
  readonly options: PayPalOptions;
}

/** Starts the stand-in, an endpoint for its events, and the gateways. */
export async function startPaypal(): Promise<PaypalHarness> {
  const endpoint = await listenForEvents();
  const standIn = await startPaypalStandIn({ ...KEYS, webhookUrl: endpoint.url, webhookId: WEBHOOK_ID });
  const options: PayPalOptions = {
    ...KEYS,
    mode: 'sandbox',
    webhookId: WEBHOOK_ID,
    apiBase: standIn.url,
    jsUrl: `${standIn.url}/sdk/js`,
    concurrency: 5,
    clock: new Clock(),
    timeoutMs: TIMEOUT_MS,
  };
  return {
    standIn,
    options,
    gateway: new PayPalGateway(options),
    stranger: new PayPalGateway({ ...options, clientSecret: 'of-a-stranger' }),
    unplugged: new PayPalGateway({ ...options, apiBase: NOBODY }),
    otherSecret: new PayPalGateway({ ...options, webhookId: 'WH-OTHER' }),
    reset: async () => {
      await standIn.webhooks.settled();
      standIn.reset();
      endpoint.received.length = 0;
    },
    close: async () => {
      await standIn.close();
      await endpoint.close();
    },
    finishSetup: async (id, card) => {
      const answer = await fetch(`${standIn.url}/sdk/setup-tokens/${id}/card`, {
        method: 'POST',
        body: JSON.stringify({
          name: 'Nora Haddad',
          number: NUMBERS[card],
          expiry: '2035-12',
          security_code: '123',
          country: 'EG',
        }),
      });
      if (answer.status !== 200) throw new Error(`The card is refused: ${await answer.text()}`);
    },
    approveSetup: async (id, payer) => {
      const page = new URL(`${standIn.url}/agreements/approve?approval_token=${id}`);
      await fetch(page, { method: 'POST', body: new URLSearchParams({ action: 'approve', payer }) });
    },
    expireSetup: (id) => {
      standIn.control.expireSetup(id);
      return Promise.resolve();
    },
    token: (card) =>
      Promise.resolve(
        standIn.control.seed([{ card: { type: card === 'debit' ? 'DEBIT' : 'CREDIT' } }])[0]?.id ?? '',
      ),
    refuseNextCharge: (decline) => {
      standIn.faults.add({ ...CALLS.charge, kind: 'decline', decline });
    },
    fail: (call, kind) => {
      standIn.faults.add({ ...FAULTS[kind], ...CALLS[call] });
    },
    chargesOf: (paymentId) =>
      Promise.resolve(
        [...standIn.store.captures.all()].filter(
          ({ custom_id, status }) => custom_id?.includes(paymentId) && status !== 'DECLINED',
        ).length,
      ),
    events: async () => {
      await standIn.webhooks.settled();
      return [...endpoint.received];
    },
    spoilEvent: (fault) => {
      const age = fault === 'stale' ? { ageSeconds: FOUR_DAYS_SECONDS } : {};
      standIn.faults.add({ kind: `webhook_${fault}`, ...age });
    },
    sendUnknownEvent: (bytes) => {
      standIn.control.emit('BRAND.NEW.THING', { id: 'NEW1', filling: 'x'.repeat(bytes) });
    },
  };
}
