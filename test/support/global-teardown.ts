import type { TestServer } from './test-server.js';

/** Ends what the setup started. */
export default async function globalTeardown(): Promise<void> {
  await (globalThis as { testServer?: TestServer }).testServer?.stop();
}
