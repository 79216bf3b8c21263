import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
const textual = new Set(['.js', '.css', '.svg', '.json', '.html']);
// Above 6 the last few percent cost seconds on a megabyte of script.
const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } };

/** `panel.css` and its content to `panel.1a2b3c4d5e.css`, so that browsers may keep it for ever. */
function hashedName(name, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10);
  const extension = extname(name);
  return `${name.slice(0, name.length - extension.length)}.${hash}${extension}`;
}

/** Writes one file, with `.br` and `.gz` copies beside it where the content is text. */
export async function emit(dir, name, content) {
  const path = join(dir, name);
  await mkdir(dirname(path), { recursive: true });
  const buffer = Buffer.from(content);
  const writes = [writeFile(path, buffer)];
  if (textual.has(extname(name))) {
    writes.push(
      brotli(buffer, quality).then((packed) => writeFile(`${path}.br`, packed)),
      zip(buffer, { level: 6 }).then((packed) => writeFile(`${path}.gz`, packed)),
    );
  }
  await Promise.all(writes);
}

/** Writes one file under its hashed name and answers that name. */
export async function emitHashed(dir, name, content) {
  const target = hashedName(name, Buffer.from(content));
  await emit(dir, target, content);
  return target;
}
