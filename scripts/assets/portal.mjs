import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleApp } from '../lib/app-bundle.mjs';
import { bundleScript, bundleStyle, root } from '../lib/browser-bundle.mjs';
import { emit } from '../lib/emit.mjs';

const DAY_MS = 24 * 60 * 60_000;

/** The payment form, the self-care pages (an app in parts, its style and shell), and the styles of pages made by the server. */
export async function build(outDir) {
  const dir = join(outDir, 'portal');
  const [form, app, style, shell, icon, returnScript, returnStyle, invoiceStyle] = await Promise.all([
    bundleScript('portal/payment-form/index.ts'),
    bundleApp('portal/care/main.tsx', { name: 'care', base: '/assets/portal/' }),
    bundleStyle('portal/care/care.css'),
    readFile(join(root, 'portal/care/index.html'), 'utf8'),
    readFile(join(root, 'portal/care/icon.svg'), 'utf8'),
    bundleScript('portal/return-page.ts'),
    bundleStyle('portal/return-page.css'),
    bundleStyle('portal/invoice.css'),
  ]);
  const page = shell
    .replace('/embed/payment-form.js', `/embed/payment-form.js?v=${version(form)}`)
    .replace('/assets/portal/care.js', `/assets/portal/${app[0].fileName}`)
    .replace('/assets/portal/care.css', `/assets/portal/care.css?v=${version(style)}`);
  await Promise.all([
    emit(dir, 'payment-form.js', form),
    ...app.map(({ fileName, code }) => emit(dir, fileName, code)),
    emit(dir, 'care.css', style),
    emit(dir, 'care.html', page),
    emit(dir, 'icon.svg', icon),
    emit(dir, 'return.js', returnScript),
    emit(dir, 'return.css', returnStyle),
    emit(dir, 'invoice.css', invoiceStyle),
  ]);
  await forgetOldParts(join(dir, 'care'));
}

/** Parts carry their hash in their names; those of an earlier build stay a day for pages that are open and servers that run. */
async function forgetOldParts(dir) {
  const before = Date.now() - DAY_MS;
  for (const name of await readdir(dir)) {
    const path = join(dir, name);
    if ((await stat(path)).mtimeMs < before) await rm(path, { force: true });
  }
}

function version(content) {
  return createHash('sha256').update(content).digest('hex').slice(0, 10);
}
