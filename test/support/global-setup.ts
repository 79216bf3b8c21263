import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { GlobalConfig } from 'jest';
import { build } from 'esbuild';
import { buildBundles } from './bundles.mjs';
import type * as TestServerModule from './test-server.js';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** Once for all test files: the database server with a migrated template, the assets of pages and mails, and bundles of what is tested. */
export default async function globalSetup({ nonFlagArgs }: GlobalConfig): Promise<void> {
  // Whoever works at a few files wants to see the lines of the source in what fails.
  const sourcemap = nonFlagArgs.length > 0;
  const [server, bundles] = await Promise.all([startServer(), buildBundles({ sourcemap }), buildAssets()]);
  process.env['TEST_BUNDLES'] = bundles;
  process.env['TEST_SERVER_URL'] = server.url;
  process.env['TEST_TEMPLATE'] = server.template;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.stop().finally(() => process.exit(1)));
  }
  (globalThis as { testServer?: TestServerModule.TestServer }).testServer = server;
}

async function startServer(): Promise<TestServerModule.TestServer> {
  // Jest loads this file alone; what it uses of the app is bundled, since outside a test Node cannot read TypeScript. Below
  // node_modules, so that the packages it names are found.
  const folder = await mkdtemp(join(root, 'node_modules/.test-server-'));
  const outfile = join(folder, 'test-server.mjs');
  try {
    await build({
      entryPoints: [join(root, 'test/support/test-server.ts')],
      outfile,
      bundle: true,
      packages: 'external',
      platform: 'node',
      target: 'node20',
      format: 'esm',
      logLevel: 'error',
    });
    const module = (await import(outfile)) as typeof TestServerModule;
    return await module.startTestServer(process.env['TEST_DATABASE_URL']);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function buildAssets(): Promise<void> {
  try {
    await run(process.execPath, ['scripts/build-assets.mjs', '--if-stale'], { cwd: root });
  } catch (error) {
    // The tests that need an asset fail by themselves; the others must not wait for it.
    const { stderr } = error as { stderr?: string };
    process.stderr.write(`\nThe assets could not be built:\n${stderr ?? String(error)}\n`);
  }
}
