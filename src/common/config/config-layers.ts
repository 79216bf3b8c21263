import { LineCounter, parseDocument } from 'yaml';
import { below, editDistance, nearestPath, shapeAt, type Shape } from './config-shape.js';
import { fromText } from './config-text.js';
import type { ConfigProblem } from './config.js';

/** One value that was given, by the file or by the environment. */
export interface Given {
  /** Outside names from the top. */
  readonly path: readonly string[];
  readonly value: unknown;
  /** How the administrator wrote it: `http.port` in the file, `HTTP__PORT` in the environment. */
  readonly origin: string;
}

/** The values of one source, and what is wrong with it. */
export interface Layer {
  readonly given: readonly Given[];
  readonly problems: readonly ConfigProblem[];
}

/** A file's text, or null where there is none. */
export type ReadText = (path: string) => string | null;

type Spell = (path: readonly string[]) => string;

const dotted: Spell = (path) => path.join('.');
const variable: Spell = (path) => path.map((part) => part.toUpperCase()).join('__');

/** Reads the YAML file: every value with its path; keys that nobody knows are problems. */
export function fileLayer(text: string, name: string, shape: Shape, read: ReadText): Layer {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) => ({
      key: `${name} line ${String(lines.linePos(error.pos[0]).line)}`,
      message: `is not valid YAML: ${error.message}`,
    }));
    return { given: [], problems };
  }
  const root: unknown = document.toJS();
  if (root === null || root === undefined) return { given: [], problems: [] };
  if (!isMap(root)) return { given: [], problems: [{ key: name, message: 'must be a map of settings' }] };
  return resolved(leaves(root, shape, []), { shape, read, spell: dotted, isText: false });
}

/** Reads the environment: `HTTP__PORT` is `http.port`; other programs' variables are left alone. */
export function environmentLayer(
  env: Readonly<Record<string, string | undefined>>,
  shape: Shape,
  read: ReadText,
): Layer {
  const source = { shape, read, spell: variable, isText: true };
  const written = Object.entries(env)
    .filter(([name, value]) => value !== undefined && isOurs(name, shape))
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]): Given => ({ path: name.toLowerCase().split('__'), value, origin: name }));
  return resolved([...databaseUrl(env), ...written], source);
}

function databaseUrl({
  DATABASE_URL: url,
  DATABASE_URL_FILE: file,
}: Readonly<Record<string, string | undefined>>): Given[] {
  if (url) return [{ path: ['database', 'url'], value: url, origin: 'DATABASE_URL' }];
  return file ? [{ path: ['database', 'url_file'], value: file, origin: 'DATABASE_URL_FILE' }] : [];
}

/** A name is ours when its first level is a section, or so nearly one that it must be a slip. */
function isOurs(name: string, shape: Shape): boolean {
  if (!/^[A-Z][A-Z0-9_]*$/.test(name)) return false;
  const [section = '', ...rest] = name.toLowerCase().split('__');
  if (rest.length === 0) return shape.keys?.get(section)?.shape.keys === null;
  return [...(shape.keys?.keys() ?? [])].some(
    (known) => known === section || (known.length > 3 && editDistance(known, section) === 1),
  );
}

/** Goes down as far as the shape has maps; an unknown key is kept, with its path, for the caller to refuse. */
function leaves(value: unknown, shape: Shape | null, path: readonly string[]): Omit<Given, 'origin'>[] {
  if (!isMap(value) || !shape || (!shape.keys && !shape.values)) return [{ path, value }];
  return Object.entries(value).flatMap(([key, inner]) => {
    return leaves(inner, below(shape, key), [...path, key]);
  });
}

interface Source {
  readonly shape: Shape;
  readonly read: ReadText;
  readonly spell: Spell;
  /** Whether values come as text, to be read as what their place takes. */
  readonly isText: boolean;
}

function resolved(found: readonly (Omit<Given, 'origin'> & { origin?: string })[], source: Source): Layer {
  const results = found.map(({ path, value, origin = source.spell(path) }) =>
    resolve({ path, value, origin }, source),
  );
  return {
    given: results.flatMap(({ given }) => given),
    problems: results.flatMap(({ problems }) => problems),
  };
}

function resolve(entry: Given, source: Source): Layer {
  const place = shapeAt(source.shape, entry.path);
  if (place) return source.isText ? textAt(entry, place, source) : valueAt(entry, place);
  const target = filePath(entry.path);
  const targetPlace = target && shapeAt(source.shape, target);
  if (target && targetPlace && !targetPlace.keys && typeof entry.value === 'string') {
    const text = source.read(entry.value);
    if (text === null) return problem(entry, `names the file ${entry.value}, which cannot be read`);
    return textAt({ ...entry, path: target, value: text.trim() }, targetPlace, source);
  }
  const nearest = nearestPath(source.shape, entry.path);
  return problem(
    entry,
    nearest
      ? `is not a known setting; did you mean ${source.spell(nearest)}?`
      : 'is not a known setting; remove it',
  );
}

function textAt(entry: Given, place: Shape, source: Source): Layer {
  const result = fromText(String(entry.value), place);
  if ('problem' in result) return problem(entry, result.problem);
  if (!isMap(result.value)) return valueAt({ ...entry, value: result.value }, place);
  const inner = leaves(result.value, place, entry.path).map((leaf) => ({ ...leaf, origin: entry.origin }));
  return resolved(inner, { ...source, isText: false });
}

function valueAt(entry: Given, place: Shape): Layer {
  // An empty section or value in YAML reads as null: it stands for the default.
  const isUnset =
    entry.value === undefined || (entry.value === null && place.types.size > 0 && !place.types.has('null'));
  return { given: isUnset ? [] : [entry], problems: [] };
}

function problem(entry: Given, message: string): Layer {
  return { given: [], problems: [{ key: entry.origin, message }] };
}

function filePath(path: readonly string[]): string[] | null {
  const last = path.at(-1) ?? '';
  return last.endsWith('_file') ? [...path.slice(0, -1), last.slice(0, -'_file'.length)] : null;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
