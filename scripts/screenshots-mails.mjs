/* global document, createImageBitmap, OffscreenCanvas, btoa */
/**
 * Takes pictures of every mail in both languages, on a phone and on a wide screen, light and dark, into docs/images/mails:
 * `npm run screenshots:mails`. One picture shows all types side by side; docs/mails.md shows the pictures.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import { buildWhenStale } from './lib/build.mjs';
import { palettePng } from './lib/palette-png.mjs';

const root = resolve(import.meta.dirname, '..');
const into = join(root, 'docs/images/mails');
const SHEETS = [
  { name: 'phone', width: 375, columns: 6, dark: false },
  { name: 'phone-dark', width: 375, columns: 6, dark: true },
  { name: 'wide', width: 680, columns: 4, dark: false },
];
const BUSINESS = {
  en: {
    name: 'Northstar',
    taxId: 'GB 123 4567 89',
    support: { email: 'help@northstar.example', phone: null },
  },
  ar: {
    name: 'نجم الشمال',
    taxId: '300000000000003',
    support: { email: 'help@northstar.example', phone: null },
  },
};
const GAP = 28;
const SCALE = 0.75;

await buildWhenStale();
const load = (path) => import(pathToFileURL(join(root, 'dist/src/modules/notifications', path)).href);
const { MailRenderer } = await load('mail-renderer.service.js');
const { mailSample } = await load('mail-samples.js');
const { categoryOf } = await load('message-vocabulary.js');
const { mailVariables } = await load('mail-variables.schemas.js');

const fonts = (
  await Promise.all(
    ['ibm-plex-sans/latin', 'ibm-plex-sans-arabic/latin', 'ibm-plex-sans-arabic/arabic'].map(fontFaces),
  )
).join('');
const renderer = new MailRenderer();
const types = Object.keys(mailVariables);

await mkdir(into, { recursive: true });
const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  headless: true,
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
try {
  for (const locale of ['en', 'ar']) {
    const mails = types.map((type) => ({ type, ...mailOf(type, locale) }));
    for (const sheet of SHEETS) await takeSheet(mails, locale, sheet);
  }
} finally {
  await browser.close();
}

function mailOf(type, locale) {
  const arabic = { digits: 'latn', months: 'common' };
  const { subject, html } = renderer.render(type, locale, mailSample(type, locale), {
    business: { logo: null, arabic, ...BUSINESS[locale] },
    link: 'https://pay.example.com/care/l/sample',
    unsubscribe: categoryOf(type) === 'reminder' ? 'https://pay.example.com/care/unsubscribe/sample' : null,
  });
  return { subject, html: html.replace('</head>', `<style>${fonts}</style></head>`) };
}

async function takeSheet(mails, locale, { name, width, columns, dark }) {
  const page = await browser.newPage({
    viewport: { width: columns * (width + GAP) + GAP, height: 1_000 },
    deviceScaleFactor: SCALE,
    colorScheme: dark ? 'dark' : 'light',
  });
  await page.setContent(sheetOf(mails, { width, columns, dark }), { waitUntil: 'load' });
  await page.evaluate(async () => {
    for (const frame of document.querySelectorAll('iframe')) {
      await frame.contentDocument.fonts.ready;
      frame.style.height = `${String(frame.contentDocument.documentElement.scrollHeight)}px`;
    }
  });
  const path = join(into, `${locale}-${name}.png`);
  await writeFile(path, await small(page, await page.screenshot({ fullPage: true })));
  await page.close();
  process.stdout.write(`${path.slice(root.length + 1)}\n`);
}

/** The same picture in a third of the bytes; the browser reads the pixels. */
async function small(page, picture) {
  const { width, height, pixels } = await page.evaluate(async (png) => {
    const bitmap = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
    const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    let text = '';
    for (let at = 0; at < data.length; at += 8_192)
      text += String.fromCharCode(...data.subarray(at, at + 8_192));
    return { width: bitmap.width, height: bitmap.height, pixels: btoa(text) };
  }, picture.toString('base64'));
  return palettePng(Buffer.from(pixels, 'base64'), width, height);
}

function sheetOf(mails, { width, columns, dark }) {
  const escape = (html) => html.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const [paper, ink] = dark ? ['#05080f', '#9fb0c8'] : ['#d6dde8', '#334155'];
  const figures = mails.map(
    ({ type, subject, html }) =>
      `<figure><figcaption>${type}<span dir="auto">${escape(subject)}</span></figcaption><iframe srcdoc="${escape(html)}"></iframe></figure>`,
  );
  return `<!doctype html><meta name="color-scheme" content="light dark"><style>
    ${fonts}
    body { margin: 0; padding: ${GAP}px; background: ${paper}; columns: ${columns}; column-gap: ${GAP}px }
    figure { margin: 0 0 ${GAP}px; break-inside: avoid }
    figcaption { font: 600 16px 'IBM Plex Sans'; color: ${ink}; padding: 0 0 8px }
    figcaption span { display: block; font: 400 15px 'IBM Plex Sans', 'IBM Plex Sans Arabic'; padding-top: 3px }
    iframe { display: block; width: ${width}px; height: 400px; border: 0; border-radius: 12px }
  </style>${figures.join('')}`;
}

async function fontFaces(family) {
  const [font, script] = family.split('/');
  const title = font === 'ibm-plex-sans' ? 'IBM Plex Sans' : 'IBM Plex Sans Arabic';
  const faces = await Promise.all(
    [400, 600, 700].map(async (weight) => {
      const file = join(
        root,
        'node_modules/@fontsource',
        font,
        'files',
        `${font}-${script}-${weight}-normal.woff2`,
      );
      const data = (await readFile(file)).toString('base64');
      return `@font-face{font-family:'${title}';font-weight:${weight};src:url(data:font/woff2;base64,${data}) format('woff2')}`;
    }),
  );
  return faces.join('');
}
