import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PanelApiKeys } from '../../admin/services/panel-api-keys.service.js';
import { PanelStaff } from '../../admin/services/panel-staff.service.js';
import { uuidv7 } from '../../src/common/database/ids.js';
import type { Page } from '../../src/common/http/cursor.js';
import { cliActor, ROLE_SCOPES, type Actor, type Role } from '../../src/common/http/principal.js';
import { SignedTokens } from '../../src/common/security/signed-tokens.js';
import {
  ApiKeys,
  OpenSessions,
  SignInLocked,
  SignInRefused,
  StaffService,
  StaffSessions,
} from '../../src/modules/staff/index.js';
import { Passwords } from '../../src/modules/staff/passwords.service.js';
import { Api, problem, type AuditBody } from '../support/api.js';
import { startTestApp, type TestApp } from '../support/app.js';

const PASSWORD = 'pancakes on a tuesday';
const DAY_MS = 24 * 3_600_000;

let app: TestApp;
let api: Api;
let staff: StaffService;
let sessions: StaffSessions;
let keys: ApiKeys;

beforeAll(async () => {
  app = await startTestApp();
  api = new Api(app);
  staff = app.app.get(StaffService);
  sessions = app.app.get(StaffSessions);
  keys = app.app.get(ApiKeys);
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
});

let people = 0;

async function person(role: Role = 'support'): Promise<{ id: string; email: string }> {
  people += 1;
  const email = `person${String(people)}@example.com`;
  const { id } = await staff.add({ email, name: 'Some Person', role, password: PASSWORD }, cliActor);
  return { id, email };
}

async function wait(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

describe('staff', () => {
  it('are added once for an e-mail, with a password that is not easily guessed', async () => {
    const { email } = await person();
    const again = { email: email.toUpperCase(), name: 'Twin', role: 'viewer' as const, password: PASSWORD };
    await expect(staff.add(again, cliActor)).rejects.toMatchObject({ kind: 'conflict', code: 'conflict' });
    const weak = { ...again, email: 'new@example.com', password: 'Password1234!' };
    await expect(staff.add(weak, cliActor)).rejects.toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'password' }],
    });
    await expect(staff.add({ ...again, email: 'nobody' }, cliActor)).rejects.toMatchObject({
      kind: 'invalid',
    });
    const [row] = await api.rows<{ password_hash: string }>(
      'SELECT password_hash FROM staff WHERE email = $1',
      [email],
    );
    expect(row?.password_hash).toMatch(/^scrypt\$/);
    expect(JSON.stringify(await staff.list())).not.toContain('scrypt');
  });

  it('always keep one admin, also when two are disabled at once', async () => {
    const first = await person('admin');
    const second = await person('admin');
    const both = await Promise.allSettled([
      staff.disable(first.id, cliActor),
      staff.changeRole(second.id, 'viewer', cliActor),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const left = (await staff.list()).filter(({ role, disabledAt }) => role === 'admin' && !disabledAt);
    expect(left).toHaveLength(1);
    await expect(staff.disable(left[0]?.id ?? '', cliActor)).rejects.toMatchObject({
      extra: { reason: 'last_admin' },
    });
  });
});

describe('members who are invited', () => {
  const ID = '0190a000-0000-7000-8000-0000000000f1';
  const wish = {
    id: ID,
    email: 'invited@example.com',
    name: 'In Vited',
    role: 'viewer',
    locale: 'ar',
  } as const;

  it('sign in with a password that nobody chose, of which another is told while it was not used', async () => {
    const lost = await staff.invite(wish, cliActor);
    const { password } = await staff.invite(wish, cliActor);
    await expect(sessions.signIn({ ...wish, password: lost.password })).rejects.toBeInstanceOf(SignInRefused);
    expect((await sessions.signIn({ ...wish, password })).session).toMatchObject({ locale: 'ar' });
    await expect(staff.invite(wish, cliActor)).rejects.toMatchObject({
      extra: { reason: 'secret_not_shown_again' },
    });
    expect(JSON.stringify(await api.auditOf(`staff:${ID}`))).not.toContain(password);
  });

  it('are signed in where their sessions say, and no more once these end', async () => {
    const open = app.app.get(OpenSessions);
    const { password } = await staff.resetPassword(ID, cliActor);
    const signIn = async (userAgent: string): Promise<string> =>
      (await sessions.signIn({ ...wish, password, ip: '192.0.2.7', userAgent })).token;
    const tokens = [await signIn('one'), await signIn('two'), await signIn('three')];
    await api.rows(
      "UPDATE staff_sessions SET last_seen_at = now() - interval '13 hours' WHERE user_agent = 'one'",
    );
    const listed = await open.listOf(ID);
    expect(listed.map(({ userAgent, ip }) => [userAgent, ip])).toEqual([
      ['three', '192.0.2.7'],
      ['two', '192.0.2.7'],
    ]);
    expect((await open.counts()).get(ID)).toBe(2);
    const { id: other } = await person();
    const third = listed[0]?.id ?? '';
    expect(await open.end(other, third, cliActor)).toBe(0);
    expect(await open.end(ID, third, cliActor)).toBe(1);
    expect(await sessions.find(tokens[2] ?? '')).toBeNull();
    expect(await sessions.find(tokens[1] ?? '')).not.toBeNull();
    const own = await signIn('four');
    const sessionId = (await sessions.find(own))?.id ?? '';
    expect(await open.end(ID, null, { ...cliActor, sessionId })).toBe(1);
    expect((await open.listOf(ID)).map(({ id }) => id)).toEqual([sessionId]);
    expect(await sessions.find(own)).not.toBeNull();
    expect(await open.end(ID, null, cliActor)).toBe(1);
    expect(await open.listOf(ID)).toEqual([]);
    const ended = (await api.auditOf(`staff:${ID}`)).filter(
      ({ action }) => action === 'staff.sessions_ended',
    );
    expect(ended.map(({ details }) => details)).toEqual([{ sessions: 1 }, { sessions: 1 }, { sessions: 1 }]);
    expect(await api.rows('SELECT 1 FROM staff_sessions WHERE staff_id = $1', [ID])).toEqual([]);
  });

  it('neither disable themselves nor change their own role, nor get a new password without the old one', async () => {
    await person('admin');
    const { id } = await person('admin');
    const self = { ...cliActor, kind: 'staff', id } as const;
    const refusal = { kind: 'conflict', extra: { reason: 'not_oneself' } };
    await expect(staff.disable(id, self)).rejects.toMatchObject(refusal);
    await expect(staff.changeRole(id, 'viewer', self)).rejects.toMatchObject(refusal);
    await expect(staff.resetPassword(id, self)).rejects.toMatchObject(refusal);
  });
});

describe('a password of one’s own', () => {
  const OWN = 'a lantern in the harbour';

  interface PanelPage {
    readonly status: number;
    readonly to: string | null;
    readonly cookie: string;
    readonly text: string;
  }

  async function panel(
    path: string,
    options: { cookie?: string; form?: object; json?: true },
  ): Promise<PanelPage> {
    const answer = await fetch(`${app.url}/admin${path}`, {
      redirect: 'manual',
      headers: {
        'sec-fetch-site': 'same-origin',
        ...(options.json ? {} : { accept: 'text/html' }),
        ...(options.cookie === undefined ? {} : { cookie: options.cookie }),
      },
      ...(options.form ? { method: 'POST', body: new URLSearchParams({ ...options.form }) } : {}),
    });
    const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    return { status: answer.status, to: answer.headers.get('location'), cookie, text: await answer.text() };
  }

  const signIn = (email: string, password: string): Promise<PanelPage> =>
    panel('/login', { form: { email, password } });

  const change = (cookie: string, present: string, next: string, again = next): Promise<PanelPage> =>
    panel('/password', {
      cookie,
      form: {
        present_password: present,
        password: next,
        repeated_password: again,
        to: '/admin/resources/staff',
      },
    });

  it('is chosen before anything else where somebody else chose the present one', async () => {
    const wish = { id: uuidv7(), email: 'first.day@example.com', name: 'First Day', role: 'admin' } as const;
    const { password } = await staff.invite(wish, cliActor);
    const { cookie } = await signIn(wish.email, password);
    expect(await panel('/resources/staff', { cookie })).toMatchObject({
      status: 303,
      to: '/admin/password?to=%2Fadmin%2Fresources%2Fstaff',
    });
    const list = '/api/resources/staff/actions/list';
    const refused = await panel(list, { cookie, json: true });
    expect([refused.status, refused.text]).toEqual([
      403,
      expect.stringContaining('password_change_required'),
    ]);
    expect((await panel('/password', { cookie })).text).toContain(wish.email);

    for (const [present, next, again, status] of [
      ['not this one', OWN, OWN, 403],
      [password, 'short', 'short', 422],
      [password, password, password, 422],
      [password, OWN, `${OWN}s`, 422],
    ] as const)
      expect((await change(cookie, present, next, again)).status).toBe(status);
    const other = await signIn(wish.email, password);
    expect(await change(cookie, password, OWN)).toMatchObject({
      status: 303,
      to: '/admin/password?done=1&to=%2Fadmin%2Fresources%2Fstaff',
    });

    expect((await panel(list, { cookie, json: true })).status).toBe(200);
    expect((await panel(list, { cookie: other.cookie, json: true })).status).toBe(401);
    expect((await signIn(wish.email, password)).status).toBe(401);
    expect((await signIn(wish.email, OWN)).to).toBe('/admin');
    const trail = await api.auditOf(`staff:${wish.id}`);
    expect(trail.filter(({ action }) => action.startsWith('staff.password'))).toMatchObject([
      { action: 'staff.password_changed', actor: { kind: 'staff', id: wish.id }, details: { sessions: 1 } },
      { action: 'staff.password_refused', actor: { kind: 'staff', id: wish.id } },
    ]);
    for (const secret of [password, OWN]) expect(JSON.stringify(trail)).not.toContain(secret);
    await staff.resetPassword(wish.id, cliActor);
    expect((await panel(list, { cookie, json: true })).status).toBe(401);
  });

  it('cannot be guessed at by whoever found a panel open', async () => {
    const { email } = await person();
    const { cookie } = await signIn(email, PASSWORD);
    await api.rows('DELETE FROM sign_in_attempts');
    for (let i = 0; i < 5; i += 1) expect((await change(cookie, `guess ${String(i)}`, OWN)).status).toBe(403);
    expect((await change(cookie, PASSWORD, OWN)).status).toBe(429);
    expect((await signIn(email, PASSWORD)).status).toBe(429);
  });
});

describe('signing in', () => {
  it('counts and tells as failed who was disabled while their password was being checked', async () => {
    const { id, email } = await person();
    const passwords = app.app.get(Passwords);
    const verify = jest.spyOn(passwords, 'verify').mockImplementation(async () => {
      await staff.disable(id, cliActor);
      return true;
    });
    await expect(sessions.signIn({ email, password: PASSWORD })).rejects.toBeInstanceOf(SignInRefused);
    verify.mockRestore();
    expect((await api.auditOf(`staff:${id}`))[0]?.action).toBe('staff.sign_in_failed');
    expect(
      await api.rows(
        "SELECT failures FROM sign_in_attempts WHERE subject LIKE 'email:%' ORDER BY window_started_at DESC LIMIT 1",
      ),
    ).toEqual([{ failures: 1 }]);
  });

  it('gives a session that its holder’s role and end rule', async () => {
    const { id, email } = await person();
    const { token, session } = await sessions.signIn({
      email: ` ${email.toUpperCase()}`,
      password: PASSWORD,
      ip: '10.0.0.1',
    });
    expect(session.principal).toMatchObject({ kind: 'staff', id, role: 'support' });
    const stored = await api.rows('SELECT * FROM staff_sessions WHERE staff_id = $1', [id]);
    expect(JSON.stringify(stored)).not.toContain(token);
    expect(await sessions.find(token)).toMatchObject({ email, principal: { id } });
    expect(await sessions.find(`${token}x`)).toBeNull();

    await staff.changeRole(id, 'viewer', cliActor);
    expect((await sessions.find(token))?.principal.scopes.has('customers:write')).toBe(false);
    await api.rows(
      "UPDATE staff_sessions SET last_seen_at = now() - interval '13 hours' WHERE staff_id = $1",
      [id],
    );
    expect(await sessions.find(token)).toBeNull();
    const second = await sessions.signIn({ email, password: PASSWORD });
    await sessions.signOut(second.token);
    expect(await sessions.find(second.token)).toBeNull();
    const third = await sessions.signIn({ email, password: PASSWORD });
    await staff.disable(id, cliActor);
    expect(await sessions.find(third.token)).toBeNull();
    await expect(sessions.signIn({ email, password: PASSWORD })).rejects.toBeInstanceOf(SignInRefused);
    const trail = await api.auditOf(`staff:${id}`);
    expect(trail.map(({ action }) => action)).toEqual([
      'staff.sign_in_failed',
      'staff.disabled',
      'staff.signed_in',
      'staff.signed_in',
      'staff.role_changed',
      'staff.signed_in',
      'staff.added',
    ]);
    expect(trail.at(-2)).toMatchObject({ ip: '10.0.0.1', actor: { kind: 'staff', id } });
  });

  it('locks an e-mail after five failures, at once or one by one, known or not, and its right password too', async () => {
    const { email } = await person();
    const failed = await Promise.allSettled(
      Array.from({ length: 7 }, () => sessions.signIn({ email, password: 'wrong wrong wrong' })),
    );
    const reasons = failed.map((outcome) =>
      outcome.status === 'rejected' ? (outcome.reason as unknown) : null,
    );
    expect(reasons.filter((reason) => reason instanceof SignInRefused)).toHaveLength(5);
    expect(reasons.filter((reason) => reason instanceof SignInLocked)).toHaveLength(2);
    await expect(sessions.signIn({ email, password: PASSWORD })).rejects.toMatchObject({
      kind: 'rate_limited',
      retryAfterSeconds: expect.any(Number),
    });
    const unknown = { email: 'nobody.at.all@example.com', password: 'x' };
    await expect(sessions.signIn(unknown)).rejects.toBeInstanceOf(SignInRefused);
    await api.rows('UPDATE sign_in_attempts SET failures = 4 WHERE failures = 1');
    await expect(sessions.signIn(unknown)).rejects.toBeInstanceOf(SignInRefused);
    await expect(sessions.signIn(unknown)).rejects.toBeInstanceOf(SignInLocked);
    expect(JSON.stringify(await api.rows('SELECT * FROM sign_in_attempts'))).not.toContain('nobody');

    await api.rows("UPDATE sign_in_attempts SET locked_until = now() - interval '1 s'");
    expect((await sessions.signIn({ email, password: PASSWORD })).session.email).toBe(email);
    expect(await sessions.find('')).toBeNull();
  });

  it('forgives an e-mail’s failures before a success', async () => {
    const { email } = await person();
    await api.rows('DELETE FROM sign_in_attempts');
    await expect(sessions.signIn({ email, password: 'wrong' })).rejects.toBeInstanceOf(SignInRefused);
    await api.rows('UPDATE sign_in_attempts SET failures = 4');
    await sessions.signIn({ email, password: PASSWORD });
    expect(await api.rows('SELECT * FROM sign_in_attempts')).toEqual([]);
  });

  it('locks an address after twenty failures, and a network of IPv6 addresses as one', async () => {
    const { email } = await person();
    const guess = (ip: string, i: number) =>
      sessions.signIn({ email: `guess${String(i)}@example.com`, password: 'x', ip });
    await expect(guess('2001:db8:1:1::1', 1)).rejects.toBeInstanceOf(SignInRefused);
    await api.rows("UPDATE sign_in_attempts SET failures = 19 WHERE subject LIKE 'ip:%'");
    await expect(guess('2001:db8:1:1::2', 2)).rejects.toBeInstanceOf(SignInRefused);
    const signIn = { email, password: PASSWORD };
    await expect(sessions.signIn({ ...signIn, ip: '2001:db8:1:1::ffff' })).rejects.toBeInstanceOf(
      SignInLocked,
    );
    await sessions.signIn({ ...signIn, ip: '2001:db8:1:2::1' });
    const [kept] = await api.rows(
      "SELECT failures, locked_until FROM sign_in_attempts WHERE subject LIKE '%1:2'",
    );
    expect(kept).toEqual({ failures: 0, locked_until: null });
  });

  it('takes addresses of one network as one, however much of them is left out', async () => {
    const guess = (ip: string, i: number) =>
      sessions.signIn({ email: `short${String(i)}@example.com`, password: 'x', ip });
    await expect(guess('2001:db8::1', 1)).rejects.toBeInstanceOf(SignInRefused);
    await api.rows("UPDATE sign_in_attempts SET failures = 19 WHERE subject = 'ip:2001:db8:0:0'");
    await expect(guess('2001:db8::2', 2)).rejects.toBeInstanceOf(SignInRefused);
    await expect(guess('2001:db8::3', 3)).rejects.toBeInstanceOf(SignInLocked);
    await expect(guess('2001:db8:0:0:ffff::', 4)).rejects.toBeInstanceOf(SignInLocked);
    await expect(guess('2001:db8:0:1::2', 5)).rejects.toBeInstanceOf(SignInRefused);
  });

  it('takes about as long for an unknown e-mail as for a wrong password', async () => {
    const { email } = await person();
    const timed = async (who: string): Promise<number> => {
      const start = performance.now();
      await expect(sessions.signIn({ email: who, password: 'wrong' })).rejects.toBeInstanceOf(SignInRefused);
      return performance.now() - start;
    };
    await timed('warm.up@example.com');
    const known = await timed(email);
    const unknown = await timed('somebody.else@example.com');
    expect(unknown / known).toBeGreaterThan(0.3);
    expect(unknown / known).toBeLessThan(3);
  });

  it('ends every session of somebody who gets a new password', async () => {
    const { email } = await person();
    const { token } = await sessions.signIn({ email, password: PASSWORD });
    await staff.setPassword(email, 'waffles on a wednesday', cliActor);
    expect(await sessions.find(token)).toBeNull();
    await sessions.signIn({ email, password: 'waffles on a wednesday' });
  });
});

describe('API keys', () => {
  let now: Date;

  beforeEach(() => {
    now = new Date(Date.now() + 3_600_000);
    jest.spyOn(app.clock, 'now').mockImplementation(() => now);
  });

  afterEach(() => {
    jest.restoreAllMocks();
  });

  async function endOf(id: string): Promise<number | null> {
    const [row] = await api.rows<{ at: Date | null }>('SELECT expires_at AS at FROM api_keys WHERE id = $1', [
      id,
    ]);
    return row?.at ? row.at.getTime() - now.getTime() : null;
  }

  // Any revocation makes this instance look every key up again.
  async function forgetFound(): Promise<void> {
    const { id } = await keys.create({ name: 'gone', role: 'viewer', actor: cliActor });
    await keys.revoke(id, cliActor);
  }

  it('are shown once and kept as a hash', async () => {
    const { id, key } = await keys.create({ name: 'CRM', role: 'viewer', actor: cliActor });
    expect(key).toMatch(/^omni_[\w-]{43}$/);
    const stored = await api.rows('SELECT * FROM api_keys WHERE id = $1', [id]);
    expect(JSON.stringify(stored)).not.toContain(key);
    expect(stored[0]).toMatchObject({ prefix: key.slice(0, 11), created_by: 'command line' });
    expect(JSON.stringify(await keys.list())).not.toContain(key);
  });

  it('carry no scope that their role lacks', async () => {
    const beyond = { name: 'x', role: 'viewer', scopes: ['customers:write'], actor: cliActor } as const;
    await expect(keys.create(beyond)).rejects.toMatchObject({
      kind: 'invalid',
      errors: [{ path: 'scopes' }],
    });
  });

  it.each([
    ['admin', undefined, { read: 200, write: 201, audit: 200 }],
    ['support', undefined, { read: 200, write: 201, audit: 403 }],
    ['viewer', undefined, { read: 200, write: 403, audit: 403 }],
    ['admin', ['customers:read'], { read: 200, write: 403, audit: 403 }],
    ['admin', ['audit:read'], { read: 403, write: 403, audit: 200 }],
  ] as const)('of role %s with scopes %j reach what they may', async (role, scopes, expected) => {
    const key = await app.apiKey(role, scopes);
    const status = async (method: string, path: string, body?: object): Promise<number> =>
      (await app.call(method, path, { key, body })).status;
    expect({
      read: await status('GET', '/v1/customers'),
      write: await status('POST', '/v1/customers', { type: 'individual', name: 'By Scope' }),
      audit: await status('GET', '/v1/audit'),
    }).toEqual(expected);
  });

  it('stop at once where they are revoked, and within five seconds in another instance', async () => {
    await using other = await startTestApp({ beside: app });
    const { id, key } = await keys.create({ name: 'soon gone', role: 'viewer', actor: cliActor });
    for (const instance of [app, other])
      expect((await instance.call('GET', '/v1/customers', { key })).status).toBe(200);
    await keys.revoke(id, cliActor);
    const revokedAt = performance.now();
    expect((await app.call('GET', '/v1/customers', { key })).status).toBe(401);
    while ((await other.call('GET', '/v1/customers', { key })).status === 200) {
      expect(performance.now() - revokedAt).toBeLessThan(5_000);
      await wait(100);
    }
    expect((await api.auditOf(`api_key:${id}`)).map(({ action }) => action)).toContain('api_key.revoked');
    await keys.revoke(id, cliActor);
    await expect(keys.revoke('0190a000-0000-7000-8000-000000000000', cliActor)).rejects.toMatchObject({
      kind: 'not_found',
    });
  });

  it('end by themselves, which their holder is told', async () => {
    const key = await keys.create({ name: 'for a day', role: 'viewer', expiresInDays: 1, actor: cliActor });
    const call = (): ReturnType<TestApp['call']> => app.call('GET', '/v1/customers', { key: key.key });
    expect((await call()).status).toBe(200);
    expect(await endOf(key.id)).toBe(DAY_MS);
    await api.rows("UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1", [key.id]);
    await forgetFound();
    expect(problem(await call())).toMatchObject({ status: 401, detail: 'This API key has expired.' });
  });

  it('are rotated once into one that may do the same, and work beside it until the overlap ends', async () => {
    const scopes = ['customers:read'] as const;
    const old = await keys.create({ name: 'shop', role: 'support', scopes, actor: cliActor });
    const rotation = { id: old.id, newId: '0190a000-0000-7000-8000-0000000000f2', actor: cliActor } as const;
    const [first, second] = await Promise.allSettled([
      keys.rotate({ ...rotation, overlapHours: 24, expiresInDays: 90 }),
      keys.rotate({ ...rotation, newId: '0190a000-0000-7000-8000-0000000000f3', overlapHours: 24 }),
    ]);
    const made = [first, second].filter((one) => one.status === 'fulfilled');
    expect(made).toHaveLength(1);
    const { id, key } = made[0]?.value ?? { id: '', key: '' };
    const status = async (held: string, path = '/v1/customers'): Promise<number> =>
      (await app.call('GET', path, { key: held })).status;
    expect([await status(old.key), await status(key), await status(key, '/v1/invoices')]).toEqual([
      200, 200, 403,
    ]);
    expect([await endOf(old.id), await endOf(id)]).toEqual([DAY_MS, made[0] === first ? 90 * DAY_MS : null]);
    await api.rows("UPDATE api_keys SET expires_at = now() - interval '1 second' WHERE id = $1", [old.id]);
    await forgetFound();
    expect([await status(old.key), await status(key)]).toEqual([401, 200]);
    const [row] = await api.rows('SELECT name, role, scopes FROM api_keys WHERE id = $1', [id]);
    expect(row).toEqual({ name: 'shop', role: 'support', scopes: ['customers:read'] });
    expect((await api.auditOf(`api_key:${old.id}`)).map(({ action }) => action)).toContain('api_key.rotated');
  });

  it('end with the overlap, before it where they would anyway, and at once without one', async () => {
    const rotated = async (expiresInDays: number, overlapHours: number): Promise<[number | null, number]> => {
      const old = await keys.create({ name: 'short', role: 'viewer', expiresInDays, actor: cliActor });
      expect((await app.call('GET', '/v1/customers', { key: old.key })).status).toBe(200);
      await keys.rotate({ id: old.id, overlapHours, actor: cliActor });
      return [await endOf(old.id), (await app.call('GET', '/v1/customers', { key: old.key })).status];
    };
    expect(await rotated(90, 168)).toEqual([7 * DAY_MS, 200]);
    expect(await rotated(1, 168)).toEqual([DAY_MS, 200]);
    expect(await rotated(90, 0)).toEqual([0, 401]);
  });

  it('are told anew to whoever asks again under the same id, unless somebody used the first', async () => {
    const wish = { id: '0190a000-0000-7000-8000-0000000000f4', name: 'lost answer', role: 'viewer' } as const;
    const lost = await keys.create({ ...wish, actor: cliActor });
    const { key } = await keys.create({ ...wish, actor: cliActor });
    expect(await keys.find(lost.key)).toBeNull();
    expect(await keys.find(key)).toMatchObject({ id: wish.id });
    await expect(keys.create({ ...wish, actor: cliActor })).rejects.toMatchObject({
      extra: { reason: 'secret_not_shown_again' },
    });
    const [told] = await api.auditOf(`api_key:${wish.id}`);
    expect(told).toMatchObject({ action: 'api_key.created', details: { again: true } });
  });

  it('note their last use no more often than once a minute', async () => {
    const { id, key } = await keys.create({ name: 'used', role: 'viewer', actor: cliActor });
    const lookedUpAgain = async (lastUsed: string): Promise<Date | undefined> => {
      await api.rows(`UPDATE api_keys SET last_used_at = now() - interval '${lastUsed}' WHERE id = $1`, [id]);
      await forgetFound();
      const [before] = await api.rows<{ at: Date }>('SELECT last_used_at AS at FROM api_keys WHERE id = $1', [
        id,
      ]);
      await app.call('GET', '/v1/customers', { key });
      const [after] = await api.rows<{ at: Date }>('SELECT last_used_at AS at FROM api_keys WHERE id = $1', [
        id,
      ]);
      return after?.at.getTime() === before?.at.getTime() ? undefined : after?.at;
    };
    expect(await lookedUpAgain('2 minutes')).toBeInstanceOf(Date);
    expect(await lookedUpAgain('30 seconds')).toBeUndefined();
  });
});

describe('managing staff and keys in the panel', () => {
  const ID = '0190a000-0000-7000-8000-0000000000f5';
  const KEY = '0123456789abcdef0123456789abcdef';

  it.each(['support', 'viewer'] as const)(
    'is refused to %s by the server, whatever the page showed',
    async (role) => {
      const actor: Actor = { kind: 'staff', id: ID, name: role, scopes: new Set(ROLE_SCOPES[role]) };
      const members = app.app.get(PanelStaff);
      const apiKeys = app.app.get(PanelApiKeys);
      const query = { filter: {}, cursor: null, limit: 50 };
      const wish = { key: KEY, name: 'x', email: 'x@example.com', role, locale: 'en' } as const;
      for (const attempt of [
        members.list(query, actor),
        members.get(ID, actor),
        members.add(wish, actor),
        members.changeRole(ID, 'admin', actor),
        members.disable(ID, actor),
        members.enable(ID, actor),
        members.resetPassword(ID, actor),
        members.sessionsOf(ID, actor),
        members.endSessions(ID, null, actor),
        apiKeys.list(query, actor),
        apiKeys.get(ID, actor),
        apiKeys.add({ key: KEY, name: 'x', role: 'admin' }, actor),
        apiKeys.rotate({ key: KEY, id: ID, overlap_hours: 1 }, actor),
        apiKeys.revoke(ID, actor),
      ])
        await expect(attempt).rejects.toMatchObject({ kind: 'forbidden' });
    },
  );
});

describe('what the panel shows once', () => {
  let cookie: string;

  beforeAll(async () => {
    const { email } = await person('admin');
    cookie = `omnicrm_panel=${(await sessions.signIn({ email, password: PASSWORD })).token}`;
  });

  async function post(path: string, body: object): Promise<{ status: number; body: Record<string, string> }> {
    const [resource = '', action = ''] = path.split('/');
    const headers = { cookie, 'sec-fetch-site': 'same-origin' };
    const url = `/admin/api/resources/${resource}/actions/${action}`;
    const { status, body: answer } = await app.call('POST', url, { key: null, body, headers });
    return { status, body: answer as Record<string, string> };
  }

  const USED = { status: 409, body: { reason: 'secret_not_shown_again' } };
  let sent = 0;

  /** Sends the same wish twice, as after a lost answer: both answers hold nothing but a secret, of which the second counts. */
  async function twice(
    path: string,
    wish: object,
  ): Promise<{ secrets: [string, string]; again: () => ReturnType<typeof post> }> {
    sent += 1;
    const keyed = { key: sent.toString(16).padStart(32, '0'), ...wish };
    const answers = [await post(path, keyed), await post(path, keyed)];
    const [lost = '', secret = ''] = answers.map(({ body }) => body['secret']);
    expect(answers).toEqual([lost, secret].map((one) => ({ status: 200, body: { secret: one } })));
    expect(lost).not.toBe(secret);
    for (const shown of [lost, secret]) expect(app.log.lines.join('')).not.toContain(shown);
    for (const table of ['staff', 'api_keys', 'audit_entries', 'idempotency_keys'])
      for (const shown of [lost, secret])
        expect(await api.rows(`SELECT 1 FROM ${table} AS t WHERE strpos(t::text, $1) > 0`, [shown])).toEqual(
          [],
        );
    return { secrets: [lost, secret], again: () => post(path, keyed) };
  }

  it('is one member with the later password, which is told no more once it was used', async () => {
    const email = 'shown.once@example.com';
    const added = await twice('staff/add', { name: 'Shown Once', email, role: 'viewer', locale: 'ar' });
    const rows = await api.rows<{ id: string }>('SELECT id FROM staff WHERE email = $1', [email]);
    expect(rows).toHaveLength(1);
    const [lost, password] = added.secrets;
    await expect(sessions.signIn({ email, password: lost })).rejects.toBeInstanceOf(SignInRefused);
    await sessions.signIn({ email, password });
    expect(await added.again()).toMatchObject(USED);

    const id = rows[0]?.id ?? '';
    const reset = await post('staff/reset_password', { id });
    expect(reset).toEqual({ status: 200, body: { secret: expect.any(String) } });
    await sessions.signIn({ email, password: reset.body['secret'] ?? '' });
    expect(await post('staff/end_sessions', { id })).toEqual({ status: 200, body: { ended: 1 } });
  });

  it('is one key, and one in its place, which are told no more once they were used', async () => {
    const call = async (key: string): Promise<number> =>
      (await app.call('GET', '/v1/customers', { key })).status;
    const ids = (): Promise<{ id: string }[]> =>
      api.rows("SELECT id FROM api_keys WHERE name = 'Shown' ORDER BY id");
    const added = await twice('api-keys/add', { name: 'Shown', role: 'viewer', expires_in_days: 30 });
    const [made, ...more] = await ids();
    expect([more, await call(added.secrets[0]), await call(added.secrets[1])]).toEqual([[], 401, 200]);
    expect(await added.again()).toMatchObject(USED);

    const rotated = await twice('api-keys/rotate', { id: made?.id, overlap_hours: 1 });
    expect(await ids()).toHaveLength(2);
    expect([await call(rotated.secrets[0]), await call(rotated.secrets[1])]).toEqual([401, 200]);
    expect(await rotated.again()).toMatchObject(USED);
  });
});

describe('the guard', () => {
  it.each([
    ['nothing', undefined],
    ['another scheme', 'Basic YTpi'],
    ['an empty key', 'Bearer '],
    ['an unknown key', `Bearer omni_${'x'.repeat(43)}`],
    ['what is no key', 'Bearer hello'],
    ['a forged token', 'Bearer k1.e30.AAAA'],
  ])('answers 401 to %s', async (_, authorization) => {
    const answer = await app.call('GET', '/v1/customers', {
      key: null,
      headers: authorization === undefined ? {} : { authorization },
    });
    expect(answer.status).toBe(401);
    expect(problem(answer).code).toBe('unauthenticated');
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  it('asks who is there before it says what is there', async () => {
    for (const path of [
      '/v1/customers/x',
      '/v1/customers/0190a000-0000-7000-8000-000000000000',
      '/v1/audit?cursor=x',
    ])
      expect((await app.call('GET', path, { key: null })).status).toBe(401);
  });

  it('takes the scheme in any case', async () => {
    const key = await app.apiKey('viewer');
    const answer = await app.call('GET', '/v1/customers', {
      key: null,
      headers: { authorization: `bearer ${key}` },
    });
    expect(answer.status).toBe(200);
  });

  it('lets a setup’s token do nothing but finish that setup', async () => {
    const setup = '0190a000-0000-7000-8000-00000000000a';
    const claims = { setup, customer: '0190a000-0000-7000-8000-00000000000b' };
    const sign = (at: Date): string => app.app.get(SignedTokens).sign('setup', claims, at);
    const soon = new Date(Date.now() + 60_000);
    const key = sign(soon);
    const status = async (path: string, token = key): Promise<number> =>
      (await app.call('GET', path, { key: token })).status;
    expect(await status('/v1/customers')).toBe(403);
    expect(await status(`/v1/customers/${claims.customer}`)).toBe(403);
    expect(await status('/v1/payment-method-setups/0190a000-0000-7000-8000-00000000000c')).toBe(404);
    expect(await status(`/v1/payment-method-setups/${setup}`, sign(new Date(Date.now() - 1_000)))).toBe(401);
    // Let in, and there is no such setup.
    expect(await status(`/v1/payment-method-setups/${setup}`)).toBe(404);
    const link = app.app.get(SignedTokens).sign('care_link', { id: setup }, soon);
    expect(await status(`/v1/payment-method-setups/${setup}`, link)).toBe(401);
  });

  it('shows metrics to this host, but not to whom a proxy on it speaks for', async () => {
    expect((await app.call('GET', '/metrics', { key: null })).status).toBe(200);
    const forwarded = { key: null, headers: { 'x-forwarded-for': '203.0.113.9' } };
    expect((await app.call('GET', '/metrics', forwarded)).status).toBe(401);
    expect((await app.call('GET', '/metrics', { key: await app.apiKey('admin') })).status).toBe(200);
    expect(
      (await app.call('GET', '/metrics', { key: await app.apiKey('admin', ['audit:read']) })).status,
    ).toBe(403);
  });

  it('audits refused keys, once a minute for an address', async () => {
    await using other = await startTestApp({ beside: app });
    const key = `omni_${'x'.repeat(43)}`;
    const refusals = async (): Promise<AuditBody[]> => {
      const trail = await api.pages<AuditBody>('/v1/audit?entity=api_key:unknown&limit=200');
      return trail.flat().filter(({ action }) => action === 'api_key.refused');
    };
    const before = await refusals();
    for (let i = 0; i < 5; i += 1) expect((await other.call('GET', '/v1/audit', { key })).status).toBe(401);
    const entries = await refusals();
    expect(entries).toHaveLength(before.length + 1);
    expect(entries[0]).toMatchObject({ actor: { kind: 'system' }, ip: '127.0.0.1' });
  });
});

describe('the audit trail', () => {
  it('lists by entity, actor and customer, in pages', async () => {
    const customer = await api.customer();
    for (let i = 0; i < 4; i += 1)
      await api.patch(`/v1/customers/${customer.id}`, { name: `Name ${String(i)}` });
    const pages = await api.pages<AuditBody>(`/v1/audit?entity=${customer.id}&limit=2`);
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    const all = pages.flat();
    expect(all.map(({ action }) => action)).toEqual([
      ...Array<string>(4).fill('customer.updated'),
      'customer.created',
    ]);
    const actor = all[0]?.actor.id ?? '';
    const of = async (query: string): Promise<readonly AuditBody[]> =>
      (await api.get<Page<AuditBody>>(`/v1/audit?${query}`)).data;
    expect(await of(`customer_id=${customer.id}`)).toEqual(all);
    expect(await of(`entity=customer:${customer.id}&actor=${actor}`)).toEqual(all);
    expect(await of(`entity=customer:${customer.id}&actor=system`)).toEqual([]);
    expect((await of('actor=cli')).every((entry) => entry.actor.kind === 'cli')).toBe(true);
    expect((await of('entity=staff')).every((entry) => entry.entity.type === 'staff')).toBe(true);
  });

  it('refuses what is no cursor of its own', async () => {
    await api.refused(422, 'GET', '/v1/audit?cursor=abc');
    await api.refused(422, 'GET', '/v1/audit?customer_id=abc');
    await api.refused(422, 'GET', '/v1/audit?entity=%00');
  });
});
