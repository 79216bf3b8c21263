import { createHmac, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { RouteCatalogue, type RouteShape } from '../../src/common/http/route-catalogue.service.js';
import { DeliveryService } from '../../src/modules/notifications/index.js';
import type { Answer, CallOptions, TestApp } from './app.js';
import { addressOf, examplesOf, type KnownIds, type Schema } from './api-routes.js';

/** The key that tests share with the host CRM. */
export const HOST_KEY = 'the-key-that-the-host-crm-shares!!!';

/** A route of the portal, and a body that it takes. */
export interface CareRoute extends RouteShape {
  readonly bodyOf: (ids: KnownIds) => unknown;
  /** The names of ids in its body. */
  readonly bodyIds: readonly string[];
  /** Whether it is read page after page. */
  readonly isList: boolean;
}

/** A customer in the portal, and the mails that come of it. */
export class PortalStage {
  private asked = 0;

  constructor(readonly app: TestApp) {}

  /**
   * Every route of the portal's own API and what it serves besides, so that a later one is tested by itself; all but that of mail
   * programs, which unsubscribe by a signed token alone.
   */
  routes(): CareRoute[] {
    return this.app.app
      .get(RouteCatalogue)
      .routes()
      .filter(({ path }) => path.startsWith('/care/') && path !== '/care/unsubscribe/{token}')
      .map((route) => {
        const schema = route.body ? (z.toJSONSchema(route.body, { io: 'input' }) as Schema) : null;
        const names = schema ? Object.keys(propertiesOf(schema)) : [];
        const query = route.query ? (z.toJSONSchema(route.query, { io: 'input' }) as Schema) : {};
        return {
          ...route,
          bodyOf: (ids) => (schema ? examplesOf(schema, ids)[0] : undefined),
          // A challenge belongs to a session, which has a test of its own.
          bodyIds: names.filter((name) => /_ids?$/.test(name) && name !== 'challenge_id'),
          isList: 'cursor' in propertiesOf(query),
        };
      });
  }

  /** Calls as a browser of our own page does. */
  call(method: string, path: string, cookie: string | null, options: CallOptions = {}): Promise<Answer> {
    const headers = { ...(cookie === null ? {} : { cookie }), ...options.headers };
    return this.app.call(method, path, { ...options, key: null, headers });
  }

  post(path: string, body: unknown, cookie: string | null = null, headers = {}): Promise<Answer> {
    return this.call('POST', `/care/api/${path}`, cookie, { body, headers });
  }

  async get(path: string, cookie: string): Promise<any> {
    const { status, body, text } = await this.call('GET', `/care/api/${path}`, cookie);
    if (status !== 200) throw new Error(`GET ${path}: ${String(status)} ${text}`);
    return body;
  }

  addressOf(route: CareRoute, ids: KnownIds): string {
    return addressOf({ ...route, needsKey: false } as never, ids);
  }

  send(route: CareRoute, cookie: string | null, path: KnownIds, body: KnownIds = path): Promise<Answer> {
    const given = route.bodyOf(body);
    this.asked += 1;
    return this.call(route.method, this.addressOf(route, path), cookie, {
      ...(given === undefined ? {} : { body: given }),
      headers: { 'idempotency-key': `care-${String(this.asked)}`, 'x-forwarded-for': this.address() },
    });
  }

  /** Another address each time, so that limits of one are not in the way. */
  address(): string {
    this.asked += 1;
    return `10.1.${String(this.asked >> 8)}.${String(this.asked & 255)}`;
  }

  hostToken(claims: object = {}, { header = { alg: 'HS256', typ: 'JWT' }, key = HOST_KEY } = {}): string {
    const exp = Math.floor(Date.now() / 1_000) + 120;
    const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part(header)}.${part({ jti: randomUUID(), exp, ...claims })}`;
    return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
  }

  /** The cookie of a session that may do everything. */
  async signedIn(customer: string): Promise<string> {
    const token = this.hostToken({ sub: customer });
    const answer = await this.post('sign-in/host', { token }, null, { 'x-forwarded-for': this.address() });
    if (answer.status !== 200) throw new Error(`Nobody signed in: ${answer.text}`);
    return cookieOf(answer);
  }

  /** The cookie of a session behind a link of a mail. */
  async byLink(customer: string, purpose = 'pay'): Promise<string> {
    return cookieOf(await this.post('session', { token: await this.linkFor(customer, purpose) }));
  }

  async linkFor(customer: string, purpose = 'pay'): Promise<string> {
    const made = await this.app.call('POST', `/v1/customers/${customer}/secure-links`, {
      body: { purpose, send: false },
    });
    return (made.body.url as string).split('/care/l/')[1] ?? '';
  }

  /** The newest mail to an address. */
  async newestMail(to: string): Promise<{ text: string; code: string; token: string }> {
    await this.app.app.get(DeliveryService).deliverUntilIdle({});
    const text = this.app.mailjet.mailbox.messages(to).at(-1)?.text ?? '';
    return {
      text,
      code: /\b\d{6}\b/.exec(text)?.[0] ?? '',
      token: /\/care\/s\/(\S+)/.exec(text)?.[1] ?? '',
    };
  }
}

/** The cookie that an answer sets. */
export function cookieOf(answer: Answer): string {
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

function propertiesOf(schema: Schema): Readonly<Record<string, Schema>> {
  const variants = schema.anyOf ?? schema.oneOf;
  return variants?.[0] ? propertiesOf(variants[0]) : (schema.properties ?? {});
}
