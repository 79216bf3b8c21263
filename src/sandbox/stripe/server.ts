import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Answer, writeAnswer } from './answers.js';
import { ApiError } from './api-error.js';
import { type Api } from './api.js';
import { assetAnswer } from './assets.js';
import { challengePage } from './challenge-page.js';
import { command } from './control-routes.js';
import { type StripeStandIn } from './stand-in.js';

const LARGEST_CALL = 1024 * 1024;
const LARGEST_COMMAND = 64 * 1024 * 1024;
// Longer than any client keeps an idle connection, so that none is closed under a new request.
const KEEP_ALIVE_MS = 120_000;

const PREFLIGHT = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST, DELETE',
  'access-control-allow-headers': 'Authorization, Content-Type, Idempotency-Key, Stripe-Version',
  'access-control-allow-private-network': 'true',
  'access-control-max-age': '300',
};

/** The stand-in's HTTP server: the API, browser files, the bank's page and the control commands. */
export function createStandInServer(
  api: Api,
  standIn: () => StripeStandIn,
  assetsDir: string | undefined,
): Server {
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // Either the client went away in the middle, or the stand-in has a fault of its own.
      if (response.headersSent || request.destroyed) response.destroy();
      else writeAnswer(response, json(500, { error: { message: String(error), type: 'api_error' } }));
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = 0;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '/';
    const mark = target.indexOf('?');
    const path = mark < 0 ? target : target.slice(0, mark);
    const query = mark < 0 ? '' : target.slice(mark + 1);
    if (request.method === 'OPTIONS') {
      response.writeHead(204, PREFLIGHT).end();
    } else if (path.startsWith('/v1/')) {
      const body = await readBody(request, LARGEST_CALL);
      await api.handle({ request, response, path, query, body });
    } else {
      writeAnswer(response, await aside(request, path, query));
    }
  }

  async function aside(request: IncomingMessage, path: string, query: string): Promise<Answer> {
    const asset = await assetAnswer(path, assetsDir);
    if (asset !== null) return asset;
    const method = request.method ?? 'GET';
    const body = await readBody(request, LARGEST_COMMAND);
    if (path.startsWith('/_control/')) return commandAnswer(request, standIn(), path, body);
    return challengePage(standIn(), method, path, method === 'POST' ? body : query) ?? notFound(path);
  }

  return server;
}

// A page of any site could post here from a browser, which always names its origin then.
function commandAnswer(request: IncomingMessage, standIn: StripeStandIn, path: string, body: string): Answer {
  if (request.headers.origin !== undefined) return json(403, { error: { message: 'Not for browsers.' } });
  try {
    return json(200, command(standIn, request.method ?? 'GET', path, body));
  } catch (error) {
    if (error instanceof ApiError) return json(error.status, error.body());
    throw error;
  }
}

function notFound(path: string): Answer {
  return json(404, { error: { message: `Nothing at ${path}`, type: 'invalid_request_error' } });
}

function json(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function readBody(request: IncomingMessage, largest: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > largest) request.destroy(new Error('The body is too large.'));
      else chunks.push(chunk);
    });
    request.on('end', () => {
      resolve(chunks.length === 1 ? String(chunks[0]) : Buffer.concat(chunks).toString('utf8'));
    });
    request.on('error', reject);
  });
}
