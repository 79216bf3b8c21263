import { readFile, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { build as bundle } from 'esbuild';
import { emit, emitHashed } from '../lib/emit.mjs';

const require = createRequire(import.meta.url);
const admin = resolve(import.meta.dirname, '../../admin');

// What AdminJS' own bundles put on `window`; importing them again would make a second React.
const globals = {
  react: 'React',
  'react-dom': 'ReactDOM',
  'react-redux': 'ReactRedux',
  'react-router': 'ReactRouter',
  'react-router-dom': 'ReactRouterDOM',
  'react-feather': 'FeatherIcons',
  adminjs: 'AdminJS',
  '@adminjs/design-system': 'AdminJSDesignSystem',
  '@adminjs/design-system/styled-components': 'styled',
};

const fromGlobals = {
  name: 'from-globals',
  setup(build) {
    const names = new RegExp(`^(${Object.keys(globals).join('|')})$`);
    build.onResolve({ filter: names }, ({ path }) => ({ path, namespace: 'global' }));
    build.onLoad({ filter: /.*/, namespace: 'global' }, ({ path }) => ({
      contents: `module.exports = window.${globals[path]};`,
    }));
  },
};

/** Our components, styles and images, beside AdminJS' bundles as it ships them; `manifest.json` tells their hashed names. */
export async function build(outDir) {
  const dir = join(outDir, 'panel');
  await rm(dir, { recursive: true, force: true });
  const parts = await Promise.all([
    ownComponents(),
    ...stylesheets(),
    ...adminjsBundles(),
    ...(await images()),
  ]);
  const names = await Promise.all(
    parts.map(async ({ name, content }) => [name, await emitHashed(dir, name, content)]),
  );
  await emit(dir, 'manifest.json', JSON.stringify(Object.fromEntries(names), null, 2));
}

async function ownComponents() {
  const { outputFiles } = await bundle({
    entryPoints: [join(admin, 'components/index.tsx')],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    charset: 'utf8',
    // React is a global here, so the classic transform needs no import.
    jsx: 'transform',
    tsconfigRaw: { compilerOptions: { target: 'es2022', useDefineForClassFields: true } },
    plugins: [fromGlobals],
    logLevel: 'warning',
  });
  return { name: 'components.bundle.js', content: outputFiles[0].contents };
}

function stylesheets() {
  return ['panel.css', 'sign-in.css'].map(async (name) => {
    const { outputFiles } = await bundle({
      entryPoints: [join(admin, 'styles', name)],
      bundle: true,
      write: false,
      minify: true,
      target: ['chrome115', 'firefox115', 'safari16.4'],
      logLevel: 'warning',
    });
    return { name, content: outputFiles[0].contents };
  });
}

function adminjsBundles() {
  const scripts = join(dirname(require.resolve('adminjs')), 'lib/frontend/assets/scripts');
  const designSystem = join(dirname(require.resolve('@adminjs/design-system')), '../bundle.production.js');
  const files = {
    'global.bundle.js': join(scripts, 'global-bundle.production.js'),
    'design-system.bundle.js': designSystem,
    'app.bundle.js': join(scripts, 'app-bundle.production.js'),
  };
  return Object.entries(files).map(async ([name, path]) => ({ name, content: await readFile(path) }));
}

async function images() {
  const names = await readdir(join(admin, 'images'));
  return names.map(async (name) => ({ name, content: await readFile(join(admin, 'images', name)) }));
}
