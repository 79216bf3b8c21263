import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { CardStage } from '../support/card-stage.js';

describe('removing, checking and ordering payment methods', () => {
  let app: TestApp;
  let stage: CardStage;

  beforeAll(async () => {
    app = await startTestApp();
    stage = new CardStage(app);
  });

  afterEach(() => {
    app.stripe.faults.clear();
  });

  afterAll(async () => {
    await app[Symbol.asyncDispose]();
  });

  const outcome = ({ status, body }: Answer): [number, unknown] => [status, body?.code];

  const held = (customer: string): Promise<Answer> =>
    app.call('POST', `/v1/customers/${customer}/subscriptions`, {
      body: {
        service_type: 'mobile',
        name: 'Mobile M',
        billing_mode: 'postpaid',
        price: { amount: 2500, currency: 'GBP' },
        requires_payment_method: true,
      },
    });

  async function withCards(count: number): Promise<{ customer: string; methods: string[] }> {
    const customer = await stage.customer();
    const methods: string[] = [];
    for (let made = 0; made < count; made += 1)
      methods.push((await stage.addToken(customer)).body.id as string);
    return { customer, methods };
  }

  it('leaves the default while another usable method stands', async () => {
    const { customer, methods } = await withCards(2);
    expect(outcome(await stage.remove(methods[0] ?? ''))).toEqual([409, 'default_in_use']);
    expect(outcome(await stage.remove(methods[0] ?? '', '?force=true&confirm_last=true'))).toEqual([
      409,
      'default_in_use',
    ]);
    expect((await stage.remove(methods[1] ?? '')).status).toBe(204);
    expect((await stage.list(customer)).map(({ id }) => id)).toEqual([methods[0]]);
    expect(stage.tokensAtVendor(customer)).toHaveLength(1);
    expect(outcome(await stage.remove(methods[1] ?? ''))).toEqual([404, 'not_found']);
  });

  it('asks before the last usable method goes', async () => {
    const { customer, methods } = await withCards(1);
    expect(outcome(await stage.remove(methods[0] ?? ''))).toEqual([409, 'last_method_confirmation_required']);
    expect(outcome(await stage.remove(methods[0] ?? '', '?confirm_last=false'))).toEqual([
      409,
      'last_method_confirmation_required',
    ]);
    expect((await stage.remove(methods[0] ?? '', '?confirm_last=true')).status).toBe(204);
    expect(await stage.list(customer)).toEqual([]);
    expect(stage.tokensAtVendor(customer)).toEqual([]);
  });

  it('refuses while something needs it, names that, and lets an admin force it', async () => {
    const { customer, methods } = await withCards(1);
    const subscription = await held(customer);
    const asked = await stage.remove(methods[0] ?? '');
    expect(outcome(asked)).toEqual([409, 'last_method_confirmation_required']);
    expect(asked.body).toMatchObject({
      holds: [{ reference: subscription.body.id }],
      hint: expect.stringMatching(/^confirm_last=true alone will not remove it.*: Mobile M\. Add another/),
    });
    const refused = await stage.remove(methods[0] ?? '', '?confirm_last=true');
    expect(outcome(refused)).toEqual([409, 'last_method_in_use']);
    expect(refused.body.holds).toEqual([expect.objectContaining({ reference: subscription.body.id })]);
    const support = await app.call('DELETE', `/v1/payment-methods/${methods[0] ?? ''}?force=true`, {
      key: await app.apiKey('support'),
    });
    expect(outcome(support)).toEqual([403, 'forbidden']);
    expect((await app.call('GET', `/v1/customers/${customer}`)).body.auto_pay).toBe(true);
    expect((await stage.remove(methods[0] ?? '', '?force=true')).status).toBe(204);
    expect((await app.call('GET', `/v1/customers/${customer}`)).body.auto_pay).toBe(false);
  });

  it.each([
    ['warn', [204, undefined]],
    ['block', [409, 'last_method_in_use']],
  ])('follows the policy %s', async (policy, expected) => {
    const { customer, methods } = await withCards(1);
    if (policy === 'warn') await held(customer);
    await using strict = await startTestApp({
      beside: app,
      env: { PAYMENT_METHODS__LAST_METHOD_POLICY: policy },
    });
    const answer = await strict.call('DELETE', `/v1/payment-methods/${methods[0] ?? ''}?confirm_last=true`);
    expect(outcome(answer)).toEqual(expected);
  });

  it('is accepted while the vendor is away, and finished by the job', async () => {
    const { customer, methods } = await withCards(2);
    app.stripe.faults.add({
      kind: 'error_500_before',
      method: 'POST',
      path: '/v1/payment_methods/:id/detach',
      times: 0,
    });
    expect((await stage.remove(methods[1] ?? '')).status).toBe(202);
    const removing = await app.call('GET', `/v1/payment-methods/${methods[1] ?? ''}`);
    expect(removing.body.status).toBe('removing');
    const token = {
      vendor: 'stripe',
      vendor_payment_method_id: removing.body.vendor_payment_method_id as string,
    };
    expect(outcome(await stage.add(customer, token))).toEqual([422, 'vendor_token_used']);
    expect(outcome(await stage.makeDefault(methods[1] ?? ''))).toEqual([409, 'method_not_usable']);
    expect((await stage.remove(methods[1] ?? '')).status).toBe(202);
    app.stripe.faults.clear();
    await app.db.query(
      "UPDATE vendor_detachments SET due_at = now() - interval '1 second' WHERE done_at IS NULL",
    );
    await app.app.get(JobRunner).runNow('vendor-detachments');
    expect((await app.call('GET', `/v1/payment-methods/${methods[1] ?? ''}`)).body.status).toBe('removed');
    expect(stage.tokensAtVendor(customer)).toHaveLength(1);
    const [mails] = await app.db.query(
      `SELECT count(*)::int AS count FROM messages WHERE customer_id = $1 AND type = 'method_removed'`,
      [customer],
    );
    expect(mails).toEqual({ count: 1 });
  });

  it('counts what is gone at the vendor already as done', async () => {
    const { methods } = await withCards(2);
    const { body } = await app.call('GET', `/v1/payment-methods/${methods[1] ?? ''}`);
    app.stripe.control.detach(body.vendor_payment_method_id as string);
    expect((await stage.remove(methods[1] ?? '')).status).toBe(204);
  });

  it('happens once when two ask at once', async () => {
    const { customer, methods } = await withCards(2);
    const answers = await Promise.all(Array.from({ length: 5 }, () => stage.remove(methods[1] ?? '')));
    for (const { status } of answers) expect([202, 204, 404]).toContain(status);
    expect(answers.filter(({ status }) => status === 204).length).toBeGreaterThan(0);
    expect(await stage.list(customer)).toHaveLength(1);
    const mails = await app.db.query(
      `SELECT 1 FROM messages WHERE customer_id = $1 AND type = 'method_removed'`,
      [customer],
    );
    expect(mails).toHaveLength(1);
  });

  it('leaves one usable default when the two last are removed at once', async () => {
    const { customer, methods } = await withCards(2);
    await Promise.all(methods.map((method) => stage.remove(method)));
    const left = await stage.list(customer);
    expect(left.filter((method) => method.is_default)).toHaveLength(1);
  });

  it('tests a method at its bank without a charge', async () => {
    const customer = await stage.customer();
    const good = (await stage.addToken(customer)).body.id as string;
    expect((await app.call('POST', `/v1/payment-methods/${good}/verify`)).body).toEqual({ verified: true });
    expect(app.stripe.state.charges()).toEqual([]);
    const { body } = await app.call('GET', `/v1/payment-methods/${good}`);
    app.stripe.control.changeBehaviour(body.vendor_payment_method_id as string, { save: 'stolen_card' });
    expect((await app.call('POST', `/v1/payment-methods/${good}/verify`)).body).toEqual({
      verified: false,
      reason: 'issuer',
    });
    app.stripe.control.detach(body.vendor_payment_method_id as string);
    expect((await app.call('POST', `/v1/payment-methods/${good}/verify`)).body).toEqual({
      verified: false,
      reason: 'gone',
    });
    expect(outcome(await app.call('POST', `/v1/payment-methods/${good}/verify`))).toEqual([404, 'not_found']);
    const audited = await app.db.query(
      `SELECT 1 FROM audit_entries WHERE action = 'payment_method.verified' AND entity_id = $1`,
      [good],
    );
    expect(audited).toHaveLength(2);
  });

  it('takes a new name, and none', async () => {
    const { methods } = await withCards(1);
    const rename = (nickname: string | null): Promise<Answer> =>
      app.call('PATCH', `/v1/payment-methods/${methods[0] ?? ''}`, { body: { nickname } });
    expect((await rename('  Holiday  ')).body.nickname).toBe('Holiday');
    expect((await rename(null)).body.nickname).toBeNull();
    expect(outcome(await rename('x'.repeat(61)))).toEqual([422, 'validation_failed']);
  });

  it('orders backups with consent, of the customer’s own methods alone', async () => {
    const { customer, methods } = await withCards(3);
    const { methods: foreign } = await withCards(1);
    const order = (ids: readonly string[], consent: unknown = true): Promise<Answer> =>
      app.call('PUT', `/v1/customers/${customer}/backup-methods`, {
        body: { payment_method_ids: ids, consent },
      });
    const done = await order([methods[2] ?? '', methods[1] ?? '']);
    const positions = (done.body.data as { id: string; backup_position: number | null }[]).map(
      ({ id, backup_position }) => [id, backup_position],
    );
    expect(Object.fromEntries(positions)).toEqual({
      [methods[0] ?? '']: null,
      [methods[1] ?? '']: 2,
      [methods[2] ?? '']: 1,
    });
    expect(outcome(await order([methods[1] ?? ''], false))).toEqual([422, 'validation_failed']);
    expect(outcome(await order([methods[1] ?? '', methods[1] ?? '']))).toEqual([422, 'validation_failed']);
    expect(outcome(await order([foreign[0] ?? '']))).toEqual([422, 'validation_failed']);
    expect(
      (await stage.list(customer)).filter(
        (method) => 'backup_position' in method && method.backup_position !== null,
      ),
    ).toHaveLength(2);
    expect((await order([])).status).toBe(200);
  });
});
