import { createSign } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Clock } from '../../src/common/clock/clock.js';
import { PayPalGateway, type WebhookHeaders } from '../../src/modules/vendors/index.js';
import type { PayPalOptions } from '../../src/modules/vendors/paypal-client.gateway.js';
import { type CertificateWish, SigningCertificate } from '../../src/sandbox/paypal/certificates.js';

const WEBHOOK_ID = 'WH-4T8T2';
const STAND_IN = 'http://127.0.0.1:8449';
const clock = new Clock();
const BODY = Buffer.from(
  JSON.stringify({
    id: 'WH-1',
    event_type: 'VAULT.PAYMENT-TOKEN.DELETED',
    create_time: '2026-11-21T10:00:00Z',
    resource: { id: 'token01', customer: { id: 'CUST01' } },
    summary: 'حُذفت البطاقة',
  }),
);
const INVALID = { code: 'webhook_signature_invalid' };

const OPTIONS: PayPalOptions = {
  mode: 'sandbox',
  clientId: 'c',
  clientSecret: 's',
  webhookId: WEBHOOK_ID,
  apiBase: STAND_IN,
  jsUrl: null,
  concurrency: 1,
  clock,
};

let certificate: SigningCertificate;
let pem: string;
let fetched: string[];
beforeAll(async () => {
  certificate = new SigningCertificate(() => clock.real());
  pem = await certificate.pem();
});
beforeEach(() => {
  fetched = [];
});

const answering = (body: string, status = 200): typeof fetch =>
  ((url: URL | string) => {
    fetched.push(String(url));
    return Promise.resolve(new Response(body, { status }));
  }) as typeof fetch;
const gatewayWith = (more: Partial<PayPalOptions> = {}) =>
  new PayPalGateway({ ...OPTIONS, fetch: answering(pem), ...more });

interface Wish {
  readonly body?: Buffer;
  readonly id?: string;
  readonly time?: string;
  readonly webhookId?: string;
  readonly url?: string;
  readonly by?: SigningCertificate;
}
const urlOf = (name = 'CERT-1', host = STAND_IN) => `${host}/v1/notifications/certs/${name}`;
const signed = (wish: Wish = {}): WebhookHeaders => {
  const { body = BODY, id = 'tx-1', webhookId = WEBHOOK_ID, by = certificate } = wish;
  const time = wish.time ?? clock.real().toISOString();
  const message = `${id}|${time}|${webhookId}|${String(crc32(body))}`;
  return {
    'paypal-transmission-id': id,
    'paypal-transmission-time': time,
    'paypal-transmission-sig': createSign('RSA-SHA256').update(message).sign(by.privateKey, 'base64'),
    'paypal-cert-url': wish.url ?? urlOf(),
    'paypal-auth-algo': 'SHA256withRSA',
  };
};

describe("PayPal's signature", () => {
  it('holds for the body as it came, Arabic included, and names the change', async () => {
    expect(await gatewayWith().verifyWebhook(BODY, signed())).toMatchObject({
      vendorEventId: 'WH-1',
      change: { kind: 'method_detached', vendorPaymentMethodId: 'token01', vendorCustomerId: 'CUST01' },
    });
  });

  it('of another webhook, body, time or id is refused', async () => {
    const gateway = gatewayWith();
    const changed = Buffer.from(BODY.toString().replace('token01', 'token02'));
    await expect(gateway.verifyWebhook(changed, signed())).rejects.toMatchObject(INVALID);
    await expect(gateway.verifyWebhook(BODY, signed({ webhookId: 'WEBHOOK_ID' }))).rejects.toMatchObject(
      INVALID,
    );
    for (const name of ['paypal-transmission-id', 'paypal-transmission-time']) {
      const other = name.endsWith('id') ? 'tx-2' : new Date(clock.real().getTime() - 1_000).toISOString();
      await expect(gateway.verifyWebhook(BODY, { ...signed(), [name]: other })).rejects.toMatchObject(
        INVALID,
      );
    }
  });

  it.each([
    'paypal-transmission-id',
    'paypal-transmission-time',
    'paypal-transmission-sig',
    'paypal-cert-url',
    'paypal-auth-algo',
  ])('without %s is refused before anything is fetched', async (name) => {
    const gateway = gatewayWith();
    await expect(gateway.verifyWebhook(BODY, { ...signed(), [name]: undefined })).rejects.toMatchObject(
      INVALID,
    );
    await expect(gateway.verifyWebhook(BODY, { ...signed(), [name]: ['a', 'b'] })).rejects.toMatchObject(
      INVALID,
    );
    await expect(
      gateway.verifyWebhook(BODY, { ...signed(), [name]: 'x'.repeat(9_000) }),
    ).rejects.toMatchObject(INVALID);
    expect(fetched).toEqual([]);
  });

  it.each(['SHA1withRSA', 'none', 'SHA256withECDSA', 'sha256withrsa'])(
    'by %s is refused',
    async (algorithm) => {
      const headers = { ...signed(), 'paypal-auth-algo': algorithm };
      await expect(gatewayWith().verifyWebhook(BODY, headers)).rejects.toMatchObject(INVALID);
      expect(fetched).toEqual([]);
    },
  );

  it.each([
    [-3 * 86_400, true],
    [0, true],
    [120, true],
    [-4 * 86_400, false],
    [3_600, false],
  ])('made %s seconds from now is believed: %s', async (seconds, isBelieved) => {
    const time = new Date(clock.real().getTime() + seconds * 1_000).toISOString();
    const verified = gatewayWith().verifyWebhook(BODY, signed({ time }));
    if (isBelieved) await expect(verified).resolves.toBeDefined();
    else await expect(verified).rejects.toMatchObject(INVALID);
  });

  it('of no time at all is refused', async () => {
    await expect(gatewayWith().verifyWebhook(BODY, signed({ time: 'soon' }))).rejects.toMatchObject(INVALID);
  });

  it('of something that is no event is told apart', async () => {
    for (const text of ['no json', '[]', '{}', '{"id":"WH-1"}']) {
      const body = Buffer.from(text);
      await expect(gatewayWith().verifyWebhook(body, signed({ body }))).rejects.toMatchObject({
        code: 'webhook_unreadable',
      });
    }
  });
});

describe("the certificate's address", () => {
  it.each([
    ['of an attacker', urlOf('CERT-1', 'https://paypal.example')],
    ['that only looks like PayPal', urlOf('CERT-1', 'https://api.paypal.com.example.com')],
    ['with a name before it', 'https://api.sandbox.paypal.com@example.com/v1/notifications/certs/CERT-1'],
    ['of the live PayPal in a sandbox', urlOf('CERT-1', 'https://api.paypal.com')],
    ['without encryption', urlOf('CERT-1', 'http://api.sandbox.paypal.com')],
    ['at another port', urlOf('CERT-1', 'https://api.sandbox.paypal.com:8443')],
    ['at another port of the stand-in', urlOf('CERT-1', 'http://127.0.0.1:8450')],
    ['of another page of PayPal', 'https://api.sandbox.paypal.com/v1/other/CERT-1'],
    ['with a way back', 'https://api.sandbox.paypal.com/v1/notifications/certs/..%2f..%2fx'],
    ['with a query', `${urlOf()}?x=1`],
    ['that is none', 'CERT-1'],
  ])('%s is not even asked', async (_, url) => {
    await expect(gatewayWith().verifyWebhook(BODY, signed({ url }))).rejects.toMatchObject(INVALID);
    expect(fetched).toEqual([]);
  });

  it('of the stand-in counts in sandbox mode alone', async () => {
    const gateway = gatewayWith({ mode: 'test' });
    await expect(gateway.verifyWebhook(BODY, signed())).rejects.toMatchObject(INVALID);
    expect(fetched).toEqual([]);
  });

  it.each([
    ['test', 'https://api.sandbox.paypal.com'],
    ['test', 'https://api-m.sandbox.paypal.com'],
    ['live', 'https://api.paypal.com'],
    ['live', 'https://api-m.paypal.com'],
  ] as const)(
    'of PayPal is asked in %s mode: %s, and its chain has to be of a trusted root',
    async (mode, host) => {
      const gateway = gatewayWith({ mode, apiBase: host });
      await expect(gateway.verifyWebhook(BODY, signed({ url: urlOf('CERT-1', host) }))).rejects.toMatchObject(
        {
          ...INVALID,
          cause: { message: expect.stringMatching(/no path to a trusted root|another name/) },
        },
      );
      expect(fetched).toHaveLength(1);
    },
  );
});

describe('the certificate', () => {
  const refusedWith = async (wish: CertificateWish, why: string): Promise<void> => {
    const by = new SigningCertificate(() => clock.real(), wish);
    const gateway = gatewayWith({ fetch: answering(await by.pem()) });
    const headers = signed({ by, url: urlOf(by.name) });
    await expect(gateway.verifyWebhook(BODY, headers)).rejects.toMatchObject({
      ...INVALID,
      cause: { message: expect.stringContaining(why) },
    });
  };

  it('of another name is refused', () =>
    refusedWith({ commonName: 'api.sandbox.paypal.com' }, 'another name'));
  it('that has expired is refused', () => refusedWith({ expired: true }, 'not valid now'));
  it('that nobody vouches for is refused', () => refusedWith({ rootless: true }, 'no path'));

  it('with a stranger’s root beside it is refused', async () => {
    const stranger = await new SigningCertificate(() => clock.real()).pem();
    const [leaf = ''] = pem.split(/(?<=-----END CERTIFICATE-----)/);
    const [, root = ''] = stranger.split(/(?<=-----END CERTIFICATE-----)/);
    const gateway = gatewayWith({ fetch: answering(leaf + root) });
    await expect(gateway.verifyWebhook(BODY, signed())).rejects.toMatchObject(INVALID);
  });

  it('of the root itself signs nothing', async () => {
    const [, root = ''] = pem.split(/(?<=-----END CERTIFICATE-----)/);
    const gateway = gatewayWith({ fetch: answering(root) });
    await expect(gateway.verifyWebhook(BODY, signed())).rejects.toMatchObject(INVALID);
  });

  it.each([
    ['an empty page', '', 200],
    ['no certificate', '<html>', 200],
    ['a broken one', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 200],
    ['one too large', 'x'.repeat(100_000), 200],
    ['a refusal', 'no', 404],
  ])('being %s, the event is refused', async (_, body, status) => {
    const gateway = gatewayWith({ fetch: answering(body, status) });
    await expect(gateway.verifyWebhook(BODY, signed())).rejects.toMatchObject(INVALID);
  });

  it('that cannot be fetched makes PayPal come again, and is believed then', async () => {
    let isDown = true;
    const flaky = ((url: URL) =>
      isDown ? Promise.reject(new TypeError('fetch failed')) : answering(pem)(url)) as typeof fetch;
    const gateway = gatewayWith({ fetch: flaky });
    await expect(gateway.verifyWebhook(BODY, signed())).rejects.toMatchObject({ code: 'vendor_unavailable' });
    isDown = false;
    await expect(gateway.verifyWebhook(BODY, signed())).resolves.toBeDefined();
  });

  it('is fetched once, for events that come together too', async () => {
    const gateway = gatewayWith();
    await Promise.all(Array.from({ length: 5 }, () => gateway.verifyWebhook(BODY, signed())));
    await gateway.verifyWebhook(BODY, signed({ id: 'tx-9' }));
    expect(fetched).toHaveLength(1);
  });

  const days = 86_400_000;
  const movable = () => {
    let at = clock.real().getTime();
    return {
      now: () => new Date(at),
      real: () => new Date(at),
      pass: (ms: number) => {
        at += ms;
      },
    };
  };
  const outcomeAt = (gateway: PayPalGateway, time: Pick<Clock, 'real'>, name: string) =>
    gateway.verifyWebhook(BODY, signed({ url: urlOf(name), time: time.real().toISOString() })).then(
      () => 'verified',
      (error: unknown) => (error as { code: string }).code,
    );

  it('is kept until it ends, whether PayPal is there or not', async () => {
    const time = movable();
    const gateway = gatewayWith({ clock: time });
    for (const ms of [0, 13 * 3_600_000, 800 * days]) {
      time.pass(ms);
      expect(await outcomeAt(gateway, time, 'CERT-1')).toBe('verified');
    }
    expect(fetched).toHaveLength(1);
    time.pass(30 * days);
    expect(await outcomeAt(gateway, time, 'CERT-1')).toBe('webhook_signature_invalid');
    expect(fetched).toHaveLength(2);
  });

  it('at ever new addresses is not asked for without end, and those of PayPal are all the same', async () => {
    const time = movable();
    let renewed = pem;
    const byAddress = ((url: URL) =>
      url.pathname.endsWith('CERT-1') ? answering(renewed)(url) : answering('no', 404)(url)) as typeof fetch;
    const gateway = gatewayWith({ clock: time, fetch: byAddress });
    expect(await outcomeAt(gateway, time, 'CERT-1')).toBe('verified');
    time.pass(830 * days);
    const by = new SigningCertificate(() => time.real());
    renewed = await by.pem();
    fetched = [];
    const codes = new Set<string>();
    for (let i = 0; i < 40; i += 1) codes.add(await outcomeAt(gateway, time, `FORGED-${String(i)}`));
    expect(codes).toEqual(new Set(['webhook_signature_invalid', 'vendor_unavailable']));
    expect(fetched).toHaveLength(10);
    const headers = signed({ by, time: time.real().toISOString() });
    await expect(gateway.verifyWebhook(BODY, headers)).resolves.toBeDefined();
  });

  it('that is not at its address is not asked for again for a while', async () => {
    const time = movable();
    const byAddress = ((url: URL) =>
      url.pathname.endsWith('CERT-1') ? answering(pem)(url) : answering('no', 404)(url)) as typeof fetch;
    const gateway = gatewayWith({ clock: time, fetch: byAddress });
    for (let i = 0; i < 40; i += 1) {
      expect(await outcomeAt(gateway, time, 'FORGED')).toBe('webhook_signature_invalid');
    }
    expect(await outcomeAt(gateway, time, 'CERT-1')).toBe('verified');
    expect(fetched).toHaveLength(2);
    time.pass(11 * 60_000);
    await outcomeAt(gateway, time, 'FORGED');
    expect(fetched).toHaveLength(3);
  });

  it.each([403, 408, 429, 500])(
    'answered with %s is no word on the event, which may come again',
    async (status) => {
      const gateway = gatewayWith({ fetch: answering('no', status) });
      expect(await outcomeAt(gateway, clock, 'CERT-1')).toBe('vendor_unavailable');
    },
  );
});
