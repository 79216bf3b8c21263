import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findCardNumber } from '../../src/common/card-number.js';
import { startTestApp, type TestApp } from '../support/app.js';
import {
  addressOf,
  dumpOf,
  examplesOf,
  routesOf,
  rowCounts,
  seedOne,
  type ApiRoute,
  type KnownIds,
} from '../support/api-routes.js';
import { randomFrom, type Random } from '../support/mutations.js';

const SEED = 4_111;

/** Prefixes that schemes issue, each with the lengths of its numbers. */
const SCHEMES: readonly (readonly [string, readonly number[]])[] = [
  ['4', [13, 16, 19]],
  ['51', [16]],
  ['55', [16]],
  ['2221', [16]],
  ['2720', [16]],
  ['34', [15]],
  ['37', [15]],
  ['6011', [16, 19]],
  ['649', [16]],
  ['300', [14]],
  ['36', [14]],
  ['3528', [16]],
  ['3589', [16]],
  ['62', [16, 17, 18, 19]],
  ['5018', [12, 13, 16, 19]],
  ['6759', [12, 16]],
  ['588845', [16]],
  ['968201', [16]],
  ['506699', [16]],
  ['817200', [16]],
  ['2200', [16]],
  ['9792', [16]],
];

/** Zeros of the scripts that our customers write digits in: Latin, Arabic, Persian, Devanagari, full width. */
const ZEROS = [0x30, 0x660, 0x6f0, 0x966, 0xff10];
const GAPS = ['', ' ', '-', '\u2013', '\u00a0', '\u200b', ' - ', '_'];

function pickWith(random: Random): <T>(from: readonly T[]) => T {
  return (from) => from[Math.floor(random() * from.length)] as (typeof from)[number];
}

function cardNumber(random: Random): string {
  const pick = pickWith(random);
  const [prefix, lengths] = pick(SCHEMES);
  const length = pick(lengths);
  let digits = prefix;
  while (digits.length < length - 1) digits += String(Math.floor(random() * 10));
  const sum = Array.from(digits)
    .reverse()
    .reduce((total, digit, index) => {
      const value = Number(digit) * (index % 2 === 0 ? 2 : 1);
      return total + (value > 9 ? value - 9 : value);
    }, 0);
  return digits + String((10 - (sum % 10)) % 10);
}

function written(digits: string, random: Random): string {
  const pick = pickWith(random);
  const zero = pick(ZEROS);
  const gap = pick(GAPS);
  const group = pick([4, 4, 6, 3]);
  return Array.from(digits)
    .map(
      (digit, index) =>
        (index > 0 && index % group === 0 ? gap : '') + String.fromCodePoint(zero + Number(digit)),
    )
    .join('');
}

type Path = readonly (string | number)[];

/** Where texts stand in a body. */
function textsIn(value: unknown, path: Path = []): Path[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  const inner = Array.isArray(value)
    ? value.map((item, index): [number, unknown] => [index, item])
    : Object.entries(value);
  return inner.flatMap(([name, item]: [string | number, unknown]) => textsIn(item, [...path, name]));
}

function withText(body: unknown, path: Path, text: string): unknown {
  const copy = structuredClone(body);
  const parent = path
    .slice(0, -1)
    .reduce<unknown>((at, name) => (at as Record<string | number, unknown>)[name], copy);
  (parent as Record<string | number, unknown>)[path.at(-1) ?? ''] = text;
  return copy;
}

describe('card numbers', () => {
  let app: TestApp;
  let ids: KnownIds;
  let routes: ApiRoute[];
  const random = randomFrom(SEED);
  const used: string[] = [];

  beforeAll(async () => {
    app = await startTestApp({ env: { SELF_CARE__ALLOWED_ORIGINS: '["https://shop.example"]' } });
    ids = await seedOne(app, 'Card numbers');
    routes = await routesOf(app);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  function next(): string {
    const digits = cardNumber(random);
    used.push(digits);
    return written(digits, random);
  }

  async function expectRefused(
    route: ApiRoute,
    change: { readonly path?: string; readonly body?: unknown; readonly headers?: Record<string, string> },
    statuses: readonly number[] = [422],
  ): Promise<void> {
    const example = route.body ? examplesOf(route.body, ids)[0] : undefined;
    const body = change.body ?? example;
    const answer = await app.call(route.method, change.path ?? addressOf(route, ids), {
      ...(body === undefined ? {} : { body }),
      ...(change.headers ? { headers: change.headers } : {}),
    });
    const said = answer.status === 422 ? (answer.body.code as string) : 'card_number_refused';
    expect([route.method, route.path, change, statuses.includes(answer.status), answer.status, said]).toEqual(
      [route.method, route.path, change, true, answer.status, 'card_number_refused'],
    );
    expect(findCardNumber(answer.body)).toBeNull();
  }

  const isExempt = (path: Path): boolean =>
    path.join('.') === 'phone' || /^inventory\.\d+\.serial$/.test(path.join('.'));

  it('of every scheme are found, however they are written', () => {
    const own = randomFrom(SEED + 1);
    const missed: string[] = [];
    for (let count = 0; count < 10_000; count += 1) {
      const text = written(cardNumber(own), own);
      if (findCardNumber({ note: `card ${text}, thanks` }) !== 'note') missed.push(text);
    }
    expect(missed).toEqual([]);
  });

  describe('are refused by every route', () => {
    it('in each text of the body, in a field too many and in its name', async () => {
      const before = await rowCounts(app);
      for (const route of routes.filter(({ body }) => body !== null)) {
        for (const example of examplesOf(route.body ?? {}, ids)) {
          for (const place of textsIn(example).filter((path) => !isExempt(path)))
            await expectRefused(route, { body: withText(example, place, next()) });
          await expectRefused(route, { body: { ...(example as object), note: `pan=${next()}` } });
          await expectRefused(route, { body: { ...(example as object), [next()]: 1 } });
          await expectRefused(route, { body: { ...(example as object), deep: [{ list: ['x', next()] }] } });
        }
      }
      expect(await rowCounts(app)).toEqual(before);
    }, 60_000);

    it('as a number of JSON', async () => {
      const digits = '4242424242424242';
      used.push(digits);
      for (const route of routes.filter(({ body }) => body !== null))
        await expectRefused(route, {
          body: { ...(examplesOf(route.body ?? {}, ids)[0] as object), n: Number(digits) },
        });
    });

    it('in the query, whether the parameter is known or not', async () => {
      for (const route of routes.filter(({ path }) => path.startsWith('/v1/'))) {
        const address = addressOf(route, ids);
        for (const name of [...route.query.map((parameter) => parameter.name), 'note'])
          await expectRefused(route, { path: `${address}?${name}=${encodeURIComponent(next())}` });
        await expectRefused(route, { path: `${address}?${encodeURIComponent(next())}=1` });
      }
    });

    it('in the path', async () => {
      for (const route of routes.filter(({ path }) => path.includes('{'))) {
        const path = route.path.replace(/\{\w+\}/, () => encodeURIComponent(next()));
        await expectRefused(route, { path });
      }
      for (const path of [`/v1/${next()}`, `/${next()}`])
        expect((await app.call('GET', encodeURI(path))).status).toBe(404);
    });

    it.each([
      'idempotency-key',
      'x-request-id',
      'user-agent',
      'accept-language',
      'referer',
      'x-anything',
      'origin',
    ])('in the header %s', async (header) => {
      for (const route of routes.filter(({ path }) => path.startsWith('/v1/'))) {
        const digits = cardNumber(random);
        used.push(digits);
        const gap = pickWith(random)(['', '-']);
        await expectRefused(route, { headers: { [header]: digits.replace(/(\d{4})(?=\d)/g, `$1${gap}`) } });
      }
    });

    it('as a key, and before anybody is let in', async () => {
      for (const route of routes
        .filter(({ scope, path }) => scope !== null && path !== '/metrics')
        .slice(0, 10)) {
        const answer = await app.call(route.method, addressOf(route, ids), {
          key: null,
          headers: { authorization: `Bearer ${cardNumber(random)}` },
        });
        expect(answer.status).toBe(401);
      }
    });

    it('in a body that is no JSON, or of another type', async () => {
      const raw = `{"name": ${next()}`;
      const malformed = await app.call('POST', '/v1/customers', { raw });
      expect([malformed.status, findCardNumber(malformed.body)]).toEqual([400, null]);
      const typed = await app.call('POST', '/v1/customers', {
        raw: next(),
        headers: { 'content-type': 'text/plain' },
      });
      expect([typed.status, findCardNumber(typed.body)]).toEqual([415, null]);
    });
  });

  it('stand in no row and no line of the log', async () => {
    expect(used.length).toBeGreaterThan(300);
    const digitsOf = (text: string): string =>
      text
        .normalize('NFKC')
        .replaceAll(/[^\p{Nd}\n]/gu, '')
        .replaceAll(/\p{Nd}/gu, western);
    const dump = digitsOf(await dumpOf(app));
    const log = digitsOf(app.log.lines.join(''));
    expect(used.filter((digits) => dump.includes(digits))).toEqual([]);
    expect(used.filter((digits) => log.includes(digits))).toEqual([]);
  });

  it('are looked for neither in a phone number nor in a serial, which look alike', async () => {
    const phone = '+4915112345678';
    const made = await app.call('POST', '/v1/customers', {
      body: { type: 'individual', name: 'Exempt', phone },
    });
    expect([made.status, made.body.phone]).toEqual([201, phone]);
    const inventory = [
      { kind: 'sim', serial: '8944110065123456789' },
      { kind: 'equipment', serial: '356938035643809' },
    ];
    const subscription = await app.call('POST', `/v1/customers/${made.body.id as string}/subscriptions`, {
      body: {
        service_type: 'mobile',
        name: 'M',
        billing_mode: 'prepaid',
        price: { amount: 100, currency: made.body.currency as string },
        inventory,
      },
    });
    expect(subscription.status).toBe(201);
    expect(subscription.body.inventory).toEqual(inventory.map((item) => expect.objectContaining(item)));
    const card = await app.call('PATCH', `/v1/customers/${made.body.id as string}`, {
      body: { phone: '4242424242424242' },
    });
    expect(card.status).toBe(422);
  });
});

function western(digit: string): string {
  let zero = digit.codePointAt(0) ?? 0;
  const code = zero;
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return String((code - zero) % 10);
}
