import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { preloadAdminApp } from '../admin/index.js';
import { bootConfig } from './common/config/boot-config.js';
import { ConfigError, type Config } from './common/config/config.js';
import { DomainError } from './common/errors/domain-error.js';
import { cliActor } from './common/http/principal.js';
import { createLogger } from './common/logging/logger.js';
import { ApiKeys, StaffService } from './modules/staff/index.js';
import { seedDemo } from './sandbox/demo-data.js';
import { demoWelcome, type DemoAccess } from './sandbox/demo-welcome.js';
import { startProduct, type Product } from './start.js';

const EMAIL = 'admin@example.com';

type Access = Pick<DemoAccess, 'password' | 'apiKey'>;

/** Everything in one process, with customers to look at; for trying the product out, never for running it. */
async function demo(): Promise<void> {
  const config = bootConfig();
  if (config.mode !== 'sandbox')
    throw new ConfigError([{ key: 'mode', message: 'the demo runs in sandbox mode only' }]);
  const logger = createLogger('error', { write: (line) => void process.stderr.write(line) });
  const product = await startProduct({
    config,
    listen: true,
    logger,
    onDatabaseExit: (reason) => {
      process.stderr.write(`The embedded database ended: ${reason}\n`);
      process.exit(1);
    },
  });
  const access = await prepare(product, config);
  process.stdout.write(demoWelcome(product.config, { ...access, email: EMAIL }, product.mailboxUrl));
  preloadAdminApp();
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      process.stdout.write('Stopping…\n');
      void product.close().finally(() => process.exit());
    });
}

async function prepare(product: Product, config: Config): Promise<Access> {
  try {
    await seedDemo(product.app, product.standIns);
    return await demoAccess(product.app, config);
  } catch (error) {
    await product.close();
    throw error;
  }
}

/** A sign-in and a key of this installation's own, kept beside the database so that the next start prints the same. */
async function demoAccess(services: INestApplicationContext, config: Config): Promise<Access> {
  const file = join(dirname(config.database.embedded.dir), 'demo.json');
  const kept = await readAccess(file);
  if (kept && (await services.get(ApiKeys).find(kept.apiKey))) return kept;
  const password = randomBytes(15).toString('base64url');
  await addAdmin(services.get(StaffService), password);
  const { key } = await services.get(ApiKeys).create({ name: 'demo', role: 'admin', actor: cliActor });
  const access = { password, apiKey: key };
  await writeFile(file, JSON.stringify(access), { mode: 0o600 });
  return access;
}

async function addAdmin(staff: StaffService, password: string): Promise<void> {
  try {
    await staff.add({ email: EMAIL, name: 'Demo Admin', role: 'admin', password }, cliActor);
  } catch (error) {
    if (!(error instanceof DomainError) || error.kind !== 'conflict') throw error;
    await staff.setPassword(EMAIL, password, cliActor);
  }
}

async function readAccess(file: string): Promise<Access | null> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Access;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

demo().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});
