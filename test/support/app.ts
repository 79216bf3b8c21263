import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DataSource } from 'typeorm';
import { createApp } from '../../src/app.js';
import { assetsDir } from '../../src/common/assets-dir.js';
import { Clock } from '../../src/common/clock/clock.js';
import type { Config } from '../../src/common/config/config.js';
import { loadConfig } from '../../src/common/config/load-config.js';
import { cliActor, type Role, type Scope } from '../../src/common/http/principal.js';
import { createLogger, KeptLines } from '../../src/common/logging/logger.js';
import { ApiKeys } from '../../src/modules/staff/index.js';
import { startMailjetStandIn, type MailjetStandIn } from '../../src/sandbox/mailjet/index.js';
import { startPaypalStandIn, type PaypalStandIn } from '../../src/sandbox/paypal/index.js';
import { startPaytabsStandIn, type PaytabsStandIn } from '../../src/sandbox/paytabs/index.js';
import { startStripeStandIn, type StripeStandIn } from '../../src/sandbox/stripe/index.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';
import { freePort } from './free-port.js';

const STRIPE = {
  secretKey: 'sk_test_app',
  publishableKey: 'pk_test_app',
  webhookSecret: 'whsec_test_app_secret',
};
const PAYPAL = {
  clientId: 'paypal-client',
  clientSecret: 'paypal-secret',
  webhookId: 'WH-TEST-APP',
};
const PAYTABS = { profileId: '62001', serverKey: 'SKTESTAPP-PAYTABS' };
const MAILJET = { apiKey: 'mailjet-key', apiSecret: 'mailjet-secret' };

export interface TestAppOptions {
  /** Settings as environment variables, over those of the test. */
  readonly env?: Readonly<Record<string, string>>;
  /** False to run jobs by hand alone. */
  readonly jobs?: boolean;
  /** A database that stands already, for a second instance beside a first. */
  readonly beside?: TestApp;
}

/** An answer of the API, its body parsed when it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: any;
  readonly text: string;
  readonly bytes: Buffer;
}

/** The whole app on a database and stand-ins of its own, answering HTTP on a free port. */
export interface TestApp extends AsyncDisposable {
  readonly url: string;
  readonly app: NestFastifyApplication;
  readonly config: Config;
  readonly clock: Clock;
  readonly db: DataSource;
  readonly stripe: StripeStandIn;
  readonly paypal: PaypalStandIn;
  readonly paytabs: PaytabsStandIn;
  readonly mailjet: MailjetStandIn;
  /** Puts business time there at once, without running what is due on the way. */
  setTime(at: Date): Promise<void>;
  /** Every line that the app logged. */
  readonly log: KeptLines;
  /** A new key of a role, with all of its scopes unless told. */
  apiKey(role: Role, scopes?: readonly Scope[]): Promise<string>;
  /** One call with an admin's key unless `key` says otherwise (null: none). */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
}

export interface CallOptions {
  readonly body?: unknown;
  /** Sent as it is instead of `body`. */
  readonly raw?: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly key?: string | null;
}

/** Starts it; dispose of it with `await using` or `[Symbol.asyncDispose]()`. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { beside } = options;
  const database: TestDatabase | null = beside ? null : await createTestDatabase();
  const clock = new Clock();
  const stripe =
    beside?.stripe ??
    (await startStripeStandIn({ ...STRIPE, assetsDir: join(assetsDir, 'sandbox'), now: () => clock.now() }));
  const paypal =
    beside?.paypal ??
    (await startPaypalStandIn({ ...PAYPAL, assetsDir: join(assetsDir, 'sandbox'), now: () => clock.now() }));
  const paytabs = beside?.paytabs ?? (await startPaytabsStandIn({ ...PAYTABS, now: () => clock.now() }));
  const mailjet = beside?.mailjet ?? (await startMailjetStandIn(MAILJET));
  const port = await freePort();
  const databaseUrl = beside ? beside.config.database.url : database?.url;
  const config = loadConfig({
    cwd: '/nonexistent',
    readFile: () => null,
    env: {
      MODE: 'sandbox',
      DATABASE_URL: databaseUrl ?? '',
      HTTP__PORT: String(port),
      SECURITY__PASSWORD_COST: '14',
      SECURITY__KEYS: JSON.stringify([{ id: 'k1', secret: 'test-security-key-of-32-characters!' }]),
      VENDORS__STRIPE__SECRET_KEY: STRIPE.secretKey,
      VENDORS__STRIPE__PUBLISHABLE_KEY: STRIPE.publishableKey,
      VENDORS__STRIPE__WEBHOOK_SECRETS: JSON.stringify([STRIPE.webhookSecret]),
      VENDORS__STRIPE__API_BASE: stripe.url,
      VENDORS__STRIPE__JS_URL: `${stripe.url}/v3/stripe.js`,
      VENDORS__PAYPAL__CLIENT_ID: PAYPAL.clientId,
      VENDORS__PAYPAL__CLIENT_SECRET: PAYPAL.clientSecret,
      VENDORS__PAYPAL__WEBHOOK_ID: PAYPAL.webhookId,
      VENDORS__PAYPAL__API_BASE: paypal.url,
      VENDORS__PAYPAL__JS_URL: `${paypal.url}/sdk/js`,
      VENDORS__PAYTABS__PROFILE_ID: PAYTABS.profileId,
      VENDORS__PAYTABS__SERVER_KEY: PAYTABS.serverKey,
      VENDORS__PAYTABS__API_BASE: paytabs.url,
      MAILJET__API_KEY: MAILJET.apiKey,
      MAILJET__API_SECRET: MAILJET.apiSecret,
      MAILJET__API_BASE: mailjet.url,
      JOBS__ENABLED: String(options.jobs ?? false),
      ...options.env,
    },
  });
  const log = new KeptLines();
  const app = await createApp({
    config,
    databaseUrl: config.database.url ?? '',
    clock,
    logger: createLogger('debug', log),
  });
  await app.listen(port, '127.0.0.1');
  const url = `http://127.0.0.1:${String(port)}`;
  if (!beside) mailjet.events.target = { url: `${url}/webhooks/mailjet`, ...config.mailjet.webhook };
  const keys = app.get(ApiKeys);
  const apiKey = async (role: Role, scopes?: readonly Scope[]): Promise<string> => {
    const made = await keys.create({
      name: `test ${role}`,
      role,
      ...(scopes ? { scopes } : {}),
      actor: cliActor,
    });
    return made.key;
  };
  let admin: string | undefined;
  return {
    url,
    app,
    config,
    clock,
    db: app.get(DataSource),
    stripe,
    paypal,
    paytabs,
    mailjet,
    log,
    setTime: async (at) => {
      const ahead = at.getTime() - clock.real().getTime();
      // The present has passed by the time that it gets here.
      const offset = ahead > -1_000 ? Math.max(0, ahead) : ahead;
      await app
        .get(DataSource)
        .query('UPDATE sandbox_clock SET offset_ms = $1, target_offset_ms = $1', [offset]);
      clock.follow(offset);
    },
    apiKey,
    call: async (method, path, call = {}) => {
      const key = call.key === undefined ? (admin ??= await apiKey('admin')) : call.key;
      return send(url, method, path, { ...call, key });
    },
    [Symbol.asyncDispose]: async () => {
      await app.close();
      if (beside) return;
      await Promise.all([stripe.close(), paypal.close(), paytabs.close(), mailjet.close()]);
      await database?.[Symbol.asyncDispose]();
    },
  };
}

async function send(url: string, method: string, path: string, call: CallOptions): Promise<Answer> {
  const body = call.raw ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(call.key ? { authorization: `Bearer ${call.key}` } : {}),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...call.headers,
    },
    ...(body === undefined ? {} : { body }),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return {
    status: response.status,
    headers: response.headers,
    text,
    bytes,
    body: isJson ? JSON.parse(text) : null,
  };
}
