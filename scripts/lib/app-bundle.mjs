import { join } from 'node:path';
import { root, targets } from './browser-bundle.mjs';

const SPOKEN = new Set(['en-US', 'ar-AE']);

/** React Aria brings the words of thirty languages; our pages speak two. */
const ourLanguages = {
  name: 'our-languages',
  enforce: 'pre',
  load(id) {
    const language = /\/intl\/(?:.*\/)?([a-z]{2}-[A-Z]{2})\.(?:mjs|js|json)$/.exec(id)?.[1];
    return language && !SPOKEN.has(language) ? 'export default {};' : null;
  },
};

/** A React app as modules: the entry, and what it loads later. Answers their names and contents, the entry first. */
export async function bundleApp(entry, { name, base }) {
  const { build } = await import('vite');
  const { output } = await build({
    configFile: false,
    root,
    base,
    logLevel: 'warn',
    mode: 'production',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    // Said, because tests build with another NODE_ENV.
    oxc: { jsx: { runtime: 'automatic', development: false } },
    plugins: [ourLanguages],
    build: {
      write: false,
      target: targets,
      modulePreload: false,
      reportCompressedSize: false,
      rolldownOptions: {
        input: { [name]: join(root, entry) },
        output: {
          entryFileNames: `${name}/[name].[hash].js`,
          chunkFileNames: `${name}/[name].[hash].js`,
        },
      },
    },
  });
  const files = output.filter(({ type }) => type === 'chunk');
  return files
    .map(({ fileName, code, isEntry, imports }) => ({ fileName, code, isEntry, imports }))
    .sort((one, other) => Number(other.isEntry) - Number(one.isEntry));
}
