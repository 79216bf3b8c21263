import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type RequestFault, type RequestFaultKind } from './request-faults.js';

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

type Effect = (
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  fault: RequestFault,
) => void;

const silence: Effect = (request, _response, _answer, { durationMs }) => {
  if (durationMs !== undefined) setTimeout(() => request.socket.destroy(), durationMs).unref();
};

const reset: Effect = (request) => {
  request.socket.resetAndDestroy();
};

// Kinds that are not named here change what is said and not how it is sent.
const EFFECTS: Partial<Record<RequestFaultKind, Effect>> = {
  timeout_before: silence,
  timeout_after: silence,
  reset_before: reset,
  reset_before_body: reset,
  reset_after_body: sendThenReset,
  slow_body: (_request, response, answer, { durationMs = 2_000 }) => {
    sendSlowly(response, answer, durationMs);
  },
  html: (_request, response, answer, { status = 502 }) => {
    writeAnswer(response, {
      status,
      headers: { ...answer.headers, 'content-type': 'text/html' },
      body: HTML,
    });
  },
  cut_json: (_request, response, answer) => {
    writeAnswer(response, { ...answer, body: answer.body.slice(0, Math.floor(answer.body.length / 2)) });
  },
  empty: (_request, response, answer) => {
    writeAnswer(response, { ...answer, status: 200, body: '' });
  },
};

/** Sends an answer, or what a fault makes of it. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Answer,
  fault: RequestFault | null,
): void {
  const effect = fault === null ? undefined : EFFECTS[fault.kind];
  if (fault === null || effect === undefined) writeAnswer(response, answer);
  else effect(request, response, answer, fault);
}

/** Sends an answer in one piece. */
export function writeAnswer(response: ServerResponse, { status, headers, body }: Answer): void {
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
