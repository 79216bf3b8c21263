/** The five checks, two at a time: each one's words whole when it has ended, and failure when any of them fails. */
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
// The longest first; the others fit beside it.
const CHECKS = ['lint', 'types', 'format', 'graph', 'unused'];
const AT_ONCE = 2;

const failed = [];
const waiting = CHECKS.values();

function run(name) {
  return new Promise((done) => {
    const startedAt = performance.now();
    const check = spawn('npm', ['run', name], { cwd: root });
    const words = [];
    for (const stream of [check.stdout, check.stderr]) stream.on('data', (data) => words.push(data));
    check.on('close', (code) => {
      if (code !== 0) failed.push(name);
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      process.stdout.write(
        `\n${name}: ${code === 0 ? 'good' : 'FAILED'}, ${seconds} s\n${Buffer.concat(words)}`,
      );
      done();
    });
  });
}

async function work() {
  for (const name of waiting) await run(name);
}

await Promise.all(Array.from({ length: AT_ONCE }, work));
if (failed.length > 0) {
  process.stderr.write(`\nFailed: ${failed.join(', ')}\n`);
  process.exitCode = 1;
}
