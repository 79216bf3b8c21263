import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Answer } from './answers.js';

const NAME = /^[a-z][a-z-]*\.(js|html|css|js\.map)$/;

const TYPES: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  'js.map': 'application/json',
};

// From the sources (src/sandbox/kit) and from the built server (dist/src/sandbox/kit).
const FOLDERS = ['../../../dist/assets/sandbox', '../../../assets/sandbox'].map((folder) =>
  fileURLToPath(new URL(folder, import.meta.url)),
);

/** Serves one of the built browser files by its name; null when it can be no such name. */
export async function assetAnswer(name: string, assetsDir: string | undefined): Promise<Answer | null> {
  const kind = NAME.exec(name)?.[1];
  if (kind === undefined) return null;
  const folders = assetsDir === undefined ? FOLDERS : [assetsDir];
  const headers = {
    'content-type': TYPES[kind] ?? 'text/plain',
    'cache-control': 'no-cache',
    'access-control-allow-origin': '*',
    'cross-origin-resource-policy': 'cross-origin',
  };
  for (const folder of folders) {
    const body = await readOrNull(join(folder, name));
    if (body !== null) return { status: 200, headers, body };
  }
  return { status: 404, headers: { 'content-type': 'text/plain' }, body: `${name} is not built.` };
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
