import type { Config } from './config.js';
import { loadConfig } from './load-config.js';
import { keptSecurityKeys } from './sandbox-secrets.js';

/** This process's configuration: the only place where its environment is read. */
export function bootConfig(): Config {
  return loadConfig({ env: process.env, cwd: process.cwd(), securityKeys: keptSecurityKeys });
}
