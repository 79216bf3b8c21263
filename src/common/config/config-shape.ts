import { z } from 'zod';

/** What may stand at one place of the configuration, read from the schema. */
export interface Shape {
  readonly types: ReadonlySet<string>;
  /** Of a map with fixed keys: each key as it is written outside. */
  readonly keys: ReadonlyMap<string, { readonly inside: string; readonly shape: Shape }> | null;
  /** Of a map whose keys are names, every one of the same shape. */
  readonly values: Shape | null;
  /** The names that such a map takes; null takes any. */
  readonly names: readonly string[] | null;
  readonly items: Shape | null;
}

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** `publicUrl` as it is written outside: `public_url`. */
export function snakeCase(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The shape of everything that the schema takes. */
export function shapeOf(schema: z.ZodType): Shape {
  return shape(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
}

function shape(node: JsonSchema): Shape {
  const branches = node.anyOf ?? [];
  if (branches.length > 0) return branches.map((branch) => shape(branch)).reduce(merged);
  const additional = typeof node.additionalProperties === 'object' ? node.additionalProperties : null;
  return {
    types: new Set(node.type === undefined ? [] : [node.type].flat()),
    keys: node.properties ? keysOf(node.properties) : null,
    values: additional ? shape(additional) : null,
    names: namesOf(node.propertyNames),
    items: node.items && typeof node.items === 'object' ? shape(node.items as JsonSchema) : null,
  };
}

function namesOf(node: JsonSchema['propertyNames']): string[] | null {
  return typeof node === 'object' && node.enum ? node.enum.map(String) : null;
}

function keysOf(properties: NonNullable<JsonSchema['properties']>): NonNullable<Shape['keys']> {
  return new Map(
    Object.entries(properties).map(([inside, node]) => [
      snakeCase(inside),
      { inside, shape: shape(node as JsonSchema) },
    ]),
  );
}

function merged(a: Shape, b: Shape): Shape {
  return {
    types: new Set([...a.types, ...b.types]),
    keys: a.keys ?? b.keys,
    values: a.values ?? b.values,
    names: a.names ?? b.names,
    items: a.items ?? b.items,
  };
}

/** The shape at a path of outside names, or null where the path leaves what is known. */
export function shapeAt(root: Shape, path: readonly string[]): Shape | null {
  let current: Shape | null = root;
  for (const part of path) current = current && below(current, part);
  return current;
}

/** The shape under one outside name, or null where there is none. */
export function below(shape: Shape, name: string): Shape | null {
  const known = shape.keys?.get(name)?.shape;
  if (known) return known;
  return shape.names === null || shape.names.includes(name) ? shape.values : null;
}

/** Every path of outside names that leads to a value, maps with free keys counted as values. */
export function leafPaths(root: Shape, above: readonly string[] = []): string[][] {
  if (!root.keys) return [[...above]];
  return [...root.keys].flatMap(([key, entry]) => leafPaths(entry.shape, [...above, key]));
}

/** The known path closest to one that is not known, or null when nothing is near. */
export function nearestPath(root: Shape, path: readonly string[]): string[] | null {
  const last = path.at(-1) ?? '';
  const sibling = nearest(last, namesUnder(shapeAt(root, path.slice(0, -1))));
  if (sibling !== null) return [...path.slice(0, -1), sibling];
  const written = path.join('.');
  const known = leafPaths(root).map((leaf) => leaf.join('.'));
  const found = nearest(written, known) ?? known.find((leaf) => leaf.endsWith(`.${last}`)) ?? null;
  return found === null ? null : found.split('.');
}

function namesUnder(shape: Shape | null): string[] {
  return shape ? [...(shape.keys?.keys() ?? []), ...(shape.names ?? [])] : [];
}

function nearest(word: string, known: readonly string[]): string | null {
  const ranked = known
    .map((candidate) => ({ candidate, distance: editDistance(word, candidate) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best && best.distance <= Math.max(2, Math.floor(word.length / 4)) ? best.candidate : null;
}

/** How many letters must be changed, added or dropped to turn one word into the other. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const swap = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(swap, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
