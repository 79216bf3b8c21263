import { readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { emit, emitHashed } from '../lib/emit.mjs';

const require = createRequire(import.meta.url);
const weights = [400, 500, 600, 700];

// IBM Plex Sans Arabic draws Latin of its own, a little smaller: Latin always comes from Plex Sans, so only Arabic is taken here.
const families = [
  {
    family: 'IBM Plex Sans',
    home: require.resolve('@fontsource/ibm-plex-sans/package.json'),
    prefix: 'ibm-plex-sans',
    subsets: ['latin', 'latin-ext'],
  },
  {
    family: 'IBM Plex Sans Arabic',
    home: require.resolve('@fontsource/ibm-plex-sans-arabic/package.json'),
    prefix: 'ibm-plex-sans-arabic',
    subsets: ['arabic'],
  },
];

/** woff2 files of our two type families, `fonts.css` that names them, and `manifest.json` (`latin-400` to a file name). */
export async function build(outDir) {
  const dir = join(outDir, 'fonts');
  await rm(dir, { recursive: true, force: true });
  const faces = await Promise.all(
    families.flatMap((font) =>
      font.subsets.flatMap((subset) => weights.map((weight) => buildFace(dir, font, subset, weight))),
    ),
  );
  const manifest = Object.fromEntries(faces.map((face) => [face.key, face.file]));
  await Promise.all([
    emit(dir, 'fonts.css', faces.map((face) => face.css).join('\n')),
    emit(dir, 'manifest.json', JSON.stringify(manifest, null, 2)),
  ]);
}

async function buildFace(dir, font, subset, weight) {
  const home = dirname(font.home);
  const [content, ranges] = await Promise.all([
    readFile(join(home, `files/${font.prefix}-${subset}-${weight}-normal.woff2`)),
    readFile(join(home, 'unicode.json'), 'utf8').then((text) => JSON.parse(text)),
  ]);
  const file = await emitHashed(dir, `${font.prefix}-${subset}-${weight}.woff2`, content);
  const css = `@font-face {
  font-family: '${font.family}';
  font-style: normal;
  font-weight: ${weight};
  font-display: swap;
  src: url(./${file}) format('woff2');
  unicode-range: ${ranges[subset]};
}`;
  return { key: `${subset}-${weight}`, file, css };
}
