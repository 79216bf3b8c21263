import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Clock } from '../../src/common/clock/clock.js';
import { StripeGateway } from '../../src/modules/vendors/index.js';
import { startStripeStandIn, type RequestFault, type StripeStandIn } from '../../src/sandbox/stripe/index.js';
import type {
  FaultKind,
  FaultyCall,
  ReceivedEvent,
  TestCard,
  VendorHarness,
  VendorUnderTest,
} from './gateway-contract.js';
import { REQUEST_FAULTS, TIMEOUT_MS } from './request-faults.js';

const KEYS = { secretKey: 'sk_test_contract', publishableKey: 'pk_test_contract' };
const WEBHOOK_SECRET = 'whsec_contract';
const NOBODY = 'http://127.0.0.1:9';

const CARDS: Readonly<Record<TestCard, string>> = {
  good: 'pm_card_visa',
  same: 'pm_card_visa',
  other: 'pm_card_mastercard',
  debit: 'pm_card_visa_debit',
  wants_customer: 'pm_card_authenticationRequired',
  refund_pending: 'pm_card_pendingRefund',
};

const CALLS: Readonly<Record<FaultyCall, Pick<RequestFault, 'method' | 'path'>>> = {
  charge: { method: 'POST', path: '/v1/payment_intents' },
  refund: { method: 'POST', path: '/v1/refunds' },
  attach: { method: 'POST', path: '/v1/payment_methods/:id/attach' },
  verify: { method: 'POST', path: '/v1/setup_intents' },
  customer: { method: 'POST', path: '/v1/customers' },
  read_method: { method: 'GET', path: '/v1/payment_methods/:id' },
  save: { method: 'GET', path: '/v1/setup_intents/:id' },
};

// The SDK sends again by itself after a cut connection, so a call is lost only when it is cut twice.
const FAULTS: Readonly<Record<FaultKind, RequestFault>> = {
  ...REQUEST_FAULTS,
  cut_before: { kind: 'reset_before', times: 2 },
  cut_after: { kind: 'reset_before_body', times: 2 },
};

/** Stripe as the contract sees it. */
export const stripe: VendorUnderTest = {
  name: 'Stripe',
  capabilities: {
    paymentTypes: ['card'],
    duplicateBy: 'fingerprint',
    customers: true,
    defaults: true,
    attach: true,
    detaches: true,
    zeroAmountVerify: true,
    phoneEntry: false,
    idempotencyKeys: true,
  },
  traits: [
    'charges_are_taken_back',
    'setups_expire',
    'setups_survive_declines',
    'setups_name_customer',
    'methods_name_customer',
    'customers_are_made',
    'events_name_setups',
    'events_name_methods',
  ],
  cards: ['good', 'same', 'other', 'debit', 'wants_customer', 'refund_pending'],
  faultyCalls: ['charge', 'refund', 'save', 'attach', 'verify', 'customer', 'read_method'],
  goodCard: { brand: 'visa', last4: '4242', funding: 'credit' },
  impossible: { amount: 1, currency: 'GBP' },
  declineCodes: [
    ['insufficient_funds', 'funds'],
    ['do_not_honor', 'issuer'],
    ['processing_error', 'technical'],
    ['expired_card', 'card_data'],
    ['authentication_required', 'authentication'],
    ['lost_card', 'fraud'],
    ['revocation_of_authorization', 'revoked'],
    ['duplicate_transaction', 'duplicate'],
  ],
  start: () => startStripe(),
};

/** The gateway with the stand-in behind it, and what a test may do to either. */
export interface StripeHarness extends VendorHarness {
  readonly gateway: StripeGateway;
  readonly unplugged: StripeGateway;
  readonly standIn: StripeStandIn;
  token(card: TestCard): Promise<string>;
}

/** Starts the stand-in, an endpoint for its events, and the gateways. */
export async function startStripe(): Promise<StripeHarness> {
  const received: ReceivedEvent[] = [];
  const endpoint = await listen((event) => received.push(event));
  const { port } = endpoint.address() as AddressInfo;
  const standIn = await startStripeStandIn({
    ...KEYS,
    webhookUrl: `http://127.0.0.1:${String(port)}/`,
    webhookSecret: WEBHOOK_SECRET,
  });
  const options = {
    ...KEYS,
    mode: 'test' as const,
    webhookSecrets: ['whsec_retired', WEBHOOK_SECRET],
    apiBase: standIn.url,
    jsUrl: null,
    moto: false,
    concurrency: 5,
    clock: new Clock(),
    timeoutMs: TIMEOUT_MS,
  };
  const token = (card: object) =>
    standIn.control.seed([], [{ exp_month: 12, exp_year: 2_035, ...card }])[0]?.id ?? '';
  const chargesOf = (paymentId: string) =>
    standIn.state
      .paymentIntents()
      .filter(
        ({ metadata, status }) => metadata['omnicrm_payment_id'] === paymentId && status === 'succeeded',
      ).length;

  return {
    standIn,
    gateway: new StripeGateway(options),
    stranger: new StripeGateway({ ...options, secretKey: 'sk_test_stranger' }),
    unplugged: new StripeGateway({ ...options, apiBase: NOBODY }),
    otherSecret: new StripeGateway({ ...options, webhookSecrets: ['whsec_other'] }),
    reset: async () => {
      await standIn.webhooks.settled();
      standIn.reset();
      received.length = 0;
    },
    close: async () => {
      await standIn.close();
      endpoint.closeAllConnections();
      await new Promise((resolve) => endpoint.close(resolve));
    },
    finishSetup: async (id, card) => {
      const status = await confirm(standIn.url, id, CARDS[card]);
      if (status === 'requires_action') standIn.control.authenticate(id, 'approve');
    },
    refuseSetup: async (id) => {
      await confirm(standIn.url, id, 'pm_card_visa_chargeDeclinedLostCard');
    },
    expireSetup: async (id) => {
      await post(standIn.url, `/v1/setup_intents/${id}/cancel`, {});
    },
    token: (card) => Promise.resolve(token(card === 'debit' ? { funding: 'debit' } : {})),
    refusedToken: () => Promise.resolve(token({ behaviour: { save: 'insufficient_funds' } })),
    deleteCustomer: async (id) => {
      await fetch(`${standIn.url}/v1/customers/${id}`, { method: 'DELETE', headers: authorization() });
    },
    defaultOf: (id) => {
      const customer = standIn.state.customers().find((one) => one.id === id);
      return Promise.resolve(customer?.invoice_settings.default_payment_method ?? null);
    },
    refuseNextCharge: (decline) => {
      standIn.faults.add({ ...CALLS.charge, kind: 'decline', decline });
    },
    fail: (call, kind) => {
      standIn.faults.add({ ...FAULTS[kind], ...CALLS[call] });
    },
    chargesOf: (paymentId) => Promise.resolve(chargesOf(paymentId)),
    events: async () => {
      await standIn.webhooks.settled();
      return [...received];
    },
    spoilEvent: (fault) => {
      standIn.faults.add({ kind: `webhook_${fault}` });
    },
    sendUnknownEvent: (bytes) => {
      standIn.control.emit('brand.new', { id: 'new_1', object: 'new', filling: 'x'.repeat(bytes) });
    },
  };
}

function listen(take: (event: ReceivedEvent) => void): Promise<Server> {
  const server = createServer((request: IncomingMessage, response) => {
    void buffer(request).then((raw) => {
      take({ raw, headers: request.headers });
      response.end();
    });
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

async function confirm(url: string, id: string, paymentMethod: string): Promise<string | undefined> {
  return (await post(url, `/v1/setup_intents/${id}/confirm`, { payment_method: paymentMethod })).status;
}

async function post(url: string, path: string, body: Record<string, string>): Promise<{ status?: string }> {
  const answer = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: authorization(),
    body: new URLSearchParams(body),
  });
  return (await answer.json()) as { status?: string };
}

function authorization(): Record<string, string> {
  return { authorization: `Bearer ${KEYS.secretKey}` };
}
