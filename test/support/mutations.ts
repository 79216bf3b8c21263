import { addressOf, examplesOf, keyFor, type ApiRoute, type KnownIds } from './api-routes.js';

/** One request made wrong on purpose. */
export interface HostileRequest {
  readonly method: string;
  readonly path: string;
  readonly raw?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Numbers from 0 up to 1, the same ones for the same seed. */
export type Random = () => number;

/** Mulberry32. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const DEPTH = 10_000;

// As they stand in the body, since some are no JSON, or none that JSON.stringify writes.
const VALUES: readonly string[] = [
  ...[
    '0',
    '-1',
    '-0',
    '1.5',
    '0.1',
    '1e-7',
    '1e400',
    '-1e400',
    '1e21',
    'NaN',
    'Infinity',
    '0x10',
    '01',
    '1_000',
  ],
  ...['9007199254740991', '9007199254740993', '9223372036854775807', '99999999999999999999999', '2147483648'],
  ...['null', 'true', 'false', '[]', '{}', '[[]]', '[null]', '[{}]', '""', '" "', 'undefined', "'x'"],
  ...[
    '{"__proto__":{"admin":true}}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"toString":1}',
    '{"":1}',
  ],
  ...[
    '"\\ud800"',
    '"\\udc00x"',
    '"x\\ud83d"',
    '"\\u0000"',
    '"a\\u0000b"',
    '"\\u0007"',
    '"\\u001b[31m"',
    '"\\r\\n"',
  ],
  ...[
    '"\\u202eabc"',
    '"\\ufeff"',
    '"\\uffff"',
    '"\\u2028"',
    '"ﷺﷺ"',
    '"👩‍👩‍👧‍👦"',
    '"a\\u0301\\u0301\\u0301"',
    '"İıſK"',
    '"ß"',
  ],
  ...[
    '"0000-01-01"',
    '"0000-02-29"',
    '"9999-12-31"',
    '"2026-02-30"',
    '"10000-01-01"',
    '"-0001-01-01"',
    '"2026-1-1"',
  ],
  ...[
    '"0000-01-01T00:00:00Z"',
    '"9999-12-31T23:59:59.999Z"',
    '"2026-06-30T23:59:60Z"',
    '"infinity"',
    '"now"',
  ],
  ...[
    '"P999Y"',
    '"P0D"',
    '"PT1S"',
    '"P-1D"',
    '"P1M1D"',
    '"P99999999999Y"',
    '"PT1E9S"',
    '"JPY"',
    '"XXX"',
    '"XTS"',
    '"kwd"',
  ],
  ...[
    `"'; DROP TABLE customers; --"`,
    '"%00"',
    '"%"',
    '"_%"',
    '"\\\\"',
    '"../../../etc/passwd"',
    '"${7*7}"',
    '"{{7*7}}"',
  ],
  ...[
    '"<script>alert(1)</script>"',
    '"=cmd|x"',
    '"+442079460000"',
    '"+99999999999999999"',
    '"a@b"',
    '"a@b.c\\u0000d"',
  ],
  ...[
    '"00000000-0000-0000-0000-000000000000"',
    '"ffffffff-ffff-ffff-ffff-ffffffffffff"',
    '"Etc/GMT+12"',
    '"PST8PDT"',
  ],
  ...[
    '"javascript:alert(1)"',
    '"http://127.0.0.1@evil.example/"',
    '"//evil.example"',
    '"file:///etc/passwd"',
  ],
  ...[
    '"1970-01-01"',
    '"expired"',
    '"all"',
    '45',
    '"45"',
    '"true"',
    '"1"',
    '"admin"',
    '"stripe "',
    '"paypal"',
    '"paytabs"',
  ],
  '"' + 'a'.repeat(100_000) + '"',
  '"' + '٤'.repeat(20_000) + '"',
  '"' + 'a'.repeat(1_048_576) + '"',
  '['.repeat(DEPTH) + ']'.repeat(DEPTH),
  '{"a":'.repeat(DEPTH) + '1' + '}'.repeat(DEPTH),
  '[' + '0,'.repeat(60_000) + '0]',
  '[' + '{},'.repeat(30_000) + '{}]',
  '{' + Array.from({ length: 5_000 }, (_, index) => `"k${String(index)}":1`).join(',') + '}',
  '[' + Array.from({ length: 5_001 }, () => '"01890000-0000-7000-8000-000000000000"').join(',') + ']',
];

const NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'id',
  'is_admin',
  'customer_id',
  'status',
  '',
  ' ',
  '$ne',
  'a.b',
];

const WORDS = [
  ...[
    '',
    ' ',
    '0',
    '-1',
    '1e400',
    'NaN',
    '9007199254740993',
    '99999999999999999999',
    '1.5',
    'true',
    'null',
    '[]',
    '{}',
  ],
  ...[
    '\u0000',
    'a\u0000b',
    '\u0007',
    '\n',
    '\r\nX-Evil: 1',
    '\ufeff',
    '\u202e',
    '٤٢',
    '👍',
    '%',
    '%%',
    '_',
    '\\',
    "'",
    '"',
    '`',
  ],
  ...[
    '../../../etc/passwd',
    '..%2f..%2f',
    '{{7*7}}',
    '45',
    '30',
    'all',
    'csv',
    'xml',
    '0000-01-01',
    '9999-12-31',
    '__proto__',
  ],
  ...[
    'WyIwMDAwLTAxLTAxIiwiMDE4OTAwMDAtMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAwIl0',
    'W10',
    'e30',
    'bnVsbA',
    'WzFd',
    'Wzk5OTk5XQ',
  ],
  ...[
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    'payment_method:',
    ':',
    'a:b:c',
    'system',
  ],
  'x'.repeat(201),
  'x'.repeat(1_001),
  '9'.repeat(7_000),
  'ä'.repeat(1_000),
];

const MARK = '@@here@@';

/** A request of this route with one thing in it made wrong: by turns its headers, query, path and body, the body most. */
export function hostileRequest(
  route: ApiRoute,
  ids: KnownIds,
  { random, turn }: { readonly random: Random; readonly turn: number },
): HostileRequest {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const address = addressOf(route, ids);
  const example = route.body ? pick(examplesOf(route.body, ids)) : undefined;
  const good = {
    method: route.method,
    path: address,
    headers: keyFor(route),
    ...(example === undefined ? {} : { raw: JSON.stringify(example) }),
  };
  const kinds: (() => HostileRequest)[] = [
    () => ({ ...good, headers: hostileHeaders(pick) }),
    () => ({
      ...good,
      path: `${address}?${queryOf([pick([...NAMES, ...route.query.map(({ name }) => name)]), pick(WORDS)])}`,
    }),
  ];
  if (route.path.includes('{'))
    kinds.push(() => ({ ...good, path: pathWith(route, ids, encodeURIComponent(pick(WORDS))) }));
  for (const { name } of route.query)
    kinds.push(() => ({
      ...good,
      path: `${address}?${queryOf([name, pick(WORDS)], [pick(route.query).name, pick(WORDS)])}`,
    }));
  if (example !== undefined)
    for (let weight = 0; weight < 8; weight += 1)
      kinds.push(() => ({ ...good, raw: hostileBody(example, pick, random) }));
  else if (route.method !== 'GET') kinds.push(() => ({ ...good, raw: pick(VALUES) }));
  const kind = kinds[turn % kinds.length] as () => HostileRequest;
  return kind();
}

function queryOf(...pairs: readonly (readonly [string, string])[]): string {
  return pairs.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
}

function pathWith(route: ApiRoute, ids: KnownIds, value: string): string {
  return addressOf({ ...route, path: route.path.replace(/\{\w+\}/, MARK) }, ids).replace(MARK, () => value);
}

function hostileHeaders(pick: <T>(from: readonly T[]) => T): Record<string, string> {
  const long = 'k'.repeat(300);
  return pick<Record<string, string>>([
    { 'idempotency-key': long },
    { 'idempotency-key': '\u00e4' },
    { 'idempotency-key': 'a b' },
    { 'accept-language': 'ar;q=1e9,'.repeat(200) },
    { 'accept-language': '*;q=nonsense' },
    { 'content-type': 'application/json; charset=utf-16' },
    { 'content-type': 'application/jsonx' },
    { 'content-type': 'text/html' },
    { 'x-request-id': long },
    { 'x-forwarded-for': `${'1.1.1.1, '.repeat(200)}x` },
    { 'x-http-method-override': 'DELETE' },
    { 'if-none-match': '"'.repeat(100) },
    { 'user-agent': '\u00ff'.repeat(1_000) },
  ]);
}

function hostileBody(example: unknown, pick: <T>(from: readonly T[]) => T, random: Random): string {
  const kind = random();
  const places = placesIn(example);
  if (kind < 0.6) return withRaw(example, pick(places), pick(VALUES));
  if (kind < 0.75)
    return withRaw(
      example,
      [...pick(places.filter((place) => isObjectAt(example, place))), pick(NAMES)],
      pick(VALUES),
    );
  if (kind < 0.85) return without(example, pick(places));
  if (kind < 0.95) return pick(VALUES);
  const text = JSON.stringify(example);
  return pick([
    text.slice(0, Math.floor(random() * text.length)),
    `${text}}`,
    `\ufeff${text}`,
    `[${text},${text}]`,
    `${text}\u0000`,
  ]);
}

type Path = readonly (string | number)[];

function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Array.isArray(value)
    ? value.map((item, index): [number, unknown] => [index, item])
    : Object.entries(value);
  return [
    path,
    ...inner.flatMap(([name, item]: [string | number, unknown]) => placesIn(item, [...path, name])),
  ];
}

function isObjectAt(value: unknown, path: Path): boolean {
  const found = path.reduce<unknown>((at, name) => (at as Record<string | number, unknown>)[name], value);
  return typeof found === 'object' && found !== null && !Array.isArray(found);
}

function withRaw(example: unknown, path: Path, raw: string): string {
  if (path.length === 0) return raw;
  const copy = structuredClone(example);
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, name) => (at as Record<string | number, unknown>)[name], copy);
  const name = path.at(-1) ?? '';
  Object.defineProperty(parent, name, { value: MARK, enumerable: true, configurable: true, writable: true });
  return JSON.stringify(copy).replace(`"${MARK}"`, () => raw);
}

function without(example: unknown, path: Path): string {
  if (path.length === 0) return '{}';
  const copy = structuredClone(example);
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, name) => (at as Record<string | number, unknown>)[name], copy);
  if (Array.isArray(parent)) parent.splice(Number(path.at(-1)), 1);
  else Reflect.deleteProperty(parent as object, path.at(-1) ?? '');
  return JSON.stringify(copy);
}
