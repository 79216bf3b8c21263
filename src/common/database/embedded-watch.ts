import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { hasCode } from './embedded-files.js';

declare module 'pg' {
  // In the library since version 7.18, not yet in its types.
  interface Client {
    ref(): void;
    unref(): void;
  }
}

const WATCHING = 'omnicrm-embedded-watch';
const LEAVING = 'omnicrm-embedded-leaving';
const OPERATOR_INTERVENTION = '57';
const RECONNECT_MS = 100;
const COUNT_MS = 25;
// Wrong password, no such user, no entry for it, no such database: waiting changes none of these.
const REFUSALS = ['28P01', '28000', '3D000'];

/** Where a server listens on loopback, and the password of its users. */
export interface Address {
  readonly port: number;
  readonly password: string;
}

/** The address of one database on the server, as this user. */
export function databaseUrl({ port, password }: Address, user: string, database: string): string {
  return `postgresql://${user}:${password}@127.0.0.1:${String(port)}/${database}`;
}

/** Why a server takes no connection. */
export type NoAnswer = 'silent' | 'busy';

/** An idle connection: it tells at once when the server dies, and its presence keeps others from stopping the server. */
export class Watch {
  private closing = false;
  private lost = false;
  private reconnecting: Promise<void> = Promise.resolve();
  private readonly listeners: (() => void)[] = [];

  private constructor(
    private client: pg.Client,
    readonly address: Address,
  ) {
    this.follow(client);
  }

  /** Connects, or tells why not: nothing listens there, or what does is starting, recovering, stopping or full. */
  static async open(address: Address): Promise<Watch | NoAnswer> {
    const client = await connect(address);
    return client instanceof pg.Client ? new Watch(client, address) : client;
  }

  /** Calls back once, when the server no longer answers. */
  onLost(listener: () => void): void {
    if (this.lost) listener();
    else this.listeners.push(listener);
  }

  get isLost(): boolean {
    return this.lost;
  }

  /** Makes the app's user and its database where they are missing. */
  async ensureDatabase(name: string): Promise<void> {
    const { password } = this.address;
    const roles = await this.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [name]);
    if (roles.rowCount === 0) {
      await this.unlessMade(`CREATE ROLE ${name} LOGIN CREATEDB PASSWORD '${password}'`);
    }
    const databases = await this.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (databases.rowCount === 0) await this.unlessMade(`CREATE DATABASE ${name} OWNER ${name}`);
  }

  /**
   * How many connections others hold who are not about to leave too, after giving those that are closing just now a moment; null
   * when the server ended meanwhile.
   */
  async staying(patienceMs: number): Promise<number | null> {
    const limit = performance.now() + patienceMs;
    while (!this.lost) {
      const found = await this.count().catch(() => null);
      if (found && (found.others === 0 || found.watches > 0 || performance.now() > limit))
        return found.others;
      await sleep(COUNT_MS);
    }
    return null;
  }

  /** Stops telling of the server's end, which is about to be wanted. */
  expectEnd(): void {
    this.closing = true;
  }

  /** Gives up the connection. */
  async close(): Promise<void> {
    this.closing = true;
    await this.reconnecting;
    this.client.ref();
    if (!this.lost) await this.client.end().catch(() => undefined);
  }

  /** Marks this one as leaving first: of two that leave at once, one at least then sees that nobody stays. */
  private async count(): Promise<{ others: number; watches: number } | null> {
    await this.query(`SET application_name = '${LEAVING}'`);
    const { rows } = await this.query<{ others: number; watches: number }>(
      `SELECT count(*)::int AS others, count(*) FILTER (WHERE application_name = $1)::int AS watches
       FROM pg_stat_activity WHERE backend_type = 'client backend' AND application_name <> $2`,
      [WATCHING, LEAVING],
    );
    return rows[0] ?? null;
  }

  // Idle, the connection must not keep the process alive; asked something, it must.
  private async query<Row extends pg.QueryResultRow>(
    text: string,
    values: string[] = [],
  ): Promise<pg.QueryResult<Row>> {
    this.client.ref();
    try {
      return await this.client.query<Row>(text, values);
    } finally {
      this.client.unref();
    }
  }

  private async unlessMade(statement: string): Promise<void> {
    try {
      await this.query(statement);
    } catch (error) {
      // Another start made it between our look and our statement.
      if (!hasCode(error, '42P04', '42710', '23505')) throw error;
    }
  }

  private follow(client: pg.Client): void {
    client.on('error', () => undefined);
    client.once('end', () => {
      if (!this.closing) this.reconnecting = this.reconnect();
    });
    client.unref();
  }

  /** A crashed connection of anyone makes the server drop all and recover, so only a server that stays silent is lost. */
  private async reconnect(): Promise<void> {
    for (;;) {
      const client = await connect(this.address).catch((): NoAnswer => 'silent');
      if (client === 'silent') break;
      if (client !== 'busy') {
        this.client = client;
        this.follow(client);
        return;
      }
      if (this.closing) return;
      await sleep(RECONNECT_MS);
    }
    this.lost = true;
    for (const listener of this.closing ? [] : this.listeners) listener();
  }
}

/** Whether the connection was cut, as by a server that ends, rather than the statement refused. */
export function isCut(error: unknown): boolean {
  return !(error instanceof pg.DatabaseError) || (error.code?.startsWith(OPERATOR_INTERVENTION) ?? false);
}

async function connect(address: Address): Promise<pg.Client | NoAnswer> {
  const client = new pg.Client({
    connectionString: databaseUrl(address, 'postgres', 'postgres'),
    application_name: WATCHING,
    connectionTimeoutMillis: 5_000,
  });
  try {
    await client.connect();
    return client;
  } catch (error) {
    if (hasCode(error, 'ECONNREFUSED')) return 'silent';
    if (hasCode(error, ...REFUSALS)) throw error;
    return 'busy';
  }
}
