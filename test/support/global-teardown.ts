import { rm } from 'node:fs/promises';
import type { TestServer } from './test-server.js';

/** Ends what the setup started. */
export default async function globalTeardown(): Promise<void> {
  await (globalThis as { testServer?: TestServer }).testServer?.stop();
  const bundles = process.env['TEST_BUNDLES'];
  if (bundles !== undefined) await rm(bundles, { recursive: true });
}
