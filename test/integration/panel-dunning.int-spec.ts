import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { JobRunner } from '../../src/common/jobs/job-runner.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { DunningStage, type FailedStory } from '../support/dunning-stage.js';
import { PanelApi, ROLES } from '../support/panel-api.js';
import { WebhookReceiver } from '../support/webhook-receiver.js';

const NOBODY = '0199a000-0002-7000-8000-000000000001';

let app: TestApp;
let stage: DunningStage;
let panel: PanelApi;

beforeAll(async () => {
  app = await startTestApp();
  stage = new DunningStage(app);
  panel = await PanelApi.open(app);
}, 90_000);

afterAll(async () => {
  await app[Symbol.asyncDispose]();
});

const caseId = async (story: FailedStory): Promise<string> => (await stage.caseOf(story)).id as string;
const pageOf = async (id: string): Promise<any> => (await panel.get(`dunning-cases/row?id=${id}`)).body.row;

describe('the list of cases', () => {
  it('says of each where it stands, what comes next and why the bank said no', async () => {
    const story = await stage.failedRenewal();
    const { body } = await panel.get(
      `dunning-cases/list?customer_id=${story.customer}&stage=grace`,
      'viewer',
    );
    expect(body.rows).toMatchObject([
      {
        customer: { time_zone: 'Europe/London' },
        service: { name: 'Mobile M', state: 'active' },
        stage: 'grace',
        day: 1,
        owed: { amount: 1200, currency: 'GBP' },
        next: [{ does: 'charge', at: '2027-03-03T09:00:00.000Z', cause: 'ladder' }],
        last_decline: { bucket: 'funds' },
      },
    ]);
    const due = async (within: string): Promise<number> =>
      (await panel.get(`dunning-cases/list?customer_id=${story.customer}&due=${within}`)).body.rows.length;
    expect([await due('today'), await due('3')]).toEqual([0, 1]);
    expect((await panel.get('dunning-cases/list?stage=lost')).status).toBe(422);
  });

  it('leaves out what is over unless it is asked for', async () => {
    const story = await stage.failedRenewal();
    const id = await caseId(story);
    expect((await panel.post('dunning-cases/close', { id, reason: 'a mistake' })).status).toBe(200);
    const found = async (more = ''): Promise<string[]> =>
      (await panel.get(`dunning-cases/list?customer_id=${story.customer}${more}`)).body.rows.map(
        ({ state }: { state: string }) => state,
      );
    expect([await found(), await found('&state=any'), await found('&state=paused')]).toEqual([
      [],
      ['closed'],
      [],
    ]);
  });
});

describe('a case in the panel', () => {
  it('is paused with a reason and goes on, each on its timeline under the clerk’s name', async () => {
    const story = await stage.failedRenewal();
    const id = await caseId(story);
    const wish = { id, until: '2027-03-05', reason: 'pays on Friday' };
    expect((await panel.post('dunning-cases/pause', wish, 'viewer')).status).toBe(403);
    expect((await panel.post('dunning-cases/pause', { ...wish, reason: ' ' })).status).toBe(422);
    expect((await panel.post('dunning-cases/pause', wish)).status).toBe(200);
    const paused = await pageOf(id);
    expect(paused).toMatchObject({ state: 'paused', no_charge: 'paused' });
    expect(paused.timeline.at(-1)).toMatchObject({
      kind: 'paused',
      actor: { kind: 'staff', name: 'support person' },
      details: { until: '2027-03-05', reason: 'pays on Friday' },
    });
    expect((await panel.post('dunning-cases/resume', { id })).status).toBe(200);
    expect((await pageOf(id)).state).toBe('open');
  });

  it('shows what is to come and what its card may still be asked', async () => {
    const page = await pageOf(await caseId(await stage.failedRenewal()));
    expect(page.outlook.entries.map(({ does }: { does: string }) => does)).toEqual(
      expect.arrayContaining(['charge', 'enter', 'call_task', 'suspend', 'request_approval']),
    );
    expect(page.caps).toMatchObject([
      { network: 'visa', used: { in_30d: 1 }, most: { in_30d: 15, by_hand_in_30d: 20 }, free_at: null },
    ]);
    expect(page.policy.document.stages.suspended).toBe(8);
  });

  it('is charged by whoever knows who is calling, once for each key', async () => {
    const story = await stage.failedRenewal();
    const id = await caseId(story);
    const wish = { key: PanelApi.key(), id };
    const unknown = await panel.post('dunning-cases/retry', wish);
    expect([unknown.status, unknown.body.code]).toEqual([403, 'identity_check_required']);
    await panel.post('customers/verify_identity', { customer_id: story.customer, method: 'call_back' });
    stage.answer(story.customer, 'succeeds');
    for (let sent = 0; sent < 2; sent += 1)
      expect((await panel.post('dunning-cases/retry', wish)).body).toMatchObject({
        state: 'recovered',
        owed: { amount: 0 },
        attempts: [{ state: 'declined' }, { state: 'succeeded', cause: 'by_hand' }],
      });
  });

  it('keeps what was done in a call on its timeline, and of no other customer’s', async () => {
    const story = await stage.failedRenewal();
    const id = await caseId(story);
    const note = { customer_id: story.customer, case_id: id, steps: { identity: 'done', card: 'skipped' } };
    expect((await panel.post('dunning-cases/note_call', note)).status).toBe(200);
    expect((await pageOf(id)).timeline.at(-1)).toMatchObject({
      kind: 'phone_call',
      details: { steps: { identity: 'done', card: 'skipped' } },
    });
    const other = await stage.failedRenewal();
    expect(
      (await panel.post('dunning-cases/note_call', { ...note, customer_id: other.customer })).status,
    ).toBe(404);
  });

  it('waits for an admin who approves or writes off', async () => {
    const story = await stage.failedRenewal();
    for (const day of [4, 8, 15]) await stage.onDay(story, day);
    const id = await caseId(story);
    expect(await pageOf(id)).toMatchObject({ state: 'awaiting_approval', waits_for: 'approval' });
    const { rows } = (await panel.get('call-tasks/list?kind=approval')).body;
    const tasks = rows.filter((row: any) => row.case.id === id);
    expect(tasks).toMatchObject([{ case: { id }, acts: ['terminate', 'collections'], overdue: false }]);
    expect((await panel.post('dunning-cases/approve', { id })).status).toBe(403);
    expect((await panel.post('dunning-cases/approve', { id }, 'admin')).status).toBe(200);
    expect((await stage.serviceOf(story)).state).toBe('terminated');
    const reason = { id, reason: 'too old' };
    expect((await panel.post('dunning-cases/write_off', reason)).status).toBe(403);
    expect((await panel.post('dunning-cases/write_off', reason, 'admin')).status).toBe(200);
    expect((await pageOf(id)).state).toBe('written_off');
  });
});

describe('a customer', () => {
  it('is left alone with a reason until somebody ends it', async () => {
    const story = await stage.failedRenewal();
    const of = { customer_id: story.customer };
    const standing = async (): Promise<unknown> =>
      (await panel.get(`dunning-cases/of_customer?customer_id=${story.customer}`)).body.exemption;
    expect(await standing()).toBeNull();
    await panel.post('dunning-cases/exempt', { ...of, reason: 'a complaint', until: '2027-04-01' });
    expect(await standing()).toMatchObject({ reason: 'a complaint', until: '2027-03-31T23:00:00.000Z' });
    await panel.post('dunning-cases/end_exemption', of);
    expect(await standing()).toBeNull();
  });
});

describe('a call task', () => {
  it('says whom to call about what, is overdue the day after, and done with its outcome', async () => {
    const story = await stage.failedRenewal({
      today: '2027-05-03',
      customer: { phone: '+442079460018', locale: 'ar' },
    });
    for (const day of [4, 7]) await stage.onDay(story, day);
    const tasks = async (due: string): Promise<any[]> =>
      (await panel.get(`call-tasks/list?kind=call&due=${due}`)).body.rows.filter(
        (row: any) => row.case.customer_id === story.customer,
      );
    const [task] = await tasks('today');
    expect(task).toMatchObject({
      kind: 'call',
      overdue: false,
      method: { brand: 'visa' },
      case: {
        customer: { phone: '+442079460018', locale: 'ar' },
        stage: 'warning',
        service: { name: 'Mobile M' },
      },
    });
    await stage.onDay(story, 8);
    expect([await tasks('today'), (await tasks('overdue')).length]).toEqual([[], 1]);
    const outcome = { id: task.id, outcome: 'promised', note: 'pays on Friday' };
    expect((await panel.post('call-tasks/done', outcome, 'viewer')).status).toBe(403);
    expect((await panel.post('call-tasks/done', outcome)).status).toBe(200);
    expect((await panel.post('call-tasks/done', outcome)).status).toBe(409);
    expect(await tasks('done')).toMatchObject([
      { outcome: 'promised', note: 'pays on Friday', done_by: 'support person' },
    ]);
  });
});

describe('a ladder', () => {
  const yaml = 'stages: { warning: 5, suspended: 9, terminated: 20 }\nretry_days: [2, 4]\n';

  it('is refused in words, with where each fault stands, and saved by nobody', async () => {
    for (const [text, path] of [
      [yaml, 'steps'],
      ['retry_days: [3, 2]', 'retry_days.1'],
      ['a: &a [1]\nb: *a', ''],
      ['retry_days: [', 'line 1'],
    ] as const) {
      const { body } = await panel.post('dunning-policies/check', { yaml: text }, 'admin');
      expect([text, body.faults.map((one: { path: string }) => one.path)]).toEqual([
        text,
        expect.arrayContaining([expect.stringContaining(path)]),
      ]);
      const saved = await panel.post('dunning-policies/save', { name: 'default', yaml: text }, 'admin');
      expect(saved.body).toMatchObject({ version: null });
    }
  });

  it('is written as its own text reads, compared by versions, and tried on a case that stands', async () => {
    const id = await caseId(await stage.failedRenewal());
    const versions = async (): Promise<any[]> =>
      (await panel.get('dunning-policies/versions?name=default', 'admin')).body.versions;
    const [first] = await versions();
    const same = await panel.post('dunning-policies/save', { name: 'default', yaml: first.yaml }, 'admin');
    expect(same.body).toMatchObject({ version: 1, policy: first.policy });
    const changed = { name: 'eager', yaml: 'retry_days: [2, 6, 14]' };
    expect((await panel.post('dunning-policies/save', changed, 'admin')).body.version).toBe(1);
    const { body } = await panel.get(`dunning-policies/what_if?case_id=${id}&name=eager&version=1`, 'admin');
    const firstCharge = (entries: any[]): string => entries.find(({ does }) => does === 'charge').at;
    expect([firstCharge(body.now.entries), firstCharge(body.then.entries)]).toEqual([
      '2027-03-03T09:00:00.000Z',
      '2027-03-02T09:00:00.000Z',
    ]);
  });
});

describe('outbound webhooks in the panel', () => {
  it('show a secret once, deliver again by a click, and stop when they are disabled', async () => {
    await using receiver = await WebhookReceiver.open();
    const wish = { key: PanelApi.key(), url: receiver.url('/hook'), description: null, event_types: null };
    const added = await panel.post('webhook-endpoints/add', wish, 'admin');
    expect(added.body.secret).toMatch(/^whsec_/);
    expect((await panel.post('webhook-endpoints/add', wish, 'admin')).body).toEqual(added.body);
    const [endpoint] = (await panel.get('webhook-endpoints/list', 'admin')).body.rows;
    expect(endpoint).toMatchObject({ url: receiver.url('/hook'), state: 'enabled' });
    expect(JSON.stringify(endpoint)).not.toContain('whsec_');
    await panel.post('webhook-endpoints/test', { key: PanelApi.key(), id: endpoint.id }, 'admin');
    await app.app.get(JobRunner).runNow('webhook-deliveries');
    const [delivery] = (await panel.get(`webhook-deliveries/list?endpoint_id=${endpoint.id}`, 'admin')).body
      .rows;
    expect(delivery).toMatchObject({ state: 'succeeded', endpoint_url: receiver.url('/hook') });
    expect((await panel.post('webhook-deliveries/replay', { id: delivery.id }, 'admin')).status).toBe(200);
    await app.app.get(JobRunner).runNow('webhook-deliveries');
    expect((await receiver.until('/hook', 2)).map(({ id }) => id)).toEqual([
      delivery.event_id,
      delivery.event_id,
    ]);
    const rotated = await panel.post(
      'webhook-endpoints/rotate',
      { key: PanelApi.key(), id: endpoint.id },
      'admin',
    );
    expect(rotated.body.secret).not.toBe(added.body.secret);
    await panel.post('webhook-endpoints/change', { id: endpoint.id, state: 'disabled' }, 'admin');
    expect((await panel.post('webhook-deliveries/replay', { id: delivery.id }, 'admin')).status).toBe(409);
    const bad = { ...wish, key: PanelApi.key(), url: 'ftp://x' };
    expect((await panel.post('webhook-endpoints/add', bad, 'admin')).status).toBe(422);
  });
});

describe('the report of recovery', () => {
  it('is a page and a file', async () => {
    const { body } = await panel.get('recovery/report?group_by=stage', 'viewer');
    expect(body).toMatchObject({ group_by: 'stage' });
    const csv = await app.call('GET', '/admin/export/recovery.csv?group_by=vendor', {
      key: null,
      headers: { cookie: panel.cookie('viewer') },
    });
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename="recovery-by-vendor.csv"');
  });
});

describe('roles', () => {
  const key = '0'.repeat(32);
  const id = NOBODY;
  const ALL = 'admin support viewer';
  const MATRIX: readonly (readonly [string, object | undefined, string])[] = [
    ['dunning-cases/list', undefined, ALL],
    [`dunning-cases/of_customer?customer_id=${id}`, undefined, ALL],
    ['call-tasks/list', undefined, ALL],
    ['recovery/report', undefined, ALL],
    ['dunning-cases/pause', { id, until: '2030-01-01', reason: 'x' }, 'admin support'],
    ['dunning-cases/resume', { id }, 'admin support'],
    ['dunning-cases/retry', { id, key }, 'admin support'],
    ['dunning-cases/close', { id, reason: 'x' }, 'admin support'],
    ['dunning-cases/exempt', { customer_id: id, reason: 'x' }, 'admin support'],
    ['dunning-cases/end_exemption', { customer_id: id }, 'admin support'],
    ['dunning-cases/note_call', { customer_id: id, case_id: id, steps: {} }, 'admin support'],
    ['call-tasks/done', { id, outcome: 'reached' }, 'admin support'],
    ['dunning-cases/approve', { id }, 'admin'],
    ['dunning-cases/write_off', { id, reason: 'x' }, 'admin'],
    ['dunning-policies/list', undefined, 'admin'],
    ['dunning-policies/versions?name=default', undefined, 'admin'],
    ['dunning-policies/check', { yaml: '' }, 'admin'],
    ['dunning-policies/save', { name: 'default', yaml: 'x: 1' }, 'admin'],
    [`dunning-policies/what_if?case_id=${id}&name=default&version=1`, undefined, 'admin'],
    ['webhook-endpoints/list', undefined, 'admin'],
    ['webhook-endpoints/event_types', undefined, 'admin'],
    ['webhook-endpoints/add', { key, url: 'x', description: null, event_types: null }, 'admin'],
    ['webhook-endpoints/change', { id, state: 'disabled' }, 'admin'],
    ['webhook-endpoints/remove', { id }, 'admin'],
    ['webhook-endpoints/rotate', { key, id }, 'admin'],
    ['webhook-endpoints/test', { key, id }, 'admin'],
    ['webhook-deliveries/list', undefined, 'admin'],
    ['webhook-deliveries/replay', { id }, 'admin'],
    ['vendor-events/replay', { id }, 'admin'],
  ];

  it.each(MATRIX)('%s %j is for %s', async (path, body, allowed) => {
    for (const role of ROLES) {
      const { status } = await panel.call(body ? 'POST' : 'GET', path, body, role);
      expect([role, status === 403, status < 500]).toEqual([role, !allowed.split(' ').includes(role), true]);
    }
  });
});
