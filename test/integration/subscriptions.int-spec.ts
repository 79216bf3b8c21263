import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { uuidv7 } from '../../src/common/database/ids.js';
import { systemActor } from '../../src/common/http/principal.js';
import { SignedTokens } from '../../src/common/security/signed-tokens.js';
import {
  CardListings,
  CareLinks,
  CustomersService,
  Holds,
  SubscriptionLifecycle,
  type CustomerView,
  type SubscriptionView,
} from '../../src/modules/customers/index.js';
import { Api, refusedFields } from '../support/api.js';
import { startTestApp, type TestApp } from '../support/app.js';

let app: TestApp;
let api: Api;
let customer: CustomerView;

beforeAll(async () => {
  app = await startTestApp();
  api = new Api(app);
});

beforeEach(async () => {
  customer = await api.customer();
});

afterAll(async () => {
  await app[Symbol.asyncDispose]();
});

const robot = systemActor('test');

/** A card on file, listed as payment-methods lists it. */
async function card(options: { expiresOn?: string; customerId?: string } = {}): Promise<string> {
  const { expiresOn = '2040-12-31', customerId = customer.id } = options;
  const id = uuidv7();
  await app.db.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO payment_methods (id, customer_id, vendor, vendor_payment_method_id, payment_type, brand, last4, exp_month,
         exp_year, expires_on, status, source, created_at, updated_at)
       VALUES ($1::uuid, $2, 'stripe', 'pm_' || $1::text, 'card', 'visa', '4242', $3, $4, $5, 'active', 'setup', now(), now())`,
      [id, customerId, Number(expiresOn.slice(5, 7)), Number(expiresOn.slice(0, 4)), expiresOn],
    );
    const listed = { id, customerId, vendor: 'stripe', isDefault: false, expiresOn };
    await app.app.get(CardListings).list(tx, listed);
  });
  return id;
}

async function eventsOf(id: string): Promise<string[]> {
  const rows = await api.rows<{ type: string }>('SELECT type FROM events WHERE subject_id = $1 ORDER BY id', [
    id,
  ]);
  return rows.map(({ type }) => type);
}

async function listed(cardId: string): Promise<string[]> {
  const rows = await api.rows<{ service_type: string }>(
    'SELECT service_type FROM card_listings WHERE payment_method_id = $1 ORDER BY service_type COLLATE "C"',
    [cardId],
  );
  return rows.map((row) => row.service_type);
}

function holds(): Promise<{ kind: string; reference: string; label: string }[]> {
  return app.app.get(Holds).list(app.app.get(DataSource).manager, customer.id);
}

function act(id: string, verb: string, reason: string): Promise<SubscriptionView> {
  return api.post(`/v1/subscriptions/${id}/${verb}`, { reason });
}

describe('a new subscription', () => {
  it('starts active when it needs no method', async () => {
    const made = await api.subscription(customer.id, {
      inventory: [{ kind: 'sim', serial: '8944110065198109999' }],
    });
    expect(made).toMatchObject({
      customer_id: customer.id,
      state: 'active',
      auto_renew: true,
      period: 'P1M',
      anchor_on: new Date().toISOString().slice(0, 10),
      next_invoice_on: null,
      requires_payment_method: false,
      payment_method_id: null,
      inventory: [{ kind: 'sim', serial: '8944110065198109999', description: null, state: 'in_use' }],
      suspensions: [],
    });
    expect(await api.get(`/v1/subscriptions/${made.id}`)).toEqual(made);
    expect(await eventsOf(made.id)).toEqual(['subscription.created', 'subscription.activated']);
    expect(await holds()).toEqual([]);
  });

  it('waits for a usable method when it requires one, and begins once when there is one', async () => {
    const made = await api.subscription(customer.id, { requires_payment_method: true });
    expect(made.state).toBe('pending_payment_method');
    expect(await eventsOf(made.id)).toEqual(['subscription.created']);
    expect(await holds()).toEqual([]);
    const customers = app.app.get(CustomersService);
    const activate = () =>
      app.db.transaction(async (tx) => {
        await customers.lock(tx, customer.id);
        return customers.activatePending(tx, customer.id, app.clock.now(), robot);
      });
    expect((await Promise.all([activate(), activate(), activate()])).sort()).toEqual([0, 0, 1]);
    expect(await api.get(`/v1/subscriptions/${made.id}`)).toMatchObject({ state: 'active' });
    expect(await eventsOf(made.id)).toEqual(['subscription.created', 'subscription.activated']);
    expect(await holds()).toEqual([
      { kind: 'subscription_requires_method', reference: made.id, label: 'Mobile M' },
    ]);
  });

  it('starts active beside a usable method, and waits beside an expired one', async () => {
    await card({ expiresOn: '2020-01-31' });
    expect((await api.subscription(customer.id, { requires_payment_method: true })).state).toBe(
      'pending_payment_method',
    );
    await card();
    expect((await api.subscription(customer.id, { requires_payment_method: true })).state).toBe('active');
  });

  it('may name a usable method of its customer and no other', async () => {
    const own = await card();
    const expired = await card({ expiresOn: '2020-01-31' });
    const other = await api.customer();
    const foreign = await card({ customerId: other.id });
    const path = `/v1/customers/${customer.id}/subscriptions`;
    const body = {
      service_type: 'mobile',
      name: 'M',
      billing_mode: 'prepaid',
      price: { amount: 1, currency: 'USD' },
    };

    expect((await api.subscription(customer.id, { payment_method_id: own })).payment_method_id).toBe(own);
    const answer = await app.call('POST', path, { body: { ...body, payment_method_id: foreign } });
    expect(answer.status).toBe(422);
    expect(refusedFields(answer)).toEqual(['payment_method_id']);
    const refused = await api.refused(409, 'POST', path, { body: { ...body, payment_method_id: expired } });
    expect(refused.code).toBe('method_not_usable');
    const [count] = await api.rows(
      'SELECT count(*)::int AS count FROM subscriptions WHERE customer_id = $1',
      [customer.id],
    );
    expect(count).toEqual({ count: 1 });
  });

  it.each([
    [{ service_type: 'Mobile!' }, 'service_type'],
    [{ period: 'P1M2D' }, 'period'],
    [{ period: '1 month' }, 'period'],
    [{ period: 'P100Y' }, 'period'],
    [{ anchor_on: '2026-02-30' }, 'anchor_on'],
    [{ anchor_on: '0026-11-01' }, 'anchor_on'],
    [{ next_invoice_on: '9999-12-31' }, 'next_invoice_on'],
    [{ price: { amount: -1, currency: 'USD' } }, 'price.amount'],
    [{ price: { amount: 1.5, currency: 'USD' } }, 'price.amount'],
    [{ price: { amount: 1, currency: 'EUR' } }, 'price.currency'],
    [{ inventory: [{ kind: 'cat', serial: '1' }] }, 'inventory.0.kind'],
    [{ inventory: Array(2).fill({ kind: 'sim', serial: '1' }) }, 'inventory'],
    [{ state: 'active' }, 'state'],
  ])('refuses %j and names the field', async (body, path) => {
    const plain = {
      service_type: 'mobile',
      name: 'M',
      billing_mode: 'prepaid',
      price: { amount: 1, currency: 'USD' },
    };
    const answer = await app.call('POST', `/v1/customers/${customer.id}/subscriptions`, {
      body: { ...plain, ...body },
    });
    expect(answer.status).toBe(422);
    expect(refusedFields(answer)).toEqual([path]);
  });
});

describe('suspending and restoring', () => {
  it('opens one suspension when two ask at once, and tells of it once', async () => {
    const { id } = await api.subscription(customer.id);
    const both = await Promise.all([act(id, 'suspend', 'non_payment'), act(id, 'suspend', 'non_payment')]);
    expect(both.map(({ state }) => state)).toEqual(['suspended', 'suspended']);
    const rows = await api.rows('SELECT reason FROM subscription_suspensions WHERE subscription_id = $1', [
      id,
    ]);
    expect(rows).toEqual([{ reason: 'non_payment' }]);
    expect((await eventsOf(id)).filter((type) => type === 'subscription.suspended')).toHaveLength(1);
  });

  it('goes on only when the last reason is lifted', async () => {
    const { id } = await api.subscription(customer.id);
    await act(id, 'suspend', 'non_payment');
    const twice = await act(id, 'suspend', 'fraud');
    expect(twice.suspensions.map(({ reason }) => reason)).toEqual(['non_payment', 'fraud']);
    const refused = await api.refused(409, 'POST', `/v1/subscriptions/${id}/restore`, {
      body: { reason: 'staff' },
    });
    expect(refused).toMatchObject({ code: 'conflict', suspended_for: ['non_payment', 'fraud'] });
    expect((await act(id, 'restore', 'non_payment')).state).toBe('suspended');
    expect(await act(id, 'restore', 'fraud')).toMatchObject({ state: 'active', suspensions: [] });
    expect((await act(id, 'restore', 'fraud')).state).toBe('active');
    expect((await eventsOf(id)).slice(2)).toEqual(['subscription.suspended', 'subscription.restored']);
  });

  it('lets a payment lift what a payment caused, never what staff decided', async () => {
    const lifecycle = app.app.get(SubscriptionLifecycle);
    const paid = (id: string) => app.db.transaction((tx) => lifecycle.restorePaid(tx, id, robot));
    const first = await api.subscription(customer.id);
    await act(first.id, 'suspend', 'non_payment');
    await act(first.id, 'suspend', 'staff');
    expect(await paid(first.id)).toBe(false);
    expect(await api.get(`/v1/subscriptions/${first.id}`)).toMatchObject({
      state: 'suspended',
      suspensions: [{ reason: 'staff' }],
    });
    const second = await api.subscription(customer.id);
    await act(second.id, 'suspend', 'prepaid_empty');
    expect(await paid(second.id)).toBe(true);
    expect(await paid(second.id)).toBe(false);
    expect(await api.get(`/v1/subscriptions/${second.id}`)).toMatchObject({ state: 'active' });
  });

  it('refuses what its state does not allow', async () => {
    const { id } = await api.subscription(customer.id, { requires_payment_method: true });
    for (const verb of ['suspend', 'restore'])
      expect(
        (await api.refused(409, 'POST', `/v1/subscriptions/${id}/${verb}`, { body: { reason: 'staff' } }))
          .code,
      ).toBe('conflict');
    await act(id, 'terminate', 'never started');
    for (const verb of ['suspend', 'restore'])
      await api.refused(409, 'POST', `/v1/subscriptions/${id}/${verb}`, { body: { reason: 'staff' } });
    await api.refused(422, 'POST', `/v1/subscriptions/${id}/suspend`, { body: { reason: 'mood' } });
  });
});

describe('ending', () => {
  it('ends once, asks for what was lent, and holds nothing any more', async () => {
    await card();
    const { id } = await api.subscription(customer.id, {
      requires_payment_method: true,
      next_invoice_on: '2030-01-01',
      inventory: [
        { kind: 'sim', serial: 'S1' },
        { kind: 'equipment', serial: 'R1', description: 'Router' },
      ],
    });
    expect(await holds()).toHaveLength(1);
    await act(id, 'suspend', 'non_payment');
    expect(await holds()).toHaveLength(1);
    const ended = await Promise.all([act(id, 'terminate', 'moved away'), act(id, 'terminate', 'moved away')]);
    expect(ended[0]).toMatchObject({ state: 'terminated', next_invoice_on: null, suspensions: [] });
    expect(ended[0].inventory.map(({ state }) => state)).toEqual(['return_requested', 'return_requested']);
    expect((await eventsOf(id)).slice(2)).toEqual([
      'subscription.suspended',
      'subscription.terminated',
      'inventory.return_requested',
    ]);
    expect(await holds()).toEqual([]);
    await api.refused(409, 'PATCH', `/v1/subscriptions/${id}`, { body: { name: 'X' } });
    const returned = await api.patch<SubscriptionView>(`/v1/subscriptions/${id}`, {
      inventory: [{ kind: 'equipment', serial: 'R1', state: 'returned' }],
    });
    expect(returned.inventory).toMatchObject([{ serial: 'R1', description: 'Router', state: 'returned' }]);
  });

  it('audits each step with who did it', async () => {
    const { id } = await api.subscription(customer.id);
    await api.patch(`/v1/subscriptions/${id}`, {
      name: 'Mobile L',
      price: { amount: 1_900, currency: 'USD' },
    });
    await act(id, 'suspend', 'staff');
    await act(id, 'terminate', 'asked');
    const entries = await api.auditOf(`subscription:${id}`);
    expect(entries.map(({ action, details }) => [action, details])).toEqual([
      ['subscription.terminated', { reason: 'asked' }],
      ['subscription.suspended', { reason: 'staff' }],
      ['subscription.updated', { changed: ['name', 'price'] }],
      ['subscription.created', { state: 'active' }],
    ]);
    expect(new Set(entries.map(({ actor, customer_id }) => `${actor.kind} ${String(customer_id)}`))).toEqual(
      new Set([`api_key ${customer.id}`]),
    );
  });
});

describe('changing', () => {
  it('begins a waiting service that no longer needs a method', async () => {
    const { id } = await api.subscription(customer.id, { requires_payment_method: true });
    expect(await api.patch(`/v1/subscriptions/${id}`, { requires_payment_method: false })).toMatchObject({
      state: 'active',
    });
  });

  it('keeps the hold in line with need and name', async () => {
    const { id } = await api.subscription(customer.id);
    await api.patch(`/v1/subscriptions/${id}`, { requires_payment_method: true });
    await api.patch(`/v1/subscriptions/${id}`, { name: 'Mobile XL' });
    expect(await holds()).toEqual([
      { kind: 'subscription_requires_method', reference: id, label: 'Mobile XL' },
    ]);
    await api.patch(`/v1/subscriptions/${id}`, { requires_payment_method: false });
    expect(await holds()).toEqual([]);
  });

  it('refuses a currency that its subscriptions are not priced in', async () => {
    await api.subscription(customer.id);
    const refused = await api.refused(409, 'PATCH', `/v1/customers/${customer.id}`, {
      body: { currency: 'EUR' },
    });
    expect(refused.code).toBe('conflict');
  });

  it('lists newest first in pages', async () => {
    const made: string[] = [];
    for (let i = 0; i < 5; i += 1) made.push((await api.subscription(customer.id)).id);
    const pages = await api.pages<SubscriptionView>(`/v1/customers/${customer.id}/subscriptions?limit=2`);
    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages.flat().map(({ id }) => id)).toEqual(made.reverse());
  });
});

describe('the list of cards', () => {
  it('has a row for any service and one for each service type that has not ended', async () => {
    const mobile = await api.subscription(customer.id, { service_type: 'mobile' });
    await api.subscription(customer.id, { service_type: 'mobile' });
    const tv = await api.subscription(customer.id, { service_type: 'tv', requires_payment_method: true });
    const first = await card();
    const second = await card();
    expect(await listed(first)).toEqual(['', 'mobile', 'tv']);

    await api.subscription(customer.id, { service_type: 'broadband' });
    for (const id of [first, second]) expect(await listed(id)).toEqual(['', 'broadband', 'mobile', 'tv']);
    await act(mobile.id, 'terminate', 'x');
    expect(await listed(first)).toEqual(['', 'broadband', 'mobile', 'tv']);
    await api.patch(`/v1/subscriptions/${tv.id}`, { service_type: 'phone' });
    expect(await listed(first)).toEqual(['', 'broadband', 'mobile', 'phone']);
    await act(tv.id, 'terminate', 'x');
    for (const id of [first, second]) expect(await listed(id)).toEqual(['', 'broadband', 'mobile']);
    await app.db.transaction((tx) => app.app.get(CardListings).unlist(tx, first));
    expect(await listed(first)).toEqual([]);
    expect(await listed(second)).toEqual(['', 'broadband', 'mobile']);
  });

  it('drops the type of a service that expired', async () => {
    const { id } = await api.subscription(customer.id, { service_type: 'tv' });
    const cardId = await card();
    await app.db.transaction((tx) => app.app.get(SubscriptionLifecycle).expire(tx, id, robot));
    expect(await listed(cardId)).toEqual(['']);
    expect((await eventsOf(id)).at(-1)).toBe('subscription.expired');
  });

  it('follows the customer’s type and time zone', async () => {
    await api.subscription(customer.id, { service_type: 'tv' });
    const id = await card();
    await api.patch(`/v1/customers/${customer.id}`, { type: 'business', time_zone: 'Asia/Riyadh' });
    const rows = await api.rows(
      'SELECT DISTINCT customer_type, time_zone, count(*) OVER ()::int AS count FROM card_listings WHERE payment_method_id = $1',
      [id],
    );
    expect(rows).toEqual([{ customer_type: 'business', time_zone: 'Asia/Riyadh', count: 2 }]);
  });

  it('lists many cards at once and leaves out what has no expiry', async () => {
    const other = await api.customer();
    await api.subscription(other.id, { service_type: 'tv' });
    const mine = await card();
    const theirs = await card({ customerId: other.id });
    await api.rows('DELETE FROM card_listings WHERE payment_method_id = ANY ($1)', [[mine, theirs]]);
    const facts = { vendor: 'stripe', isDefault: false, expiresOn: '2040-12-31' };
    await app.db.transaction((tx) =>
      app.app.get(CardListings).listMany(tx, [
        { ...facts, id: theirs, customerId: other.id },
        { ...facts, id: mine, customerId: customer.id },
        { ...facts, id: uuidv7(), customerId: customer.id, expiresOn: null },
      ]),
    );
    expect(await listed(mine)).toEqual(['']);
    expect(await listed(theirs)).toEqual(['', 'tv']);
  });
});

describe('a method that is removed', () => {
  it('pays no subscription and opens no link any more', async () => {
    const id = await card();
    const { id: paidByIt } = await api.subscription(customer.id, { payment_method_id: id });
    const links = app.app.get(CareLinks);
    const soon = new Date(app.clock.now().getTime() + 60_000);
    const token = app.app.get(SignedTokens).sign('care_link', { id }, soon);
    const reminder = { customerId: customer.id, purpose: 'add_payment_method' };
    expect(await links.resolve(token)).toMatchObject({ ok: true, ...reminder, paymentMethodId: id });
    await api.rows(
      `INSERT INTO messages (id, customer_id, type, category, state, locale, to_email, to_name, variables, dedupe_key, subject_id,
         not_before, next_attempt_at, created_at, state_changed_at)
       VALUES ($1::uuid, $2, 'card_expiry_7', 'reminder', 'sent', 'en', 'a@example.com', 'A', '{}', $1::text, $3, now(), now(), now(), now())`,
      [uuidv7(), customer.id, id],
    );
    await app.db.transaction(async (tx) => {
      await app.app.get(CardListings).unlist(tx, id);
      await app.app.get(CustomersService).methodRemoved(tx, id, app.clock.now());
    });
    expect(await links.resolve(token)).toMatchObject({ ok: false, why: 'revoked', ...reminder });
    expect(await links.grantOf(id)).toMatchObject({ ok: false, why: 'revoked' });
    expect(await api.get(`/v1/subscriptions/${paidByIt}`)).toMatchObject({ payment_method_id: null });
  });
});
