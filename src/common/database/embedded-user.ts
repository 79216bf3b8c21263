import { execFile } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The unprivileged user whom PostgreSQL runs as; it refuses to run as root. */
export interface Runner {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

const PREFERRED = ['postgres', 'nobody'];

/** The users of `/etc/passwd` other than root. */
export function unprivilegedUsers(passwd: string): Runner[] {
  return passwd
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter((user) => user.name !== '' && user.uid > 0 && Number.isInteger(user.gid));
}

/** The owner of the folder if that is a user, else `postgres`, else `nobody`, else the first there is. */
export function pickRunner(users: readonly Runner[], owner: number): Runner | null {
  const preferred = PREFERRED.map((name) => users.find((user) => user.name === name));
  return [users.find((user) => user.uid === owner), ...preferred, users[0]].find((user) => user) ?? null;
}

/** Whom to run as on this folder; null when this process may run PostgreSQL itself. */
export async function chooseRunner(folder: string): Promise<Runner | null> {
  if (process.getuid?.() !== 0) return null;
  const { uid } = await stat(folder);
  const runner = pickRunner(unprivilegedUsers(await readFile('/etc/passwd', 'utf8')), uid);
  if (!runner) {
    throw new Error(
      'PostgreSQL refuses to run as root and this machine has no other user. Add one (for example: useradd --system postgres) or set database.url to a server.',
    );
  }
  return runner;
}

/** The ids to start a program with. */
export function identity(runner: Runner | null): { uid?: number; gid?: number } {
  return runner ? { uid: runner.uid, gid: runner.gid } : {};
}

/** Whether that user can reach the folder through all the folders above it. */
export async function canEnter(runner: Runner | null, folder: string): Promise<boolean> {
  if (!runner) return true;
  try {
    await run('/bin/sh', ['-c', 'cd -- "$1"', 'sh', folder], { ...identity(runner), cwd: '/' });
    return true;
  } catch (error) {
    // The shell's own answer; anything else is a program that did not run.
    if (typeof (error as { code?: unknown }).code === 'number') return false;
    throw error;
  }
}
