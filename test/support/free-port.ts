import { createServer } from 'node:net';

// Below those that systems give to outgoing connections, which would take one between our look and our use.
const LOWEST = 15_000;
const HIGHEST = 32_000;

/** A port of this machine on which nothing listens yet. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const isTaken = new Promise<boolean>((resolve) => {
    server.once('error', () => {
      resolve(true);
    });
    server.listen(port, '127.0.0.1', () => {
      resolve(false);
    });
  });
  if (await isTaken) return false;
  await new Promise((resolve) => server.close(resolve));
  return true;
}
