import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './product.mjs';

const CLOCK_TICKS_A_SECOND = 100;
const START_LIMIT_MS = 60_000;

/** A free port on loopback. */
export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Starts the product in a process of its own, with the flags of Node that `npm start` has: those of the benchmark. */
export function startApp(env, url, script = 'scripts/bench/processes/app.mjs') {
  return startServer(script, { env, nodeArgs: process.execArgv, readyUrl: `${url}/health/ready` });
}

/** Starts a server of its own process, its standard output to nowhere, and waits until the address answers. */
export async function startServer(script, { env, args = [], nodeArgs = [], readyUrl }) {
  const nowhere = openSync('/dev/null', 'w');
  const child = spawn(process.execPath, [...nodeArgs, join(root, script), ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', nowhere, 'inherit'],
  });
  closeSync(nowhere);
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await ended;
  };
  const limit = performance.now() + START_LIMIT_MS;
  while (!(await answers(readyUrl))) {
    if (child.exitCode !== null || performance.now() > limit) {
      await stop();
      throw new Error(`${script} did not start.`);
    }
    await sleep(10);
  }
  return { pid: child.pid, stop };
}

async function answers(url) {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.status < 500;
  } catch {
    return false;
  }
}

/** Runs a script to its end in a process of its own and answers what it printed, read as JSON. */
export async function runScript(script, input) {
  const child = spawn(process.execPath, [join(root, script)], {
    cwd: root,
    env: { PATH: process.env.PATH },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(input));
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${script} ended with ${code}.`);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

/** The input that `runScript` gave to this process. */
export async function scriptInput() {
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}

/** Seconds of processor time that a process has used, its own and the system's for it; Linux only, else NaN. */
export function cpuSeconds(pid) {
  const fields = statOf(pid)?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS_A_SECOND;
}

function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2);
  } catch {
    return null;
  }
}

/** Resident memory of a process in megabytes; Linux only, else NaN. */
export function residentMegabytes(pid) {
  try {
    const line = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(line?.[1]) / 1024;
  } catch {
    return Number.NaN;
  }
}
