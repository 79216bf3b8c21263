/** Compiles the server to dist/ with the same compiler and settings (.swcrc) as the tests; types are checked by `npm run types`. */
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { transformFile } from '@swc/core';

const root = resolve(import.meta.dirname, '..');
const out = join(root, 'dist');
const SOURCES = ['src', 'admin', 'migrations'];
const LEFT_OUT = /(\.spec|\.d)\.ts$|^src\/sandbox\/browser\/|^admin\/components\//;

async function compile(file) {
  const { code, map } = await transformFile(join(root, file), {
    swcrc: true,
    configFile: join(root, '.swcrc'),
  });
  const target = join(out, file.replace(/\.ts$/, '.js'));
  await mkdir(dirname(target), { recursive: true });
  await writeFile(target, `${code}\n//# sourceMappingURL=${target.split('/').at(-1)}.map\n`);
  await writeFile(`${target}.map`, map ?? '');
}

const files = [];
for (const source of SOURCES) {
  await rm(join(out, source), { recursive: true, force: true });
  for (const entry of await readdir(join(root, source), { recursive: true })) {
    const file = join(source, entry);
    if (file.endsWith('.ts') && !LEFT_OUT.test(file)) files.push(file);
  }
}
const startedAt = performance.now();
await Promise.all(files.map(compile));
process.stderr.write(`Server: ${files.length} files, ${Math.round(performance.now() - startedAt)} ms.\n`);
