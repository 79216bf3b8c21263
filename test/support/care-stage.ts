import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const VENDOR_FILES: Readonly<Partial<Record<string, string>>> = {
  '/v3/stripe.js': 'sandbox/stripe.js',
  '/v3/element.html': 'sandbox/stripe-element.html',
  '/v3/element.js': 'sandbox/stripe-element.js',
};

interface Intent {
  status: 'requires_payment_method' | 'requires_action' | 'succeeded';
  number: string;
  month: number;
  year: number;
  error: object | null;
}

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
}

const LINK = {
  locale: 'en',
  customer: { name: 'Sara' },
  method: {
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
};

/**
 * Two small servers: one for our pages and API, one for the payment provider's script, frame and API. They answer what the
 * contract in portal/README.md says and nothing more.
 */
export class CareStage {
  origin = '';
  vendorOrigin = '';
  settings: StageSettings = freshSettings();
  completed: Completed[] = [];
  newLinkRequests: string[] = [];
  /** How often the vendor was asked to save a card. */
  confirmations = 0;
  private readonly intents = new Map<string, Intent>();
  private readonly setups = new Map<string, string>();
  private readonly servers: Server[] = [];
  private assets = '';

  static async open(): Promise<CareStage> {
    const stage = new CareStage();
    stage.assets = await mkdtemp(join(tmpdir(), 'care-assets-'));
    const script = join(root, 'scripts/build-assets.mjs');
    await run(process.execPath, [script, '--only', 'portal,sandbox,fonts', '--out', stage.assets], {
      cwd: root,
    });
    stage.origin = await stage.listen((request, response) => stage.ours(request, response));
    stage.vendorOrigin = await stage.listen((request, response) => stage.vendor(request, response));
    return stage;
  }

  reset(): void {
    this.settings = freshSettings();
    this.completed = [];
    this.newLinkRequests = [];
    this.confirmations = 0;
    this.setups.clear();
    this.intents.clear();
  }

  async close(): Promise<void> {
    for (const server of this.servers) {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    }
    await rm(this.assets, { recursive: true, force: true });
  }

  get setupsBegun(): number {
    return this.setups.size;
  }

  /** The policy that the real pages are served with. */
  policy(): string {
    const vendor = this.vendorOrigin;
    return [
      "default-src 'none'",
      `script-src 'self' ${vendor}`,
      "style-src 'self'",
      "font-src 'self'",
      "img-src 'self'",
      "connect-src 'self'",
      `frame-src ${vendor}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; ');
  }

  private async listen(
    answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  ): Promise<string> {
    const server = createServer((request, response) => {
      answer(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    this.servers.push(server);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  }

  private async ours(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.origin);
    if (pathname.startsWith('/care/l/')) {
      const shell = await readFile(join(this.assets, 'portal/care.html'), 'utf8');
      const values: Record<string, string> = {
        lang: 'en',
        dir: 'ltr',
        business_name: 'Nile Mobile',
        business_logo: '',
        mode: 'sandbox',
      };
      const page = shell.replace(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? '');
      response.writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': this.policy(),
        'referrer-policy': 'no-referrer',
      });
      response.end(page);
      return;
    }
    if (pathname === '/embed/payment-form.js') return this.file(response, 'portal/payment-form.js');
    if (pathname.startsWith('/assets/')) return this.file(response, pathname.slice('/assets/'.length));
    const body = await readBody(request);
    if (pathname === '/care/api/session') return this.openLink(response);
    if (pathname === '/care/api/setups') return this.begin(response);
    if (pathname === '/care/api/new-link') {
      this.newLinkRequests.push(body);
      json(response, 202, {});
      return;
    }
    const complete = /^\/v1\/payment-method-setups\/([^/]+)\/complete$/.exec(pathname);
    if (complete?.[1]) return this.complete(request, response, complete[1], body);
    json(response, 404, { code: 'not_found', status: 404 });
  }

  private async openLink(response: ServerResponse): Promise<void> {
    const { linkProblem, link } = this.settings;
    if (linkProblem) json(response, linkProblem.status, { ...linkProblem, request_id: 'req-42' });
    else json(response, 200, link);
    return Promise.resolve();
  }

  private async begin(response: ServerResponse): Promise<void> {
    const id = `seti_${randomUUID().slice(0, 8)}`;
    const setupId = randomUUID();
    this.intents.set(id, { status: 'requires_payment_method', number: '', month: 0, year: 0, error: null });
    this.setups.set(setupId, id);
    json(response, 201, {
      id: setupId,
      vendor: 'stripe',
      status: 'pending',
      client: {
        token: `token-${setupId}`,
        client_secret: `${id}_secret_abc`,
        publishable_key: this.settings.publishableKey,
        js_url: `${this.vendorOrigin}/v3/stripe.js`,
      },
      expires_at: '2030-01-01T00:00:00Z',
    });
    return Promise.resolve();
  }

  private async complete(
    request: IncomingMessage,
    response: ServerResponse,
    setupId: string,
    body: string,
  ): Promise<void> {
    const parsed = JSON.parse(body) as Record<string, unknown>;
    this.completed.push({ setupId, authorization: request.headers.authorization, body: parsed });
    const problem = this.settings.completeProblems.shift();
    const intent = this.intents.get(this.setups.get(setupId) ?? '');
    if (problem) json(response, problem.status, { ...problem, request_id: 'req-43' });
    else if (intent?.status !== 'succeeded') json(response, 409, { code: 'conflict', status: 409 });
    else json(response, 200, methodOf(intent, parsed));
    return Promise.resolve();
  }

  private async vendor(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.vendorOrigin);
    const asset = VENDOR_FILES[url.pathname];
    if (asset) return this.file(response, asset);
    const form = new URLSearchParams(request.method === 'GET' ? url.search : await readBody(request));
    if (form.get('key') !== 'pk_test_stage') {
      json(response, 401, { error: { type: 'invalid_request_error', message: 'Invalid API Key provided.' } });
      return;
    }
    const [, , , id = '', action = ''] = url.pathname.split('/');
    const intent = this.intents.get(id);
    if (!intent) json(response, 404, { error: { type: 'invalid_request_error', code: 'resource_missing' } });
    else {
      if (action === 'confirm') this.confirmations += 1;
      act(response, id, intent, action, form);
    }
  }

  private async file(response: ServerResponse, name: string): Promise<void> {
    const path = join(this.assets, name);
    if (!existsSync(path)) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'access-control-allow-origin': '*' });
    response.end(await readFile(path));
  }
}

function freshSettings(): StageSettings {
  return { link: { ...LINK }, linkProblem: null, completeProblems: [], publishableKey: 'pk_test_stage' };
}

const DECLINES: Readonly<Record<string, string>> = {
  '4000000000000002': 'generic_decline',
  '4000000000009995': 'insufficient_funds',
  '4000000000009987': 'lost_card',
};

function act(
  response: ServerResponse,
  id: string,
  intent: Intent,
  action: string,
  form: URLSearchParams,
): void {
  if (action === 'confirm') confirm(intent, form);
  else if (action === '_authenticate') authenticate(intent, form.get('outcome') === 'approve');
  const wire = { id, object: 'setup_intent', status: intent.status, last_setup_error: intent.error };
  if (action === 'confirm' && intent.error)
    json(response, 402, { error: { ...intent.error, setup_intent: wire } });
  else json(response, 200, wire);
}

function confirm(intent: Intent, form: URLSearchParams): void {
  const field = (name: string): string => form.get(`payment_method_data[card][${name}]`) ?? '';
  intent.number = field('number');
  intent.month = Number(field('exp_month'));
  intent.year = Number(field('exp_year'));
  const decline = DECLINES[intent.number];
  intent.error = decline ? { type: 'card_error', code: 'card_declined', decline_code: decline } : null;
  if (intent.error) intent.status = 'requires_payment_method';
  else intent.status = intent.number === '4000002500003155' ? 'requires_action' : 'succeeded';
}

function authenticate(intent: Intent, approved: boolean): void {
  intent.status = approved ? 'succeeded' : 'requires_payment_method';
  intent.error = approved
    ? null
    : { type: 'invalid_request_error', code: 'setup_intent_authentication_failure', message: '' };
}

function methodOf(intent: Intent, body: Record<string, unknown>): object {
  return {
    id: randomUUID(),
    vendor: 'stripe',
    payment_type: 'card',
    brand: intent.number.startsWith('5') ? 'mastercard' : 'visa',
    last4: intent.number.slice(-4),
    exp_month: intent.month,
    exp_year: intent.year,
    nickname: body['nickname'] ?? null,
    is_default: body['make_default'] === true,
    expired: false,
  };
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
