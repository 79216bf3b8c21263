import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleScript, bundleStyle, root } from '../lib/browser-bundle.mjs';
import { emit } from '../lib/emit.mjs';

/** The payment form, and script, style and shell of the page behind a mail's link, and the styles of pages made by the server. */
export async function build(outDir) {
  const dir = join(outDir, 'portal');
  const [form, script, style, shell, icon, returnScript, returnStyle, invoiceStyle] = await Promise.all([
    bundleScript('portal/payment-form/index.ts'),
    bundleScript('portal/care/care.ts'),
    bundleStyle('portal/care/care.css'),
    readFile(join(root, 'portal/care/index.html'), 'utf8'),
    readFile(join(root, 'portal/care/icon.svg'), 'utf8'),
    bundleScript('portal/return-page.ts'),
    bundleStyle('portal/return-page.css'),
    bundleStyle('portal/invoice.css'),
  ]);
  const page = shell
    .replace('/embed/payment-form.js', `/embed/payment-form.js?v=${version(form)}`)
    .replace('/assets/portal/care.js', `/assets/portal/care.js?v=${version(script)}`)
    .replace('/assets/portal/care.css', `/assets/portal/care.css?v=${version(style)}`);
  await Promise.all([
    emit(dir, 'payment-form.js', form),
    emit(dir, 'care.js', script),
    emit(dir, 'care.css', style),
    emit(dir, 'care.html', page),
    emit(dir, 'icon.svg', icon),
    emit(dir, 'return.js', returnScript),
    emit(dir, 'return.css', returnStyle),
    emit(dir, 'invoice.css', invoiceStyle),
  ]);
}

function version(content) {
  return createHash('sha256').update(content).digest('hex').slice(0, 10);
}
