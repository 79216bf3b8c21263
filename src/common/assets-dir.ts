import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// From the sources and from the built files alike.
const projectDir: string = findProject(dirname(fileURLToPath(import.meta.url)));

/** Where scripts/build-assets.mjs put what browsers and mails are given. */
export const assetsDir: string = join(projectDir, 'dist', 'assets');

function findProject(from: string): string {
  let dir = from;
  while (!existsSync(join(dir, 'package.json'))) {
    const parent = dirname(dir);
    if (parent === dir) throw new Error('The project folder (with package.json) was not found.');
    dir = parent;
  }
  return dir;
}
