import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleScript, root } from '../lib/browser-bundle.mjs';
import { emit } from '../lib/emit.mjs';

/** The stand-in of Stripe's browser script and the framed page that its card fields live in. */
export async function build(outDir) {
  const dir = join(outDir, 'sandbox');
  const [script, element, page] = await Promise.all([
    bundleScript('src/sandbox/browser/stripe.ts'),
    bundleScript('src/sandbox/browser/stripe-element.ts'),
    readFile(join(root, 'src/sandbox/browser/stripe-element.html')),
  ]);
  await Promise.all([
    emit(dir, 'stripe.js', script),
    emit(dir, 'stripe-element.js', element),
    emit(dir, 'stripe-element.html', page),
  ]);
}
