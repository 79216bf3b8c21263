import type { Config } from '../config/config.js';
import { migrate } from './migrate.js';

/** The database that this process uses, ready and migrated. */
export interface OpenDatabase {
  readonly url: string;
  readonly embedded: boolean;
  /** Calls back with words when an embedded server ends without our asking. */
  onExit(callback: (reason: string) => void): void;
  /** Leaves it; an embedded server that nobody else uses is stopped. */
  close(): Promise<void>;
}

/** Opens the configured server, or the embedded one (started when it is not running), and brings its tables up to date. */
export async function openDatabase(
  config: Config,
  options: { readonly migrate?: boolean; readonly log?: (line: string) => void } = {},
): Promise<OpenDatabase> {
  const database = config.database.url ? serverAt(config.database.url) : await embedded(config, options.log);
  try {
    if (options.migrate ?? config.database.migrate) await migrate(database.url);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

function serverAt(url: string): OpenDatabase {
  return { url, embedded: false, onExit: () => undefined, close: () => Promise.resolve() };
}

async function embedded(config: Config, log?: (line: string) => void): Promise<OpenDatabase> {
  const { startEmbeddedServer } = await import('./embedded-server.js');
  const server = await startEmbeddedServer({ ...config.database.embedded, ...(log ? { log } : {}) });
  return {
    url: server.url,
    embedded: true,
    onExit: (callback) => {
      server.onExit(callback);
    },
    close: () => server.stop(),
  };
}
