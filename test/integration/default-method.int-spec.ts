import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { startTestApp, type Answer, type TestApp } from '../support/app.js';
import { CardStage } from '../support/card-stage.js';

describe('the default payment method', () => {
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

  const run = (job: string): Promise<number> => app.app.get(JobRunner).runNow(job);
  const outcome = ({ status, body }: Answer): [number, unknown] => [status, body?.code];

  it('is the first method, then another only when asked for', async () => {
    const customer = await stage.customer();
    const [first, second, third] = [
      await stage.addToken(customer),
      await stage.addToken(customer),
      await stage.addToken(customer, {}, { make_default: true }),
    ];
    expect([first.body.is_default, second.body.is_default, third.body.is_default]).toEqual([
      true,
      false,
      true,
    ]);
    expect(await stage.defaultOf(customer)).toBe(third.body.id);
    expect((await stage.list(customer)).map(({ id }) => id)).toEqual(
      [third, second, first].map(({ body }) => body.id as string),
    );
  });

  it('passes to the card on file when it is added again with that wish', async () => {
    const customer = await stage.customer();
    await stage.addToken(customer);
    const second = await stage.addToken(customer);
    const token = {
      vendor: 'stripe',
      vendor_payment_method_id: second.body.vendor_payment_method_id as string,
    };
    const again = await stage.add(customer, { ...token, make_default: true });
    expect([again.status, again.body.is_default]).toEqual([200, true]);
  });

  it('passes to a new method when it has expired, and never to an expired one', async () => {
    const customer = await stage.customer();
    const expired = await stage.expired(customer);
    expect(outcome(await stage.makeDefault(expired))).toEqual([409, 'method_not_usable']);
    const fresh = await stage.addToken(customer);
    expect(fresh.body.is_default).toBe(true);
    expect(outcome(await stage.makeDefault(expired))).toEqual([409, 'method_not_usable']);
    expect((await stage.remove(expired)).status).toBe(204);
  });

  it('is one after fifty adds and choices at once, and the database takes no second', async () => {
    const customer = await stage.customer();
    const standing = await Promise.all([stage.addToken(customer), stage.addToken(customer)]);
    const ids = standing.map(({ body }) => body.id as string);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        index % 2 === 0
          ? stage.addToken(customer, {}, { make_default: index % 4 === 0 })
          : stage.makeDefault(ids[(index >> 1) % 2] ?? ''),
      ),
    );
    expect(answers.filter(({ status }) => status >= 400).map(({ text }) => text)).toEqual([]);
    const methods = await stage.list(customer);
    expect(methods).toHaveLength(27);
    expect(methods.filter((method) => method.is_default)).toHaveLength(1);
    const byHand = app.db.query('UPDATE payment_methods SET is_default = true WHERE customer_id = $1', [
      customer,
    ]);
    await expect(byHand).rejects.toMatchObject({ code: '23505' });
  }, 60_000);

  it('is mirrored at the vendor by a job that tries again', async () => {
    const customer = await stage.customer();
    const first = await stage.addToken(customer);
    const second = await stage.addToken(customer);
    await run('default-mirror');
    const atVendor = (): unknown => stage.atVendor(customer)?.invoice_settings.default_payment_method;
    expect(atVendor()).toBe(first.body.vendor_payment_method_id);
    app.stripe.faults.add({ kind: 'error_500_before', method: 'POST', path: '/v1/customers/:id' });
    await stage.makeDefault(second.body.id as string);
    await run('default-mirror');
    expect(atVendor()).toBe(first.body.vendor_payment_method_id);
    await app.db.query(
      "UPDATE vendor_customers SET default_mirror_due_at = now() - interval '1 second' WHERE default_mirror_due_at IS NOT NULL",
    );
    await run('default-mirror');
    expect(atVendor()).toBe(second.body.vendor_payment_method_id);
  });

  it('of a customer deleted at the vendor goes with its cards, and holds up nobody else', async () => {
    const deleted = await stage.customer();
    const lost = await stage.addToken(deleted);
    const other = await stage.customer();
    const kept = await stage.addToken(other);
    await fetch(`${app.stripe.url}/v1/customers/${stage.atVendor(deleted)?.id ?? ''}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${app.config.vendors.stripe.secretKey ?? ''}` },
    });
    await run('default-mirror');
    expect(stage.atVendor(other)?.invoice_settings.default_payment_method).toBe(
      kept.body.vendor_payment_method_id,
    );
    expect(await stage.list(deleted)).toEqual([]);
    const rows = await app.db.query('SELECT status FROM payment_methods WHERE id = $1', [lost.body.id]);
    expect(rows).toEqual([{ status: 'removed' }]);
    expect(await app.db.query('SELECT 1 FROM vendor_customers WHERE customer_id = $1', [deleted])).toEqual(
      [],
    );
  });
});
