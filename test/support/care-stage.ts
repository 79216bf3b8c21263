import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { startStripeStandIn, type StripeStandIn } from '../../src/sandbox/stripe/index.js';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

const SECRET_KEY = 'sk_test_stage';
const PUBLISHABLE_KEY = 'pk_test_stage';

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** One completed setup as our API was asked for it. */
export interface Completed {
  readonly setupId: string;
  readonly authorization: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

/** What the stage answers; tests change it as they go. */
export interface StageSettings {
  link: Record<string, unknown>;
  /** The problem that opening the link answers. */
  linkProblem: { status: number; code: string } | null;
  /** Problems that completing a setup answers before it succeeds. */
  completeProblems: { status: number; code: string; bucket?: string }[];
  publishableKey: string;
  /** The foreign origin that may complete setups. */
  allowedOrigin: string | null;
}

const LINK = {
  version: '1',
  locale: 'en',
  customer: {
    name: 'Sara',
    email_masked: 's•••@example.com',
    currency: 'EGP',
    auto_pay: true,
    reminders_opt_out: false,
  },
  session: { kind: 'link', purpose: 'add_payment_method', fresh: false },
  about: {
    payment_type: 'card',
    brand: 'visa',
    last4: '1881',
    exp_month: 10,
    exp_year: 2026,
    nickname: null,
    expired: true,
    days_left: -21,
  },
  vendors: [{ vendor: 'stripe', payment_types: ['card'] }],
  offer_default: true,
  default_ticked: true,
  banners: [],
  default_method: null,
  subscriptions: [],
  due: null,
};

interface Intent {
  readonly id: string;
  readonly client_secret: string;
  readonly status: string;
  readonly payment_method: string | null;
}

interface Card {
  readonly card: { brand: string; last4: string; exp_month: number; exp_year: number };
}

/** Our pages and API as portal/README.md says, and nothing more, in front of the Stripe stand-in. */
export class CareStage {
  settings: StageSettings = freshSettings();
  completed: Completed[] = [];
  newLinkRequests: string[] = [];
  private readonly setups = new Map<string, Intent>();

  private constructor(
    readonly assets: string,
    private readonly stripe: StripeStandIn,
    private readonly server: Server,
  ) {}

  /** Builds the browser's files into a folder of its own and starts both servers. */
  static async open(): Promise<CareStage> {
    const assets = await mkdtemp(join(tmpdir(), 'care-assets-'));
    const script = join(root, 'scripts/build-assets.mjs');
    await run(process.execPath, [script, '--only', 'portal,sandbox,fonts', '--out', assets], { cwd: root });
    const stripe = await startStripeStandIn({
      secretKey: SECRET_KEY,
      publishableKey: PUBLISHABLE_KEY,
      assetsDir: join(assets, 'sandbox'),
    });
    const server = createServer();
    const stage = new CareStage(assets, stripe, server);
    server.on('request', (request, response) => {
      stage.answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return stage;
  }

  get origin(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  get vendorOrigin(): string {
    return this.stripe.url;
  }

  get setupsBegun(): number {
    return this.setups.size;
  }

  /** How often the vendor was asked to save a card. */
  get confirmations(): number {
    const calls = this.stripe.state.requests().filter((call) => call.path.endsWith('/confirm'));
    return calls.filter((call) => [...this.setups.values()].some(({ id }) => call.path.includes(id))).length;
  }

  reset(): void {
    this.settings = freshSettings();
    this.completed = [];
    this.newLinkRequests = [];
    this.setups.clear();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
    await this.stripe.close();
    await rm(this.assets, { recursive: true, force: true });
  }

  /** The policy that the real pages are served with. */
  policy(): string {
    return [
      "default-src 'none'",
      `script-src 'self' ${this.vendorOrigin}`,
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      `frame-src ${this.vendorOrigin}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; ');
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.origin);
    if (pathname === '/care/api/overview') {
      json(response, 200, this.settings.link);
      return;
    }
    if (request.method === 'GET') return this.page(pathname, response);
    if (pathname.startsWith('/v1/')) allow(response, this.settings.allowedOrigin);
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    const body = await readBody(request);
    const complete = /^\/v1\/payment-method-setups\/([^/]+)\/complete$/.exec(pathname)?.[1];
    if (complete !== undefined) return this.complete(request, response, complete, body);
    switch (pathname) {
      case '/care/api/session':
        this.openLink(response);
        break;
      case '/care/api/setups':
        await this.begin(response);
        break;
      case '/care/api/new-link':
        this.newLinkRequests.push(body);
        json(response, 202, {});
        break;
      default:
        json(response, 404, { code: 'not_found', status: 404 });
    }
  }

  private async page(pathname: string, response: ServerResponse): Promise<void> {
    if (pathname === '/embed/payment-form.js') return this.file(response, 'portal/payment-form.js');
    if (pathname.startsWith('/assets/')) return this.file(response, pathname.slice('/assets/'.length));
    if (!pathname.startsWith('/care/l/')) {
      json(response, 404, { code: 'not_found', status: 404 });
      return;
    }
    const values: Readonly<Record<string, string>> = {
      lang: 'en',
      dir: 'ltr',
      business_name: 'Nile Mobile',
      business_logo: '',
      mode: 'sandbox',
    };
    const shell = await readFile(join(this.assets, 'portal/care.html'), 'utf8');
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': this.policy(),
      'referrer-policy': 'no-referrer',
    });
    response.end(shell.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? ''));
  }

  private openLink(response: ServerResponse): void {
    const { linkProblem, link } = this.settings;
    if (linkProblem) json(response, linkProblem.status, { ...linkProblem, request_id: 'req-42' });
    else json(response, 200, link);
  }

  private async begin(response: ServerResponse): Promise<void> {
    json(response, 201, await this.newSetup());
  }

  /** The API's answer to a begun setup, as another page's server would get it. */
  async newSetup(): Promise<object> {
    const intent = await this.stripeCall<Intent>('POST', 'setup_intents', {
      'allowed_payment_method_types[]': 'card',
    });
    const setupId = randomUUID();
    this.setups.set(setupId, intent);
    return {
      id: setupId,
      vendor: 'stripe',
      payment_type: 'card',
      status: 'pending',
      client: {
        token: `token-${setupId}`,
        client_secret: intent.client_secret,
        publishable_key: this.settings.publishableKey,
        js_url: `${this.vendorOrigin}/v3/stripe.js`,
      },
      expires_at: '2030-01-01T00:00:00Z',
    };
  }

  private async complete(
    request: IncomingMessage,
    response: ServerResponse,
    setupId: string,
    text: string,
  ): Promise<void> {
    const body = JSON.parse(text) as Record<string, unknown>;
    this.completed.push({ setupId, authorization: request.headers.authorization, body });
    const problem = this.settings.completeProblems.shift();
    if (problem) {
      json(response, problem.status, { ...problem, request_id: 'req-43' });
      return;
    }
    const id = this.setups.get(setupId)?.id ?? 'none';
    const intent = await this.stripeCall<Intent>('GET', `setup_intents/${id}`);
    if (intent.status !== 'succeeded') json(response, 409, { code: 'setup_pending', status: 409 });
    else json(response, 200, await this.methodOf(intent.payment_method ?? '', body));
  }

  private async methodOf(id: string, body: Readonly<Record<string, unknown>>): Promise<object> {
    const { card } = await this.stripeCall<Card>('GET', `payment_methods/${id}`);
    return {
      id: randomUUID(),
      vendor: 'stripe',
      payment_type: 'card',
      brand: card.brand,
      last4: card.last4,
      exp_month: card.exp_month,
      exp_year: card.exp_year,
      nickname: body['nickname'] ?? null,
      is_default: body['make_default'] === true,
      expired: false,
    };
  }

  private async stripeCall<Answer>(
    method: 'GET' | 'POST',
    path: string,
    fields: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.vendorOrigin}/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${SECRET_KEY}` },
      ...(method === 'POST' ? { body: new URLSearchParams(fields) } : {}),
    });
    return (await response.json()) as Answer;
  }

  private async file(response: ServerResponse, name: string): Promise<void> {
    const path = join(this.assets, name);
    if (!existsSync(path)) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    response.writeHead(200, {
      'content-type': type,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    response.end(await readFile(path));
  }
}

function freshSettings(): StageSettings {
  return {
    link: { ...LINK },
    linkProblem: null,
    completeProblems: [],
    publishableKey: PUBLISHABLE_KEY,
    allowedOrigin: null,
  };
}

function allow(response: ServerResponse, origin: string | null): void {
  if (origin === null) return;
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-headers', 'authorization, content-type');
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function json(response: ServerResponse, status: number, body: object): void {
  const type = status >= 400 ? 'application/problem+json' : 'application/json';
  response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
}
