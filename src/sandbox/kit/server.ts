import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Answer, writeAnswer } from './answers.js';
import { Refusal } from './refusal.js';

/** What has arrived of a request. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Empty unless the request has one. */
  readonly body: string;
}

/** A vendor's own part of its server. */
export interface ServerParts {
  /** Whether a path belongs to the API. */
  isCall(path: string): boolean;
  /** Answers a call of the API. */
  call(exchange: Exchange): Promise<void>;
  /** Browser files and hosted pages; null for a path that is neither. */
  page(exchange: Exchange): Answer | null | Promise<Answer | null>;
  /** Does a command of `/_control/…`; its result is answered as JSON, a `Refusal` as itself. */
  command(method: string, path: string, body: string): unknown;
  /** Headers that a browser of another origin may send to the API, beside the usual ones. */
  readonly clientHeaders?: readonly string[];
}

const LARGEST_CALL = 1024 * 1024;
const LARGEST_COMMAND = 64 * 1024 * 1024;
// Longer than any client keeps an idle connection, so that none is closed under a new request.
const KEEP_ALIVE_MS = 120_000;

/** A stand-in's HTTP server: the API, browser files and pages, and the control commands, which browsers are refused. */
export function createStandInServer(parts: ServerParts): Server {
  const server = createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      // Either the client went away in the middle, or the stand-in has a fault of its own.
      if (response.headersSent || request.destroyed) response.destroy();
      else writeAnswer(response, refused(new Refusal(500, `The stand-in failed: ${String(error)}`)));
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.requestTimeout = 0;
  return server;
}

/** Listens on the loopback interface; answers the port. */
export function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

/** Closes a server with every connection it has. */
export function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

/** An answer in JSON. */
export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function handle(parts: ServerParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = request.url ?? '/';
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  const method = request.method ?? 'GET';
  if (method === 'OPTIONS') {
    response.writeHead(204, preflight(parts.clientHeaders ?? [])).end();
    return;
  }
  const isCommand = path.startsWith('/_control/');
  const body = await readBody(request, isCommand ? LARGEST_COMMAND : LARGEST_CALL);
  const exchange = { request, response, method, path, query, body };
  if (isCommand) writeAnswer(response, commandAnswer(parts, exchange));
  else if (parts.isCall(path)) await parts.call(exchange);
  else writeAnswer(response, await pageAnswer(parts, exchange));
}

// A page of any site could post here from a browser, which always names its origin then.
function commandAnswer(parts: ServerParts, { request, method, path, body }: Exchange): Answer {
  if (request.headers.origin !== undefined) return refused(new Refusal(403, 'Not for browsers.'));
  try {
    return jsonAnswer(200, parts.command(method, path, body));
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    throw error;
  }
}

async function pageAnswer(parts: ServerParts, exchange: Exchange): Promise<Answer> {
  try {
    return (await parts.page(exchange)) ?? refused(new Refusal(404, `Nothing at ${exchange.path}`));
  } catch (error) {
    if (error instanceof Refusal) return refused(error);
    throw error;
  }
}

function refused(refusal: Refusal): Answer {
  return jsonAnswer(refusal.status, refusal.body());
}

function preflight(clientHeaders: readonly string[]): Record<string, string> {
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
    'access-control-allow-headers': ['Authorization', 'Content-Type', ...clientHeaders].join(', '),
    'access-control-allow-private-network': 'true',
    'access-control-max-age': '300',
  };
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
