import { dirname, join } from 'node:path';
import pg from 'pg';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Logger } from 'pino';
import { createApp } from './app.js';
import { Clock } from './common/clock/clock.js';
import { ConfigError, type Config } from './common/config/config.js';
import { openDatabase, type OpenDatabase } from './common/database/open-database.js';
import { VENDORS } from './modules/vendors/index.js';
import type { StandIns } from './sandbox/sandbox.js';
import { createLogger } from './common/logging/logger.js';

/** A process of the product: its database, stand-ins in sandbox mode, and the app. */
export interface Product {
  readonly app: NestFastifyApplication;
  /** With the stand-ins' addresses filled in. */
  readonly config: Config;
  readonly databaseUrl: string;
  readonly mailboxUrl: string | null;
  /** The vendors' stand-ins that run in this process; all null outside sandbox mode. */
  readonly standIns: StandIns;
  /** Stops taking work, finishes what is in hand, and leaves the database. */
  close(): Promise<void>;
}

export interface StartOptions {
  readonly config: Config;
  /** True to answer HTTP; the command line needs the services alone. */
  readonly listen: boolean;
  readonly logger?: Logger;
  /** Told in words when the embedded database ends by itself. */
  readonly onDatabaseExit?: (reason: string) => void;
}

/** Starts everything in order, and takes down what was started when a later part fails. */
export async function startProduct(options: StartOptions): Promise<Product> {
  const logger = options.logger ?? createLogger(options.config.log.level);
  const stack: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (let stop = stack.pop(); stop; stop = stack.pop()) await stop();
  };
  try {
    const database = await openDatabase(options.config, {
      log: (line) => {
        logger.debug(line);
      },
    });
    stack.push(() => database.close());
    if (options.onDatabaseExit) database.onExit(options.onDatabaseExit);
    if (options.config.mode !== 'sandbox') await refuseDemoData(database.url);
    return await startOn(database, { ...options, logger }, stack, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** The demo's customers would be mailed for real. */
async function refuseDemoData(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query(
      "SELECT 1 FROM customers WHERE external_id >= 'DEMO-' AND external_id < 'DEMO.' LIMIT 1",
    );
    if (rowCount)
      throw new ConfigError([
        {
          key: 'database',
          message:
            'holds the customers of the demo; remove its folder (.data), or set database.url or database.embedded.dir to another place',
        },
      ]);
  } finally {
    await client.end();
  }
}

async function startOn(
  database: OpenDatabase,
  { config: given, listen, logger }: StartOptions & { readonly logger: Logger },
  stack: (() => Promise<void>)[],
  close: () => Promise<void>,
): Promise<Product> {
  const clock = new Clock();
  let config = given;
  let mailboxUrl: string | null = null;
  let standIns: StandIns = { stripe: null, paypal: null, paytabs: null };
  if (given.mode === 'sandbox') {
    const { startSandbox } = await import('./sandbox/sandbox.js');
    const sandbox = await startSandbox(given, join(dirname(given.database.embedded.dir), 'sandbox'), clock);
    stack.push(() => sandbox.close());
    ({ config, mailboxUrl, standIns } = sandbox);
    for (const vendor of listen ? VENDORS : [])
      standIns[vendor]?.sendWebhooksTo({ url: `${config.http.publicUrl}/webhooks/${vendor}` });
  }
  const app = await createApp({
    config: listen ? config : withoutJobs(config),
    databaseUrl: database.url,
    logger,
    clock,
  });
  stack.push(() => app.close());
  if (listen) await app.listen(config.http.port, config.http.host);
  return { app, config, databaseUrl: database.url, mailboxUrl, standIns, close };
}

function withoutJobs(config: Config): Config {
  return Object.freeze({ ...config, jobs: Object.freeze({ enabled: false }) });
}
