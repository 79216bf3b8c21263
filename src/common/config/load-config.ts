import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { completeSettings, type SecurityKey } from './complete-settings.js';
import { environmentLayer, fileLayer, type Given, type Layer } from './config-layers.js';
import { brokenRules } from './config-rules.js';
import { issueText } from './issue-text.js';
import { settingsSchema, type Settings } from './config.schemas.js';
import { shapeAt, shapeOf, snakeCase, type Shape } from './config-shape.js';
import { ConfigError, type Config, type ConfigProblem } from './config.js';

export interface Sources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where relative paths start. */
  readonly cwd: string;
  /** A file's text, or null where there is none. */
  readonly readFile?: (path: string) => string | null;
  /** Keys for sandbox and test mode when none are set; given the folder of local state. Random ones when left out. */
  readonly securityKeys?: (stateDir: string) => readonly SecurityKey[];
}

const SHAPE = shapeOf(settingsSchema);

/** The configuration from the file and the environment over it; throws a `ConfigError` that names every problem. */
export function loadConfig({ env, cwd, readFile = textOf, securityKeys = randomKeys }: Sources): Config {
  const read = (path: string): string | null => readFile(resolve(cwd, path));
  const layers = [fromFile(env, read), environmentLayer(env, SHAPE, read)];
  const given = layers.flatMap((layer) => layer.given);
  const { settings, problems } = parsed(given);
  const known = [...layers.flatMap((layer) => layer.problems), ...problems];
  const rules = known.some(({ key }) => key.toLowerCase() === 'mode') ? [] : brokenRules(settings);
  const all = [...known, ...rules.map(({ path, message }) => ({ key: spelled(path, given), message }))];
  if (all.length > 0) throw new ConfigError(withoutRepeats(all));
  const complete = completeSettings(settings, {
    cwd,
    securityKeys: () => securityKeys(resolve(cwd, settings.database.embedded.dir, '..')),
  });
  return deepFreeze(complete);
}

function fromFile(env: Sources['env'], read: (path: string) => string | null): Layer {
  const named = env['CRM_CONFIG'] ?? '';
  const name = named === '' ? './crm_config.yaml' : named;
  const text = read(name);
  if (text !== null) return fileLayer(text, name, SHAPE, read);
  const problem = { key: 'CRM_CONFIG', message: `names ${name}, which cannot be read; correct the path` };
  return { given: [], problems: named ? [problem] : [] };
}

/** Parses until nothing is refused, each time without what was, so that later rules still see the rest. */
function parsed(given: readonly Given[]): { settings: Settings; problems: ConfigProblem[] } {
  const problems: ConfigProblem[] = [];
  let kept = given;
  for (;;) {
    const result = settingsSchema.safeParse(treeOf(kept));
    if (result.success) return { settings: result.data, problems };
    const refused = result.error.issues.map((issue) => issue.path.map(outside));
    problems.push(
      ...result.error.issues.map((issue) => ({ key: spelled(issue.path, given), message: issueText(issue) })),
    );
    const next = kept.filter(({ path }) => !refused.some((bad) => overlaps(path, bad)));
    if (next.length === kept.length) throw new ConfigError(problems);
    kept = next;
  }
}

function overlaps(path: readonly string[], bad: readonly string[]): boolean {
  const shared = Math.min(path.length, bad.length);
  return path.slice(0, shared).every((part, index) => part === bad[index]);
}

/** Later values win over earlier ones at the same place. */
function treeOf(given: readonly Given[]): Record<string, unknown> {
  const root = emptyMap();
  for (const { path, value } of given) {
    const names = insideNames(path);
    const last = names.pop() ?? '';
    let node = root;
    for (const name of names) {
      const inner = node[name];
      node = isMap(inner) ? inner : (node[name] = emptyMap());
    }
    node[last] = inside(value, shapeAt(SHAPE, path));
  }
  return root;
}

function insideNames(path: readonly string[]): string[] {
  return path.map((part, index) => shapeAt(SHAPE, path.slice(0, index))?.keys?.get(part)?.inside ?? part);
}

function inside(value: unknown, shape: Shape | null): unknown {
  if (Array.isArray(value)) return value.map((item) => inside(item, shape?.items ?? null));
  if (!isMap(value) || !shape?.keys) return value;
  const { keys } = shape;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => {
      const known = keys.get(key);
      return [known?.inside ?? key, inside(inner, known?.shape ?? null)];
    }),
  );
}

/** The path as the administrator wrote it, in the file or in the environment. */
function spelled(path: readonly PropertyKey[], given: readonly Given[]): string {
  const names = path.map(outside);
  const source = given.findLast((entry) => overlaps(entry.path, names) && entry.path.length <= names.length);
  const dotted = names.join('.');
  if (!source || source.origin === source.path.join('.')) return dotted;
  return [source.origin, ...names.slice(source.path.length)].join('.');
}

function outside(part: PropertyKey): string {
  return snakeCase(String(part));
}

function withoutRepeats(problems: readonly ConfigProblem[]): ConfigProblem[] {
  const lines = new Map(problems.map((problem) => [`${problem.key}: ${problem.message}`, problem]));
  return [...lines.values()];
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new ConfigError([
      { key: path, message: `cannot be read (${code}); check what it is and who may read it` },
    ]);
  }
}

function randomKeys(): SecurityKey[] {
  return [{ id: 'k1', secret: randomBytes(32).toString('base64url') }];
}

function emptyMap(): Record<string, unknown> {
  return Object.create(null) as Record<string, unknown>;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function deepFreeze<T extends object>(value: T): T {
  for (const inner of Object.values(value))
    if (typeof inner === 'object' && inner !== null) deepFreeze(inner as object);
  return Object.freeze(value);
}
