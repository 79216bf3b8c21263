import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ReceivedEvent } from './gateway-contract.js';

/** An endpoint that takes every event. */
export interface WebhookListener {
  readonly url: string;
  /** Those since they were last cleared, oldest first. */
  readonly received: ReceivedEvent[];
  close(): Promise<void>;
}

/** Starts one on a free port. */
export async function listenForEvents(): Promise<WebhookListener> {
  const received: ReceivedEvent[] = [];
  const server = createServer((request: IncomingMessage, response) => {
    void buffer(request).then((raw) => {
      received.push({ raw, headers: request.headers });
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/`,
    received,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
