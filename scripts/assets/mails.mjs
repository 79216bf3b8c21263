import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import mjml2html from 'mjml';

const templates = fileURLToPath(new URL('../../src/modules/notifications/templates/', import.meta.url));

const blue = { cardFrom: '#14244d', cardTo: '#2f5bd0', cardInk: '#c3d3f7' };
const grey = { cardFrom: '#3a4252', cardTo: '#6a7385', cardInk: '#d8dde6' };

// Each pair of ink on tint, and white on button, keeps a contrast of 4.5 to 1 or more.
const tones = {
  calm: {
    accent: '#2563eb',
    tint: '#e5edff',
    chipInk: '#1d4fc4',
    accentDark: '#a9c6ff',
    tintDark: '#1d2f57',
    button: '#2257d6',
    ...blue,
  },
  notice: {
    accent: '#e09a12',
    tint: '#fdf1d8',
    chipInk: '#7d5200',
    accentDark: '#f5cd80',
    tintDark: '#43330f',
    button: '#2257d6',
    ...blue,
  },
  urgent: {
    accent: '#e0531f',
    tint: '#fde8df',
    chipInk: '#a5360b',
    accentDark: '#ffb394',
    tintDark: '#4a2313',
    button: '#c2410c',
    ...blue,
  },
  alarm: {
    accent: '#d11f3a',
    tint: '#fde4e8',
    chipInk: '#a91530',
    accentDark: '#ffa3b1',
    tintDark: '#4c1722',
    button: '#c01933',
    ...grey,
  },
  good: {
    accent: '#0f9d6b',
    tint: '#def5ec',
    chipInk: '#0a6546',
    accentDark: '#74e0b9',
    tintDark: '#0f3a2c',
    button: '#0b7d55',
    ...blue,
  },
  plain: {
    accent: '#64748b',
    tint: '#e9edf3',
    chipInk: '#41506a',
    accentDark: '#b9c4d4',
    tintDark: '#273246',
    button: '#334155',
    ...grey,
  },
};

// Arabic letters are smaller on the same body and their marks need room, so both size and leading grow.
const directions = {
  ltr: {
    lang: 'en',
    dir: 'ltr',
    start: 'left',
    body: '16px',
    small: '13px',
    leading: '1.6',
    titleLeading: '1.25',
    font: "'IBM Plex Sans','Segoe UI',-apple-system,BlinkMacSystemFont,Roboto,Helvetica,Arial,sans-serif",
  },
  rtl: {
    lang: 'ar',
    dir: 'rtl',
    start: 'right',
    body: '17px',
    small: '14px',
    leading: '1.85',
    titleLeading: '1.5',
    font: "'IBM Plex Sans Arabic','Segoe UI','SF Arabic','Geeza Pro','Noto Sans Arabic',Dubai,Tahoma,Arial,sans-serif",
  },
};

const shared = {
  mono: "'SF Mono',Consolas,'Roboto Mono','DejaVu Sans Mono',monospace",
  // Keeps a mail client's preview from running on into the body.
  filler: '\u2007\u034f'.repeat(60),
};

/** Compiles every mail template for both directions into `<outDir>/mails/<type>.json`. */
export async function build(outDir) {
  const into = join(outDir, 'mails');
  await mkdir(into, { recursive: true });
  const layout = await readFile(join(templates, 'layout.mjml'), 'utf8');
  const files = (await readdir(templates)).filter((name) => name.endsWith('.mjml') && name !== 'layout.mjml');
  for (const file of files) {
    const content = await withParts(await readFile(join(templates, file), 'utf8'));
    const compiled = {};
    for (const [name, direction] of Object.entries(directions)) {
      compiled[name] = await compile(file, layout, content, direction);
    }
    await writeFile(join(into, file.replace('.mjml', '.json')), JSON.stringify(compiled));
  }
}

async function withParts(source) {
  let content = source;
  for (const [tag, path] of source.matchAll(/<mj-include path="([^"]+)" \/>/g)) {
    content = content.replace(tag, await readFile(join(templates, path), 'utf8'));
  }
  return content;
}

async function compile(file, layout, content, direction) {
  const tone = tones[/<!-- tone: (\w+) -->/.exec(content)?.[1]];
  if (!tone) throw new Error(`${file} names no known tone.`);
  const words = { ...shared, ...direction, ...tone };
  const source = layout
    .replace('$content', () => content)
    .replaceAll(/\$([a-zA-Z]+)/g, (_, word) => {
      if (words[word] === undefined) throw new Error(`${file} uses an unknown word: $${word}`);
      return words[word];
    });
  const { html } = await mjml2html(source, {
    validationLevel: 'strict',
    fonts: {},
    keepComments: false,
    minify: true,
    minifyOptions: { minifyCss: false },
  });
  return compact(html);
}

/** Every mail carries these bytes: line breaks in styles and spaces between blocks go. */
function compact(html) {
  return html
    .replaceAll(/(<style[^>]*>)([^<]*)/g, (_, tag, css) => tag + css.replaceAll(/\s*\n\s*/g, '').trim())
    .replaceAll(
      /style="([^"]*)"/g,
      (_, css) => `style="${css.replaceAll(/\s+/g, ' ').replaceAll(/([;:,]) /g, '$1')}"`,
    )
    .replaceAll(/>\s+(?=<\/?(?:table|tbody|tr|td|div)\b)/g, '>');
}
