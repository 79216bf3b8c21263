import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of compiled templates; the same from the sources and from the build. */
export function mailAssets(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error('The mail templates lie beside no package.json.');
    folder = dirname(folder);
  }
  const assets = join(folder, 'dist/assets/mails');
  if (!existsSync(assets))
    throw new Error('The mail templates are not built yet: run "node scripts/build-assets.mjs".');
  return assets;
}
