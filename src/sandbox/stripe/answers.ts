import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type RequestFault } from './request-faults.js';

/** A finished answer. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const SLOW_STEPS = 10;

const HTML = `<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center></body>
</html>
`;

/** Sends an answer, or what a fault makes of it. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  fault: RequestFault | null,
): void {
  switch (fault?.kind) {
    case 'timeout_before':
    case 'timeout_after':
      if (fault.durationMs !== undefined)
        setTimeout(() => request.socket.destroy(), fault.durationMs).unref();
      return;
    case 'reset_before':
    case 'reset_before_body':
      request.socket.resetAndDestroy();
      return;
    case 'reset_after_body':
      sendThenReset(request, response, answer);
      return;
    case 'slow_body':
      sendSlowly(response, answer, fault.durationMs ?? 2_000);
      return;
    default:
      write(response, garbled(answer, fault));
  }
}

function garbled(answer: Answer, fault: RequestFault | null): Answer {
  switch (fault?.kind) {
    case 'html':
      return {
        status: fault.status ?? 502,
        headers: { ...answer.headers, 'content-type': 'text/html' },
        body: HTML,
      };
    case 'cut_json':
      return { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) };
    case 'empty':
      return { ...answer, status: 200, body: '' };
    default:
      return answer;
  }
}

function write(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

// The header promises more than comes, so the client reads the whole body and then finds the connection cut.
function sendThenReset(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    ...answer.headers,
    'content-length': Buffer.byteLength(answer.body) + 1,
  });
  response.write(answer.body, () => {
    setTimeout(() => request.socket.resetAndDestroy(), 20);
  });
}

function sendSlowly(response: ServerResponse, answer: Answer, durationMs: number): void {
  const bytes = Buffer.from(answer.body);
  const size = Math.ceil(bytes.length / SLOW_STEPS);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': bytes.length });
  response.flushHeaders();
  const step = (at: number): void => {
    if (response.destroyed) return;
    if (at >= bytes.length) {
      response.end();
      return;
    }
    response.write(bytes.subarray(at, at + size));
    setTimeout(step, durationMs / SLOW_STEPS, at + size);
  };
  setTimeout(step, durationMs / SLOW_STEPS, 0);
}
