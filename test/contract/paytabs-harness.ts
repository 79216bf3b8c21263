import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { Clock } from '../../src/common/clock/clock.js';
import { PaytabsGateway } from '../../src/modules/vendors/index.js';
import { startPaytabsStandIn, type PaytabsStandIn } from '../../src/sandbox/paytabs/index.js';
import type {
  FaultKind,
  FaultyCall,
  ReceivedEvent,
  TestCard,
  VendorHarness,
  VendorUnderTest,
} from './gateway-contract.js';
import { REQUEST_FAULTS, TIMEOUT_MS } from './request-faults.js';

const KEYS = { profileId: '62000', serverKey: 'SKTEST-CONTRACT' };
const NOBODY = 'http://127.0.0.1:9';

const CARDS: Readonly<Record<TestCard, string>> = {
  good: 'good',
  same: 'good',
  other: 'mastercard',
  debit: 'debit',
  wants_customer: 'later_310',
  refund_pending: 'refund_pending',
};

const CALLS: Readonly<Record<FaultyCall, string>> = {
  charge: '/payment/request',
  refund: '/payment/request',
  attach: '/payment/token',
  verify: '/payment/request',
  customer: '/payment/request',
  read_method: '/payment/token',
  save: '/payment/query',
};

// A payment that some other shop made with our profile.
const STRANGE = {
  tran_ref: 'TST2600000000001',
  tran_type: 'Sale',
  cart_id: 'order 17',
  cart_currency: 'AED',
  cart_amount: '10.00',
  profile_id: 62_000,
  payment_result: { response_status: 'A', response_code: 'G1', transaction_time: '2026-01-01T00:00:00Z' },
};

type StandInFault = Parameters<PaytabsStandIn['faults']['add']>[0];

const FAULTS: Readonly<Record<FaultKind, StandInFault>> = REQUEST_FAULTS;

/** PayTabs as the contract sees it. */
export const paytabs: VendorUnderTest = {
  name: 'PayTabs',
  capabilities: {
    paymentTypes: ['card'],
    duplicateBy: 'token',
    customers: false,
    defaults: false,
    attach: true,
    zeroAmountVerify: false,
    phoneEntry: false,
    idempotencyKeys: false,
  },
  traits: ['setups_expire', 'setups_hide', 'pages_open_anew', 'events_name_setups'],
  cards: ['good', 'same', 'other', 'debit', 'wants_customer', 'refund_pending'],
  faultyCalls: ['charge', 'refund', 'save', 'verify', 'read_method'],
  goodCard: { brand: 'visa', last4: '1111', funding: 'credit' },
  impossible: { amount: 0, currency: 'GBP' },
  declineCodes: [
    ['316', 'funds'],
    ['300', 'issuer'],
    ['345', 'technical'],
    ['400', 'technical'],
    ['200', 'card_data'],
    ['206', 'card_data'],
    ['310', 'authentication'],
    ['501', 'fraud'],
    ['321', 'canceled'],
  ],
  start: startPaytabs,
};

/** The gateway with the stand-in behind it, and what a test may do to either. */
export interface PaytabsHarness extends VendorHarness {
  readonly gateway: PaytabsGateway;
  readonly standIn: PaytabsStandIn;
  /** A gateway with other options. */
  another(options: Partial<ConstructorParameters<typeof PaytabsGateway>[0]>): PaytabsGateway;
  /** Lets the next request's answer be told with other fields than the stand-in's. */
  answering<T>(fields: object, call: (gateway: PaytabsGateway) => Promise<T>): Promise<T>;
  /** Notes what would be sent to an address, and answers nothing. */
  recording(
    apiBase: string,
    bodies: object[],
    call: (gateway: PaytabsGateway) => Promise<unknown>,
  ): Promise<void>;
  /** Sets a fault by the stand-in's own name for it. */
  strike(fault: StandInFault): void;
}

/** Starts the stand-in, an endpoint for its notices, and the gateways. */
export async function startPaytabs(): Promise<PaytabsHarness> {
  const received: ReceivedEvent[] = [];
  const endpoint = await listen((event) => received.push(event));
  const { port } = endpoint.address() as AddressInfo;
  const standIn = await startPaytabsStandIn({ ...KEYS, webhookUrl: `http://127.0.0.1:${String(port)}/` });
  const options = {
    ...KEYS,
    mode: 'test' as const,
    region: 'ARE',
    apiBase: standIn.url,
    publicUrl: `http://127.0.0.1:${String(port)}`,
    concurrency: 5,
    clock: new Clock(),
    timeoutMs: TIMEOUT_MS,
  };
  const another: PaytabsHarness['another'] = (more) => new PaytabsGateway({ ...options, ...more });
  const strike: PaytabsHarness['strike'] = (fault) => {
    standIn.faults.add(fault);
  };

  return {
    standIn,
    another,
    strike,
    answering: (fields, call) =>
      withFetch(
        async (real, [url, init]) => {
          const response = await real(url, init);
          const body: unknown = await response.json();
          const isTransaction = typeof body === 'object' && body !== null && 'tran_ref' in body;
          return Response.json(isTransaction ? { ...body, ...fields } : body, { status: response.status });
        },
        () => call(another({})),
      ),
    recording: async (apiBase, bodies, call) => {
      await withFetch(
        (_, [, init]) => {
          bodies.push(JSON.parse(typeof init?.body === 'string' ? init.body : '{}') as object);
          return Promise.reject(new TypeError('Nobody is asked.'));
        },
        () => call(another({ apiBase })),
      );
    },
    gateway: another({}),
    stranger: another({ serverKey: 'SKTEST-STRANGER' }),
    unplugged: another({ apiBase: NOBODY }),
    otherSecret: another({ serverKey: 'SKTEST-OTHER' }),
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
    finishSetup: (id, card) => {
      standIn.control.payWith(id, CARDS[card]);
      return Promise.resolve();
    },
    expireSetup: (id) => {
      standIn.control.expire(id);
      return Promise.resolve();
    },
    token: (card) => Promise.resolve(standIn.control.makeToken(CARDS[card], { name: 'Nora Haddad' }).token),
    refuseNextCharge: (decline) => {
      strike({ kind: 'decline', method: 'POST', path: CALLS.charge, decline });
    },
    fail: (call, kind) => {
      strike({ ...FAULTS[kind], method: 'POST', path: CALLS[call] } as StandInFault);
    },
    chargesOf: (paymentId) =>
      Promise.resolve(standIn.state.paid().filter(({ cart }) => cart.startsWith(`pay-${paymentId}-`)).length),
    spoilEvent: (fault) => {
      if (fault === 'stale') strike({ kind: 'webhook_stale', ageSeconds: 4 * 86_400 });
      else strike({ kind: `webhook_${fault}` });
    },
    sendUnknownEvent: (bytes) => {
      standIn.control.emit('sale.A', { ...STRANGE, padding: 'x'.repeat(bytes) });
    },
    callbackUrl: `http://127.0.0.1:${String(port)}/`,
    events: async () => {
      await standIn.webhooks.settled();
      return [...received];
    },
  };
}

type Fetch = typeof fetch;

async function withFetch<T>(
  instead: (real: Fetch, parameters: Parameters<Fetch>) => Promise<Response>,
  work: () => Promise<T>,
): Promise<T> {
  const real = globalThis.fetch;
  globalThis.fetch = (...parameters) => instead(real, parameters);
  try {
    return await work();
  } finally {
    globalThis.fetch = real;
  }
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
