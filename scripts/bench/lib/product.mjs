import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The project's folder. */
export const root = resolve(import.meta.dirname, '../../..');

/** A module of the built product, by its path below dist/ without the extension. */
export function product(path) {
  return import(pathToFileURL(join(root, 'dist', `${path}.js`)).href);
}

/** Settings of an app under measurement: no jobs and no vendors that could be called, limits out of the way. */
export function benchEnvironment(databaseUrl, more = {}) {
  return {
    MODE: 'test',
    DATABASE_URL: databaseUrl,
    DATABASE__MIGRATE: 'false',
    SECURITY__KEYS: JSON.stringify([{ id: 'bench', secret: 'a-key-for-benchmarks-of-32-characters' }]),
    HTTP__RATE_LIMITS__KEY_PER_MINUTE: '100000000',
    HTTP__RATE_LIMITS__ADDRESS_PER_MINUTE: '100000000',
    MAILJET__API_KEY: 'bench',
    MAILJET__API_SECRET: 'bench',
    MAILJET__TYPES__DEFAULT__FROM_EMAIL: 'billing@example.com',
    JOBS__ENABLED: 'false',
    ...more,
  };
}

/** The configuration that these settings make. */
export async function benchConfig(databaseUrl, more = {}) {
  const { loadConfig } = await product('src/common/config/load-config');
  return loadConfig({ cwd: root, readFile: () => null, env: benchEnvironment(databaseUrl, more) });
}

/** The whole app in this process, on a clock that stands still in business time; its log goes nowhere. */
export async function benchApp(databaseUrl, { now, env = {} }) {
  const [{ createApp }, { Clock }, { createLogger }] = await Promise.all(
    ['src/app', 'src/common/clock/clock', 'src/common/logging/logger'].map(product),
  );
  class StillClock extends Clock {
    now() {
      return new Date(now);
    }
  }
  return createApp({
    config: await benchConfig(databaseUrl, env),
    databaseUrl,
    clock: new StillClock(),
    logger: createLogger('info', { write: () => undefined }),
  });
}
