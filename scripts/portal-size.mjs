/**
 * What the self-care pages load at first, and what each other page adds: `npm run portal:size`. Fails above the limit.
 */
import { readFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildAssets } from './build-assets.mjs';

const LIMIT = 150 * 1024;

const out = await mkdtemp(join(tmpdir(), 'portal-size-'));
try {
  await buildAssets(out, ['portal', 'fonts']);
  const page = await readFile(join(out, 'portal/care.html'), 'utf8');
  const [, entry] = /<script type="module" src="\/assets\/(portal\/[^"]+)"/.exec(page) ?? [];
  const first = await staticParts(entry);
  const styles = ['portal/care.css', 'fonts/fonts.css'];
  let total = 0;
  for (const name of [...styles, ...first]) total += await tell(name);
  process.stdout.write(`${kilobytes(total)}  first load, of at most ${kilobytes(LIMIT)}\n\nLater:\n`);
  await tell('portal/payment-form.js');
  for (const name of await laterParts(first)) await tell(name);
  if (total > LIMIT) process.exitCode = 1;
} finally {
  await rm(out, { recursive: true, force: true });
}

/** The entry and everything that it imports at once. */
async function staticParts(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  const code = await readFile(join(out, name), 'utf8');
  for (const [, path] of code.matchAll(/(?:from|import)\s*["'](\.[^"']+\.js)["']/g))
    await staticParts(join(dirname(name), path), found);
  return found;
}

/** What the first parts load when it is needed, without what is there already. */
async function laterParts(first) {
  const found = new Set(first);
  for (const name of first) {
    const code = await readFile(join(out, name), 'utf8');
    for (const [, path] of code.matchAll(/import\(\s*["'`](\.[^"'`]+\.js)["'`]/g))
      await staticParts(join(dirname(name), path), found);
  }
  return [...found].filter((name) => !first.has(name));
}

async function tell(name) {
  const bytes = gzipSync(await readFile(join(out, name))).length;
  process.stdout.write(`${kilobytes(bytes)}  ${name}\n`);
  return bytes;
}

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1).padStart(6)} KB`;
}
