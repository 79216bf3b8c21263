import pg from 'pg';
import { DefaultNamingStrategy, type DataSourceOptions, type NamingStrategyInterface } from 'typeorm';
import { migrations } from '../../../migrations/index.js';

// A calendar day has no zone, and money columns are checked to stay within safe integers.
pg.types.setTypeParser(pg.types.builtins.DATE, (value) => value);
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/**
 * A connection whose end never ends the process. The pool and TypeORM listen for errors while they hold one, but not in the moment
 * between: a server that closes it just then would be an error that nobody hears. The next statement on it fails by itself.
 */
class SafeClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}

class SnakeNaming extends DefaultNamingStrategy implements NamingStrategyInterface {
  override columnName(propertyName: string, customName: string | undefined): string {
    return customName ?? propertyName.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}

export interface DataSourceSettings {
  readonly entities?: DataSourceOptions['entities'];
  /** Connections at most; 10 by default. */
  readonly pool?: number;
  /** Shown by the server beside each connection. */
  readonly applicationName?: string;
  /** Lets a statement take as long as it takes, as a migration of a large table may. */
  readonly patient?: boolean;
}

// The server ends a statement that takes too long; where the server itself stands still, we no longer wait for it either.
const LIMITS = { statement_timeout: 30_000, query_timeout: 40_000 };

/** TypeORM's options for one PostgreSQL database, the same for the app, the command line and the tests. */
export function dataSourceOptions(url: string, settings: DataSourceSettings = {}): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    ...(settings.entities ? { entities: settings.entities } : {}),
    migrations,
    migrationsTableName: 'schema_migrations',
    namingStrategy: new SnakeNaming(),
    driver: pg,
    applicationName: settings.applicationName ?? 'omnicrm-payments',
    poolSize: settings.pool ?? 10,
    connectTimeoutMS: 5_000,
    extra: {
      Client: SafeClient,
      keepAlive: true,
      idleTimeoutMillis: 30_000,
      ...(settings.patient ? {} : LIMITS),
    },
  };
}
