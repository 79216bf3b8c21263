import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build as esbuild, transform } from 'esbuild';

/** The repository's root. */
export const root = resolve(import.meta.dirname, '../..');

/** The oldest browsers with constructable style sheets, :focus-visible and logical properties. */
export const targets = ['es2022', 'chrome109', 'edge109', 'firefox115', 'safari16.4'];

const cssAsText = {
  name: 'css-as-text',
  setup(build) {
    build.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), {
        loader: 'css',
        minify: true,
        target: targets,
      });
      return { contents: code.trim(), loader: 'text' };
    });
  },
};

/** One classic script that leaves no global behind; style sheets that it imports become text in it. */
export async function bundleScript(entry) {
  const { outputFiles } = await esbuild({
    entryPoints: [join(root, entry)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: targets,
    charset: 'utf8',
    legalComments: 'none',
    plugins: [cssAsText],
  });
  return outputFiles[0].text;
}

/** One style sheet with its imports inlined. */
export async function bundleStyle(entry) {
  const { outputFiles } = await esbuild({
    entryPoints: [join(root, entry)],
    bundle: true,
    minify: true,
    write: false,
    target: targets,
    charset: 'utf8',
    external: ['/assets/*'],
  });
  return outputFiles[0].text;
}
