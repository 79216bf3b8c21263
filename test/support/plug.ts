import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

const ANSWERED_WITHIN_MS = 150;
const ENDED_WITHIN_MS = 5_000;

/**
 * The lines of one process to the outside, database and vendors alike, which can be pulled all at once. After a cut nothing that the
 * process does reaches anybody, as if it had been killed there; what it had sent was received and done, but its answer never came.
 */
export class Plug implements AsyncDisposable {
  private readonly servers: Server[] = [];
  private readonly nears = new Set<Socket>();
  private readonly fars = new Set<Socket>();
  private sent = 0;
  private cutAfter = Infinity;
  private dead = false;
  private patience: NodeJS.Timeout | undefined;

  /** A line to that place; answers the port at which to reach it through the plug. */
  async lineTo(address: string): Promise<string> {
    const url = new URL(address);
    const far = { port: Number(url.port), host: url.hostname };
    const server = createServer((near) => {
      this.join(near, connect(far));
    });
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url.port = String((server.address() as AddressInfo).port);
    url.hostname = '127.0.0.1';
    return url.href.replace(/\/$/, '');
  }

  /** Counts from here, and cuts after that many messages have gone out. */
  arm(after: number): void {
    this.sent = 0;
    this.cutAfter = after;
    if (after === 0) this.cut();
  }

  get isCut(): boolean {
    return this.dead;
  }

  /**
   * Puts the plug back once the far ends have come to the end of what had reached them: a database does a statement to its end, and
   * holds its locks so long, though nobody waits for the answer. Whoever used the old lines has to open new ones.
   */
  async mend(): Promise<void> {
    this.cut();
    await Promise.all([...this.fars].map((far) => closed(far)));
    this.cutAfter = Infinity;
    this.dead = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    for (const far of this.fars) far.destroy();
    await Promise.all(this.servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  private join(near: Socket, far: Socket): void {
    this.keep(this.nears, near, () => far.end());
    this.keep(this.fars, far, () => near.destroy());
    if (this.dead) near.destroy();
    near.on('data', (data) => {
      if (this.dead) return;
      far.write(data);
      this.sent += 1;
      if (this.sent >= this.cutAfter) this.cutOnceAnswered(far);
    });
    far.on('data', (data) => {
      if (!this.dead) near.write(data);
    });
  }

  private keep(line: Set<Socket>, socket: Socket, onClose: () => unknown): void {
    line.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      line.delete(socket);
      onClose();
    });
  }

  /** The far end does what it was told last; the answer to half a message never comes. */
  private cutOnceAnswered(far: Socket): void {
    this.dead = true;
    this.patience = setTimeout(() => {
      this.cut();
    }, ANSWERED_WITHIN_MS);
    far.once('data', () => {
      this.cut();
    });
  }

  private cut(): void {
    this.dead = true;
    clearTimeout(this.patience);
    for (const near of this.nears) near.destroy();
  }
}

async function closed(far: Socket): Promise<void> {
  const patience = setTimeout(() => far.destroy(), ENDED_WITHIN_MS);
  if (!far.closed) await new Promise((resolve) => far.once('close', resolve));
  clearTimeout(patience);
}
