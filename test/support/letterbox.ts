import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { Answer, TestApp } from './app.js';

/** A signed event as a vendor posted it. */
export interface Letter {
  readonly path: string;
  readonly raw: Buffer;
  readonly headers: Readonly<Record<string, string>>;
  /** The vendor's word for it. */
  readonly type: string;
}

const CARRIED = /^(content-type|stripe-signature|paypal-.*|signature|client-key)$/;

/** Takes vendors' events in the app's place, so that a test may deliver them when, how often and in whatever order it likes. */
export class Letterbox implements AsyncDisposable {
  readonly letters: Letter[] = [];
  private constructor(private readonly server: Server) {}

  static async open(): Promise<Letterbox> {
    // Longer than any pause of a test, or a vendor would post on a line that is just being closed.
    const server = createServer({ keepAliveTimeout: 300_000 });
    const box = new Letterbox(server);
    server.on('request', (request: IncomingMessage, response) => {
      void buffer(request).then((raw) => {
        box.letters.push(letterOf(request, raw));
        response.end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return box;
  }

  /** What the app has to take for its own public address, where vendors are given one with each call. */
  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${String(port)}`;
  }

  /** Where a vendor is to post its events. */
  addressFor(vendor: string): string {
    return `${this.url}/webhooks/${vendor}`;
  }

  /** What came since the last look, oldest first. */
  take(): Letter[] {
    return this.letters.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function letterOf(request: IncomingMessage, raw: Buffer): Letter {
  const headers = Object.entries(request.headers).flatMap(([name, value]) =>
    CARRIED.test(name) && typeof value === 'string' ? [[name, value] as const] : [],
  );
  const body = JSON.parse(raw.toString('utf8')) as { type?: string; event_type?: string; tran_type?: string };
  return {
    path: request.url ?? '',
    raw,
    headers: Object.fromEntries(headers),
    type: body.type ?? body.event_type ?? body.tran_type ?? '',
  };
}

/** Posts it to the app as the vendor would. */
export function deliver(app: TestApp, letter: Letter, from = '203.0.113.5'): Promise<Answer> {
  return app.call('POST', letter.path, {
    raw: letter.raw,
    key: null,
    headers: { ...letter.headers, 'x-forwarded-for': from },
  });
}
