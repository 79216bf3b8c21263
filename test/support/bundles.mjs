import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { transformFile } from '@swc/core';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname, '../..');
const installed = realpathSync(join(root, 'node_modules'));
const PREFIX = '.test-bundles-';

// Some hundred files each, most of them in every stage.
const PACKAGES = [
  '@fastify/static',
  '@nestjs/common',
  '@nestjs/core',
  '@nestjs/platform-fastify',
  '@nestjs/schedule',
  '@nestjs/typeorm',
  '@paypal/paypal-server-sdk',
  '@peculiar/x509',
  'ajv',
  'commander',
  'csv-parse',
  'fastify',
  'libphonenumber-js/core',
  'libphonenumber-js/min/metadata',
  'luxon',
  'node-mailjet',
  'pg',
  'pino',
  'prom-client',
  'rxjs',
  'stripe',
  'typeorm',
  'uuid',
  'yaml',
  'zod',
];

const COMMON = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  conditions: [],
  // Made before anything else of a file, which a bundle would not keep.
  external: ['reflect-metadata'],
  logLevel: 'error',
  outExtension: { '.js': '.mjs' },
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
};

/**
 * Jest reads, resolves and links each of a stage's 2,600 modules anew for each test file, which costs more than most files' tests. So
 * what they all load is bundled once: each package to a file of its own, and all of the server that tests import to one. Answers
 * where the bundles are; resolver.cjs leads imports to them. Reading the map of so large a file takes its time in every test file
 * in which an error is looked at.
 */
export async function buildBundles({ sourcemap }) {
  await removeAbandoned();
  const dir = await mkdtemp(join(installed, `${PREFIX}${process.pid}-`));
  const [packages, sources] = await Promise.all([bundlePackages(), bundleSources(dir, sourcemap)]);
  await writeFile(join(dir, 'map.json'), JSON.stringify({ tests: join(root, 'test'), packages, sources }));
  return dir;
}

/** Bundles of packages are kept until one of them changes. */
async function bundlePackages() {
  const hash = createHash('sha256');
  for (const file of [join(root, 'package-lock.json'), import.meta.filename])
    hash.update(await readFile(file));
  const kept = join(installed, '.cache/test-packages', hash.digest('hex').slice(0, 16));
  const fileOf = (name) => `${name.replaceAll(/[@/]/g, '_')}.mjs`;
  const isThere = await access(kept).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    const made = `${kept}-${process.pid}`;
    await mkdir(made, { recursive: true });
    for (const name of PACKAGES) {
      const names = Object.keys(await import(name)).filter((key) => key !== 'module.exports');
      await writeFile(join(made, `in-${fileOf(name)}`), `export { ${names.join(', ')} } from '${name}';\n`);
    }
    await build({
      ...COMMON,
      entryPoints: PACKAGES.map((name) => ({
        in: join(made, `in-${fileOf(name)}`),
        out: fileOf(name).slice(0, -4),
      })),
      outdir: made,
      splitting: true,
      minifyWhitespace: true,
      legalComments: 'none',
      chunkNames: 'chunk-[hash]',
      plugins: [missingAreExternal, oneTypeorm],
    });
    await rename(made, kept).catch(() => rm(made, { recursive: true }));
  }
  return Object.fromEntries(PACKAGES.map((name) => [name, join(kept, fileOf(name))]));
}

/** Makes its own `require`, which a bundler does not see through; it would find a second TypeORM. */
const oneTypeorm = {
  name: 'one-typeorm',
  setup(build) {
    build.onLoad({ filter: /typeorm-compat\.js$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      return { contents: code.replace(/^const require = .*$/m, ''), loader: 'js' };
    });
  },
};

/** Drivers and engines that are not installed are asked for when they are used, as ever. */
const missingAreExternal = {
  name: 'missing-are-external',
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...options }) => {
      if (pluginData === 'asked') return undefined;
      const found = await build.resolve(path, { ...options, pluginData: 'asked' });
      return found.errors.length > 0 ? { path, external: true } : undefined;
    });
  },
};

async function bundleSources(dir, sourcemap) {
  const sources = await importedByTests();
  const lines = sources.map((file, index) => `export * as m${index} from './${relative(root, file)}';`);
  const server = build({
    ...COMMON,
    stdin: { contents: lines.join('\n'), resolveDir: root, sourcefile: 'server.mjs' },
    outdir: dir,
    entryNames: 'server',
    // What is imported late by the server is so by its bundle.
    splitting: true,
    packages: 'external',
    keepNames: true,
    sourcemap,
    plugins: [compiled],
  });
  const [namesOf] = await Promise.all([exportedNames(sources), server]);
  const stubs = sources.map(async (file, index) => {
    const stub = join(dir, `m${index}.mjs`);
    const names = namesOf.get(file).join(', ');
    await writeFile(
      stub,
      `import { m${index} } from './server.mjs';\nexport const { ${names} } = m${index};\n`,
    );
    return [file, stub];
  });
  return Object.fromEntries(await Promise.all(stubs));
}

async function exportedNames(sources) {
  const { metafile } = await build({
    ...COMMON,
    entryPoints: sources,
    outdir: join(root, 'nowhere'),
    write: false,
    metafile: true,
    packages: 'external',
    plugins: [compiled],
  });
  const outputs = Object.values(metafile.outputs).map(({ entryPoint, exports }) => [
    join(root, entryPoint),
    exports,
  ]);
  return new Map(outputs);
}

/** Compiled as the server's own build does, each file knowing where it is from. */
const compiled = {
  name: 'compiled',
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const { code } = await transformFile(path, { configFile: join(root, '.swcrc'), sourceMaps: 'inline' });
      const contents = code
        .replaceAll('import.meta.url', JSON.stringify(new URL(`file://${path}`).href))
        .replaceAll('import.meta.dirname', JSON.stringify(resolve(path, '..')));
      return { contents, loader: 'js' };
    });
    build.onResolve({ filter: /^\..*\.js$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.replace(/\.js$/, '.ts')),
    }));
  },
};

async function importedByTests() {
  const found = new Set();
  for (const entry of await readdir(join(root, 'test'), { recursive: true })) {
    if (!entry.endsWith('.ts')) continue;
    const file = join(root, 'test', entry);
    const code = await readFile(file, 'utf8');
    for (const [, path] of code.matchAll(/^(?:import|export)(?! type)[^;]*? from '(\.[^']+)\.js';/gm)) {
      const source = `${resolve(file, '..', path)}.ts`;
      if (!source.startsWith(join(root, 'test/'))) found.add(source);
    }
  }
  return [...found].toSorted();
}

/** Runs that were killed leave theirs behind. */
async function removeAbandoned() {
  for (const name of await readdir(installed)) {
    const owner = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length).split('-')[0]) : NaN;
    if (Number.isNaN(owner) || isAlive(owner)) continue;
    await rm(join(installed, name), { recursive: true, force: true });
  }
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
