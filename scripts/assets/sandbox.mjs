import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleScript, root } from '../lib/browser-bundle.mjs';
import { emit } from '../lib/emit.mjs';

const SCRIPTS = ['stripe', 'stripe-element', 'paypal', 'paypal-frame'];
const PAGES = ['stripe-element', 'paypal-frame'];

/** The stand-ins of vendors' browser scripts and the framed pages that their fields live in. */
export async function build(outDir) {
  const dir = join(outDir, 'sandbox');
  const source = (name) => `src/sandbox/browser/${name}`;
  await Promise.all([
    ...SCRIPTS.map(async (name) => emit(dir, `${name}.js`, await bundleScript(source(`${name}.ts`)))),
    ...PAGES.map(async (name) =>
      emit(dir, `${name}.html`, await readFile(join(root, source(`${name}.html`)))),
    ),
  ]);
}
