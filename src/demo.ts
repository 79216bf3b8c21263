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
import { startProduct, type Product } from './start.js';

const EMAIL = 'admin@example.com';

interface Access {
  readonly password: string;
  readonly apiKey: string;
}

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
  process.stdout.write(welcome(config, access, product.mailboxUrl));
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

function welcome(config: Config, access: Access, mailboxUrl: string | null): string {
  const url = config.http.publicUrl;
  return `
Ready: OmniCRM Payments, sandbox mode. No real vendor is reached and no real mail is sent.

  Panel      ${url}/admin      sign in as ${EMAIL}, password ${access.password}
  Self-care  ${config.selfCare.baseUrl}       sign in with the e-mail of any customer; the code comes with the mails
  REST API   ${url}/docs       key ${access.apiKey}
  Mails      ${mailboxUrl ?? 'go to the configured Mailjet'}

Try:
  1. Panel, Expiring cards, "next 30 days", select everything, "Send reminders"; then read the mails and follow a link.
  2. curl -H "Authorization: Bearer ${access.apiKey}" "${url}/v1/expiring-cards?range=30"
  3. curl -X POST -H "Authorization: Bearer ${access.apiKey}" -H "Content-Type: application/json" \\
       -d '{"advance":"P7D"}' ${url}/v1/sandbox/clock      a week passes (it may take half a minute); reminders go by themselves
  4. A customer's page, "Add payment method" (record who is calling first), card 4242 4242 4242 4242; or 4000 0000 0000 9995, which is declined.
     The other tabs are PayPal's fields, a PayPal account and PayTabs' page; each page says what to type.

Ctrl-C stops everything; the data stays in ${dirname(config.database.embedded.dir)}.
`;
}

demo().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof ConfigError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});
