import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { eventAbout, MAIL_EVENTS, type MailEventCalls } from './mail-event-calls.js';
import type { MailFault, MailFaultKind, MailFaults } from './mail-faults.js';
import { listPage, mailPage, type MailView } from './mailbox-page.js';
import type { SandboxMailbox } from './mailbox.js';
import { answerSend, foundMails, globalError, readSend, toWire, type Answer } from './send-call.js';

/** What the server stands on. */
export interface MailjetServerParts {
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly mailbox: SandboxMailbox;
  readonly faults: MailFaults;
  readonly events: MailEventCalls;
  readonly now: () => Date;
  readonly calls: Record<MailjetCall, number>;
}

// Mailjet's own limit for a message with its attachments; fifty of ours stay far below.
const MAX_BODY_BYTES = 15 * 1024 * 1024;
const RATE_LIMIT_PAGE =
  '<html><head><title>429 Too Many Requests</title></head><body><h1>429 Too Many Requests</h1></body></html>';

/** The stand-in's HTTP: Mailjet's API with Basic auth, and the mailbox for people without. */
export function mailjetServer(parts: MailjetServerParts): Server {
  return createServer((request, response) => {
    void handle(parts, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined);
    });
  });
}

async function handle(
  parts: MailjetServerParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // A client that reaches us as a proxy names the whole address.
  const url = new URL(request.url ?? '/', 'http://stand-in');
  if (request.method === 'POST' && url.pathname.startsWith('/mailbox/'))
    await tellEvent(parts, url, response);
  else if (url.pathname === '/' || url.pathname.startsWith('/mailbox')) showMailbox(parts, url, response);
  else await answerCall(parts, url, request, response);
}

async function answerCall(
  parts: MailjetServerParts,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const dueAt = performance.now() + parts.faults.latencyMs;
  const body = await bodyOf(request);
  const call = callOf(request.method ?? 'GET', url.pathname);
  parts.calls[call] += 1;
  const fault = parts.faults.strike(call);
  const isTaken = !(fault && isBefore(fault));
  const answer = isTaken ? await answerOf(parts, call, { request, url, body }) : null;
  await delay(dueAt - performance.now());
  if (fault) strike(fault, response, answer);
  else if (answer) sendJson(response, answer);
}

/** What a request asks for; `none` is nothing that the stand-in knows. */
export type MailjetCall = 'send' | 'find' | 'sender' | 'template' | 'none';

const TEMPLATE = /\/v3\/REST\/template\/(\d+)$/;

function callOf(method: string, path: string): MailjetCall {
  if (method === 'POST' && path.endsWith('/v3.1/send')) return 'send';
  if (method === 'GET' && path.endsWith('/v3/REST/message')) return 'find';
  if (method === 'GET' && path.endsWith('/v3/REST/sender')) return 'sender';
  if (method === 'GET' && TEMPLATE.test(path)) return 'template';
  return 'none';
}

interface Question {
  readonly request: IncomingMessage;
  readonly url: URL;
  readonly body: string | null;
}

async function answerOf(
  parts: MailjetServerParts,
  call: MailjetCall,
  { request, url, body }: Question,
): Promise<Answer> {
  if (!isAuthorised(parts, request)) return badCredentials();
  switch (call) {
    case 'send':
      return body === null
        ? globalError(413, 'mj-0011', 'The payload is too large.')
        : answerToSend(parts, body);
    case 'find':
      return foundMails(searchable(parts, url.searchParams.get('CustomID') ?? ''));
    case 'sender':
      return knownSenders(parts);
    case 'template':
      return templateAt(parts, url);
    case 'none':
      return globalError(404, 'not_found', 'There is no such resource.');
  }
}

function knownSenders({ faults }: MailjetServerParts): Answer {
  const senders = [...(faults.senders ?? ['*@example.com'])];
  const data = senders.map((Email) => ({ Email, Status: 'Active' }));
  return { status: 200, body: { Count: data.length, Data: data, Total: data.length } };
}

function templateAt({ faults }: MailjetServerParts, { pathname }: URL): Answer {
  const id = Number(TEMPLATE.exec(pathname)?.[1]);
  if (faults.templates !== null && !faults.templates.has(id))
    return globalError(404, 'not_found', 'Object not found');
  return { status: 200, body: { Count: 1, Data: [{ ID: String(id) }], Total: 1 } };
}

async function answerToSend({ mailbox, faults, now }: MailjetServerParts, text: string): Promise<Answer> {
  const call = readSend(text);
  if ('status' in call) return call;
  const rules = { senders: faults.senders, refused: faults.refusedAddresses };
  return answerSend(call, rules, now().toISOString(), (mails) => mailbox.take(mails));
}

function searchable(
  { mailbox, faults, now }: MailjetServerParts,
  customId: string,
): ReturnType<SandboxMailbox['withCustomId']> {
  const horizon = now().getTime() - faults.searchLagMs;
  return mailbox.withCustomId(customId).filter((mail) => new Date(mail.acceptedAt).getTime() <= horizon);
}

function isAuthorised({ apiKey, apiSecret }: MailjetServerParts, request: IncomingMessage): boolean {
  const expected = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`;
  return request.headers.authorization === expected;
}

function badCredentials(): Answer {
  const words =
    'API key authentication/authorization failure. You may be unauthorized to access the API or your API key may be expired.';
  return globalError(401, 'mj-0015', words);
}

function isBefore({ kind }: MailFault): boolean {
  return !kind.endsWith('_after');
}

type Blow = (response: ServerResponse, fault: MailFault, answer: Answer | null) => void;

const reset: Blow = (response) => response.socket?.resetAndDestroy();
const internalError: Blow = (response) => {
  sendJson(response, globalError(500, 'mj-0000', 'Internal error.'));
};
// The caller's own time-out ends it.
const silence: Blow = () => undefined;

const BLOWS: Readonly<Record<MailFaultKind, Blow>> = {
  rate_limit: (response, { retryAfter }) => {
    if (retryAfter !== undefined) response.setHeader('Retry-After', String(retryAfter));
    sendHtml(response, 429, RATE_LIMIT_PAGE);
  },
  key_suspended: (response) => {
    sendJson(response, globalError(401, 'mj-0001', 'Your API key is suspended.'));
  },
  rejected: (response) => {
    sendJson(
      response,
      globalError(400, 'mj-0002', 'Malformed JSON, please review the syntax and properties types.'),
    );
  },
  error_before: internalError,
  error_after: internalError,
  html_after: (response) => {
    sendHtml(response, 200, '<html><body>Please wait…</body></html>');
  },
  cut_json_after: (response, _, answer) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(toWire(answer?.body).slice(0, -20));
  },
  slow_body_after: (response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).write('{');
  },
  reset_before: reset,
  reset_after: reset,
  timeout_before: silence,
  timeout_after: silence,
};

function strike(fault: MailFault, response: ServerResponse, answer: Answer | null): void {
  BLOWS[fault.kind](response, fault, answer);
}

/** `POST /mailbox/{id}/{event}`: what happened to the mail is told as Mailjet tells it, and the mail shown again. */
async function tellEvent(
  { mailbox, events, now }: MailjetServerParts,
  url: URL,
  response: ServerResponse,
): Promise<void> {
  const [, , id = '', name] = url.pathname.split('/');
  const mail = mailbox.find(id);
  const kind = MAIL_EVENTS.find((known) => known === name);
  if (!mail || !kind) {
    sendHtml(response, 404, 'There is no such mail or event.');
    return;
  }
  try {
    const status = await events.tell([eventAbout(mail, kind, now())]);
    if (status === 200) response.writeHead(303, { location: `/mailbox/${id}` }).end();
    else sendHtml(response, 502, `The event was answered with ${String(status)}.`);
  } catch (error) {
    sendHtml(response, 502, `The event reached nobody: ${error instanceof Error ? error.message : ''}`);
  }
}

function showMailbox({ mailbox }: MailjetServerParts, url: URL, response: ServerResponse): void {
  const [, , id] = url.pathname.split('/');
  if (url.pathname === '/mailbox.json') {
    sendJson(response, {
      status: 200,
      body: { data: mailbox.messages(url.searchParams.get('to') ?? undefined) },
    });
  } else if (id === 'count') {
    response.writeHead(200, { 'content-type': 'text/plain' }).end(String(mailbox.count));
  } else if (id === undefined || id === '') {
    sendHtml(response, 200, listPage(mailbox.messages(), url.searchParams.get('q') ?? ''));
  } else {
    const mail = mailbox.find(id);
    if (mail) sendHtml(response, 200, mailPage(mail, viewOf(url)));
    else sendHtml(response, 404, 'There is no such mail.');
  }
}

function viewOf(url: URL): MailView {
  const view = url.searchParams.get('view');
  return view === 'phone' || view === 'text' ? view : 'desktop';
}

function sendJson(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(toWire(body));
}

function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' }).end(html);
}

/** The request's text, or null when it is larger than Mailjet takes. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}
