import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import {
  addressOf,
  examplesOf,
  keyFor,
  routesOf,
  rowCounts,
  seedOne,
  type ApiRoute,
} from '../support/api-routes.js';
import { hostileRequest, randomFrom, type HostileRequest } from '../support/mutations.js';

const SEED = 20_260_117;
const AT_ONCE = 10;
const HANGS_AFTER_MS = 15_000;
const BODY_LIMIT_BYTES = 256 * 1_024;

// Some thousands over all routes in each run; `npm run abuse -- 10000` sends so many to each.
const PER_ROUTE = (globalThis as { requestsPerRoute?: number }).requestsPerRoute ?? 24;

// Its sender reads Arabic, down to what is said of a single field.
const ARABIC = /[\u0600-\u06ff]/;

interface Outcome {
  readonly request: HostileRequest;
  readonly status: number;
  readonly wrong: string | null;
}

function wrongIn(
  { path, headers: sent }: HostileRequest,
  { status, body, headers, text }: Answer,
): string | null {
  if (status >= 500) return `${String(status)} ${text}`;
  if (status < 400) return null;
  const type = headers.get('content-type') ?? '';
  // A person stands before these: what is not there is told by a page.
  if (/^\/(returns|confirm)\//.test(path) && status === 404 && type.startsWith('text/html')) return null;
  const isProblem = type.startsWith('application/problem+json');
  if (!isProblem || !body.code || body.status !== status) return `no problem: ${text}`;
  const faults = (body.errors ?? []) as { message: string }[];
  if (sent['accept-language'] !== undefined) return null;
  const said = [body.title, body.detail, ...faults.map(({ message }) => message)] as string[];
  return said.every((words) => ARABIC.test(words)) ? null : `not in Arabic: ${text}`;
}

describe('hostile input', () => {
  let app: TestApp;
  let routes: ApiRoute[];

  beforeAll(async () => {
    app = await startTestApp({
      env: {
        HTTP__RATE_LIMITS__KEY_PER_MINUTE: '100000000',
        HTTP__RATE_LIMITS__ADDRESS_PER_MINUTE: '100000000',
        SELF_CARE__ALLOWED_ORIGINS: '["https://shop.example"]',
      },
    });
    routes = await routesOf(app);
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  async function send(request: HostileRequest): Promise<Outcome> {
    const hangs = new AbortController();
    try {
      const answer = await Promise.race([
        app.call(request.method, request.path, {
          ...request,
          headers: { 'accept-language': 'ar', ...request.headers },
        }),
        sleep(HANGS_AFTER_MS, null, { signal: hangs.signal }),
      ]);
      if (answer === null) return { request, status: 0, wrong: 'hangs' };
      return { request, status: answer.status, wrong: wrongIn(request, answer) };
    } catch (error) {
      // The server hangs up on a body that it will not read.
      if (Buffer.byteLength(request.raw ?? '') > BODY_LIMIT_BYTES)
        return { request, status: 413, wrong: null };
      return { request, status: 0, wrong: `${String(error)} ${String((error as Error).cause)}` };
    } finally {
      hangs.abort();
    }
  }

  async function sendAll(requests: readonly HostileRequest[]): Promise<Outcome[]> {
    const outcomes: Outcome[] = [];
    const waiting = requests.values();
    const work = async (): Promise<void> => {
      for (const request of waiting) outcomes.push(await send(request));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return outcomes;
  }

  const shown = ({ request, wrong }: Outcome): string =>
    `${request.method} ${request.path.slice(0, 200)} ${JSON.stringify(request.headers)} ${(request.raw ?? '').slice(0, 300)}: ${wrong ?? ''}`;

  it('is made of examples that each route takes', async () => {
    const known = await seedOne(app, 'Examples');
    for (const route of routes.filter(({ body }) => body !== null)) {
      for (const body of examplesOf(route.body ?? {}, known)) {
        const { status, text } = await app.call(route.method, addressOf(route, known), {
          body,
          headers: keyFor(route),
        });
        // What stands in the way of the right shape is the state of things at most.
        expect([route.method, route.path, status, text]).toEqual([
          route.method,
          route.path,
          expect.any(Number),
          expect.not.stringMatching(/validation_failed|unknown_field|malformed/),
        ]);
      }
    }
  }, 120_000);

  it(
    `is answered with a problem and leaves nothing behind, ${String(PER_ROUTE)} a route`,
    async () => {
      const seen = new Map<number, number>();
      const wrong: string[] = [];
      // What only reads leaves its things as they are for the next route.
      const readable = await seedOne(app, 'Hostile reading');
      for (const [index, route] of routes.entries()) {
        const known = route.method === 'GET' ? readable : await seedOne(app, `Hostile ${String(index)}`);
        const random = randomFrom(SEED + index);
        const requests = Array.from({ length: PER_ROUTE }, (_, turn) =>
          hostileRequest(route, known, { random, turn }),
        );
        const outcomes = await sendAll(requests);
        wrong.push(...outcomes.filter((outcome) => outcome.wrong !== null).map(shown));
        for (const { status } of outcomes) seen.set(status, (seen.get(status) ?? 0) + 1);
        const refused = outcomes.filter(({ status }) => status >= 400);
        await expectRefusedToLeaveNothing(refused.filter((_, place) => place % 3 === 0));
      }
      expect(wrong).toEqual([]);
      expect([...seen.keys()]).toEqual(expect.arrayContaining([200, 400, 404, 413, 415, 422]));
      expect(await app.call('GET', '/health/ready')).toMatchObject({ status: 200 });
    },
    120_000 + PER_ROUTE * 2_000,
  );

  /** Sends them once more: what is refused again must not have changed the number of rows of any table. */
  async function expectRefusedToLeaveNothing(refused: readonly Outcome[]): Promise<void> {
    let requests = refused.map(({ request }) => request);
    for (let round = 0; round < 5; round += 1) {
      const before = await rowCounts(app);
      const outcomes = await sendAll(requests);
      const again = outcomes.filter(({ status }) => status >= 400).map(({ request }) => request);
      if (again.length === requests.length) {
        expect(await rowCounts(app)).toEqual(before);
        return;
      }
      requests = again;
    }
    throw new Error('What was refused is taken again and again.');
  }
});
