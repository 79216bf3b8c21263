import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** One request as it came. */
export interface Told {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  readonly id: string;
  readonly type: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Null never answers. */
type Behaviour = (told: Told) => Reply | null | Promise<Reply | null>;

/** An integrator's server: keeps what it is told, and answers each path as it is set to, with 204 unless set. */
export class WebhookReceiver implements AsyncDisposable {
  readonly told: Told[] = [];
  private readonly behaviours = new Map<string, Behaviour>();

  private constructor(private readonly server: Server) {}

  static async open(): Promise<WebhookReceiver> {
    const server = createServer();
    const receiver = new WebhookReceiver(server);
    server.on('request', (request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const raw = Buffer.concat(parts).toString('utf8');
        const told: Told = {
          path: request.url ?? '',
          headers: request.headers,
          raw,
          id: String(request.headers['webhook-id']),
          type: raw === '' ? '' : String((JSON.parse(raw) as { type: unknown }).type),
        };
        receiver.told.push(told);
        void Promise.resolve(receiver.behaviours.get(told.path)?.(told)).then((reply) => {
          if (reply === null) return;
          const { status, headers, body } = reply ?? { status: 204 };
          response.writeHead(status, headers).end(body);
        });
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  url(path: string): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}${path}`;
  }

  on(path: string, behaviour: Behaviour): void {
    this.behaviours.set(path, behaviour);
  }

  at(path: string): Told[] {
    return this.told.filter((one) => one.path === path);
  }

  /** Waits until a path was told so often. */
  async until(path: string, count: number): Promise<Told[]> {
    const endsAt = Date.now() + 20_000;
    while (this.at(path).length < count) {
      if (Date.now() > endsAt)
        throw new Error(`${path}: ${String(this.at(path).length)} of ${String(count)}`);
      await sleep(10);
    }
    return this.at(path);
  }

  /** Lets go of whoever still waits for an answer. */
  hangUp(): void {
    this.server.closeAllConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
