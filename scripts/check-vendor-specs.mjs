/**
 * Compares what our clients of PayPal and Mailjet really send, and what their stand-ins answer, with descriptions of their APIs:
 * `npm run check:vendor-specs -- FOLDER`, a folder with OpenAPI files, such as those of github.com/paypal/paypal-rest-api-specifications.
 * The files say whose calls are compared. Differences that are known stand in docs/vendor-specs.md; the exit code is 1 when there is
 * another one, or one is gone.
 */
import { resolve } from 'node:path';
import { buildWhenStale } from './lib/build.mjs';
import { KNOWN } from './vendor-specs/known.mjs';
import { answerProblems, operationOf, readDescriptions, requestProblems } from './vendor-specs/openapi.mjs';
import * as mailjet from './vendor-specs/mailjet-calls.mjs';
import * as paypal from './vendor-specs/paypal-calls.mjs';

const root = resolve(import.meta.dirname, '..');
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Usage: npm run check:vendor-specs -- FOLDER\n');
  process.exit(2);
}
await buildWhenStale();
const descriptions = await readDescriptions(resolve(folder));
const described = (path) => descriptions.operations.some((operation) => operation.path.startsWith(path));
const vendors = [paypal, mailjet].filter(({ describedBy }) => described(describedBy));
if (vendors.length === 0) {
  process.stderr.write(`${folder} describes neither PayPal nor Mailjet.\n`);
  process.exit(2);
}
const calls = [];
for (const vendor of vendors) calls.push(...(await vendor.record(resolve(root, 'dist'))));

const found = new Map();
const outside = new Map();
let compared = 0;
for (const call of calls) {
  const operation = operationOf(descriptions, call);
  if (operation === null) {
    const path = call.path.replace(/\/[\w-]{8,}$/, '/{id}');
    outside.set(`${call.method} ${path}`, (outside.get(`${call.method} ${path}`) ?? 0) + 1);
    continue;
  }
  compared += 1;
  note('request', operation, requestProblems(descriptions, operation, call));
  if (call.status < 300 || call.areErrorsDescribed)
    note('answer', operation, answerProblems(descriptions, operation, call));
}

function note(side, { method, path }, problems) {
  for (const { field, what } of problems) {
    found.set(`${side} ${method} ${path}: ${field} ${what}`, { side, method, path, field });
  }
}

const isKnown = ({ side, field, path }, known) =>
  known.side === side && known.fields.includes(field) && path.startsWith(known.path);
const open = [...found].filter(([, one]) => !KNOWN.some((known) => isKnown(one, known)));
const stale = KNOWN.filter(({ path }) => described(path)).flatMap((known) =>
  known.fields
    .filter((field) => ![...found.values()].some((one) => isKnown({ ...one }, { ...known, fields: [field] })))
    .map((field) => `${known.side} ${known.path}: ${field}`),
);

const out = (text) => process.stdout.write(`${text}\n`);
out(`${String(compared)} calls compared with ${descriptions.files.join(', ')}.`);
for (const [call, count] of outside) out(`Not described in these files: ${call} (${String(count)} times)`);
for (const [text, one] of found) {
  const known = KNOWN.find((other) => isKnown(one, other));
  if (known) out(`Known: ${text}\n       ${known.why}`);
}
for (const [text] of open) out(`DIFFERS: ${text}`);
for (const text of stale) out(`NO LONGER DIFFERS: ${text}`);
// What a library leaves open must not keep a finished check from ending.
process.exit(open.length + stale.length === 0 ? 0 : 1);
