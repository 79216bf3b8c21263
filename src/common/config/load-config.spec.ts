import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ConfigError, type Config } from './config.js';
import { settingsSchema } from './config.schemas.js';
import { leafPaths, shapeOf } from './config-shape.js';
import { loadConfig } from './load-config.js';

const EXAMPLE = readFileSync(new URL('../../../crm_config.example.yaml', import.meta.url), 'utf8');
const SECRET = 'Zk3v9QwLr7TnXy2BpHd8JmCf5GsAe1Uo';

function load(env: Record<string, string>, files: Record<string, string> = {}): Config {
  return loadConfig({ env, cwd: '/app', readFile: (path) => files[path] ?? null });
}

function fromYaml(yaml: string, env: Record<string, string> = {}): Config {
  return load(env, { '/app/crm_config.yaml': yaml });
}

function problemsOf(attempt: () => unknown): string[] {
  try {
    attempt();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ key, message }) => `${key}: ${message}`);
    throw error;
  }
  return [];
}

const LIVE = {
  MODE: 'live',
  DATABASE_URL: 'postgres://crm@db/crm',
  SECURITY__KEYS: JSON.stringify([{ id: 'k1', secret: SECRET }]),
  HTTP__PUBLIC_URL: 'https://pay.example.com',
};

describe('where values come from', () => {
  it('needs neither a file nor a variable', () => {
    const config = load({});
    expect(config.mode).toBe('sandbox');
    expect(config.http).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      publicUrl: 'http://127.0.0.1:3000',
      trustProxy: false,
    });
    expect(config.database).toMatchObject({ url: null, migrate: true, prepared: true, pool: 10 });
    expect(config.database.embedded.dir).toBe('/app/.data/postgres');
    expect(config.selfCare.baseUrl).toBe('http://127.0.0.1:3000/care');
    expect(config.reminders).toEqual({
      stages: [60, 30, 7, 0],
      hours: { from: 540, to: 1080 },
      others: [30, 0],
      expiredWithinDays: 30,
      maxMailsADay: 2,
    });
    expect(config.retention).toEqual({
      webhookInboxDays: 90,
      webhookDeliveryDays: 30,
      idempotencyDays: 2,
      messageMonths: 13,
      auditYears: 7,
    });
  });

  it('puts the environment over the file', () => {
    const yaml = 'http: { port: 4000, host: 0.0.0.0 }\nvendors: { stripe: { concurrency: 3 } }';
    const config = fromYaml(yaml, { HTTP__PORT: '5000', VENDORS__STRIPE__MOTO: 'true' });
    expect(config.http).toMatchObject({ port: 5000, host: '0.0.0.0', publicUrl: 'http://127.0.0.1:5000' });
    expect(config.vendors.stripe).toMatchObject({ concurrency: 3, moto: true });
  });

  it('reads the file that CRM_CONFIG names, and refuses one that is not there', () => {
    expect(
      load({ CRM_CONFIG: '/etc/crm.yaml' }, { '/etc/crm.yaml': 'log: { level: debug }' }).log.level,
    ).toBe('debug');
    expect(problemsOf(() => load({ CRM_CONFIG: '/etc/crm.yaml' }))).toEqual([
      'CRM_CONFIG: names /etc/crm.yaml, which cannot be read; correct the path',
    ]);
  });

  it('takes lists as comma lists or JSON, and maps as JSON', () => {
    const config = load({
      REMINDERS__STAGES: '7, 45,0',
      SELF_CARE__ALLOWED_ORIGINS: '["https://shop.example.com"]',
      SECURITY__KEYS: JSON.stringify([{ id: 'k2', secret: SECRET }]),
      MAILJET__TYPES: '{"card_expired": {"template_id": 12}}',
      MAILJET__TYPES__CARD_EXPIRED__SUBJECT: 'Card expired',
      HTTP__TRUST_PROXY: '10.0.0.0/8,loopback',
    });
    expect(config.reminders.stages).toEqual([45, 7, 0]);
    expect(config.selfCare.allowedOrigins).toEqual(['https://shop.example.com']);
    expect(config.security.keys).toEqual([{ id: 'k2', secret: SECRET }]);
    expect(config.mailjet.types.card_expired).toMatchObject({ templateId: 12, subject: 'Card expired' });
    expect(config.http.trustProxy).toEqual(['10.0.0.0/8', 'loopback']);
  });

  it.each([
    ['true', true],
    ['1', 1],
    ['false', false],
  ])('reads trust_proxy %s as what it says', (text, value) => {
    expect(load({ HTTP__TRUST_PROXY: text }).http.trustProxy).toBe(value);
  });

  it('reads secrets from files, in the environment and in the file', () => {
    const files = { '/run/sk': 'sk_test_1\n', '/run/db': 'postgres://crm@db/crm', '/run/pk': 'pk_test_1' };
    const env = { VENDORS__STRIPE__SECRET_KEY_FILE: '/run/sk', DATABASE_URL_FILE: '/run/db' };
    const yaml = 'vendors: { stripe: { publishable_key_file: /run/pk } }';
    const config = load(env, { ...files, '/app/crm_config.yaml': yaml });
    expect(config.vendors.stripe).toMatchObject({ secretKey: 'sk_test_1', publishableKey: 'pk_test_1' });
    expect(config.database.url).toBe('postgres://crm@db/crm');
    expect(problemsOf(() => load(env))).toEqual([
      'DATABASE_URL_FILE: names the file /run/db, which cannot be read',
      'VENDORS__STRIPE__SECRET_KEY_FILE: names the file /run/sk, which cannot be read',
    ]);
  });

  it("leaves other programs' variables alone", () => {
    expect(
      problemsOf(() => load({ PATH: '/bin', npm_config__x: '1', HTTP_PROXY: 'x', OTHER__THING: '1' })),
    ).toEqual([]);
  });

  it('takes an empty variable and an empty section as not set', () => {
    const config = fromYaml('mailjet:\nhttp:\n  port:\n', { HTTP__HOST: '', REMINDERS__STAGES: '' });
    expect(config.http).toMatchObject({ host: '127.0.0.1', port: 3000 });
    expect(config.reminders.stages).toEqual([60, 30, 7, 0]);
  });

  it('is frozen all the way down', () => {
    const config = load({});
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.vendors.stripe.webhookSecrets)).toBe(true);
    expect(Object.isFrozen(config.mailjet.types.receipt)).toBe(true);
  });
});

describe('problems', () => {
  it('names an unknown key and the nearest known one, as it was written', () => {
    expect(
      problemsOf(() => fromYaml('http: { prot: 1 }\nvendors: { strip: { moto: true } }\nfoobar: 1')),
    ).toEqual([
      'http.prot: is not a known setting; did you mean http.port?',
      'vendors.strip: is not a known setting; did you mean vendors.stripe?',
      'foobar: is not a known setting; remove it',
    ]);
    expect(problemsOf(() => load({ HTTP__PUBLICURL: 'x', VENDOR__STRIPE__SECRET_KEY: 'x' }))).toEqual([
      'HTTP__PUBLICURL: is not a known setting; did you mean HTTP__PUBLIC_URL?',
      'VENDOR__STRIPE__SECRET_KEY: is not a known setting; did you mean VENDORS__STRIPE__SECRET_KEY?',
    ]);
    expect(problemsOf(() => fromYaml('http: { publicUrl: "https://a.example" }'))).toEqual([
      'http.publicUrl: is not a known setting; did you mean http.public_url?',
    ]);
    expect(problemsOf(() => fromYaml('secret_key: sk_test_1'))).toEqual([
      'secret_key: is not a known setting; did you mean vendors.stripe.secret_key?',
    ]);
  });

  it('reports everything at once, rules about the mode included', () => {
    const yaml =
      'mode: test\nhttp: { port: 70000 }\nbusiness: { time_zone: Mars/Base, currency: gbp, locale: "??" }';
    const env = {
      VENDORS__STRIPE__SECRET_KEY: 'sk_live_x',
      REMINDERS__STAGES: '60,60',
      REMINDERS__HOURS: '18:00-09:00',
    };
    expect(problemsOf(() => fromYaml(yaml, env))).toEqual([
      'http.port: must be at most 65535',
      'business.time_zone: must be a time zone such as Europe/London',
      'business.currency: must be an ISO 4217 code such as GBP',
      'business.locale: must be a language tag such as en or ar',
      'REMINDERS__STAGES: must name no stage twice',
      'REMINDERS__HOURS: must be hours of one day such as "09:00-18:00"',
      'VENDORS__STRIPE__SECRET_KEY: is a live key, but mode is test; use the sk_test_ key, or set mode to live',
    ]);
  });

  it('says what kind of value is wanted', () => {
    const yaml =
      'http: { port: "3000" }\ndatabase: { migrate: 3 }\nlog: { level: loud }\nreminders: { stages: 60 }';
    expect(problemsOf(() => fromYaml(yaml, { DATABASE__POOL: 'many', SECURITY__KEYS: '[{' }))).toEqual([
      'SECURITY__KEYS: is not valid JSON',
      'http.port: must be a number',
      'database.migrate: must be true or false',
      'DATABASE__POOL: must be a number',
      'reminders.stages: must be a list',
      'log.level: must be one of fatal, error, warn, info, debug, trace, silent',
    ]);
  });

  it('checks what stands inside lists and maps', () => {
    const yaml = 'mailjet: { types: { card_expired: { from_email: nobody }, card_expird: { subject: x } } }';
    const env = {
      SECURITY__KEYS: '[{"id":"k1","secret":"short","extra":1}]',
      SELF_CARE__ALLOWED_ORIGINS: 'https://a.example/x',
    };
    expect(problemsOf(() => fromYaml(yaml, env))).toEqual([
      'mailjet.types.card_expird: is not a known setting; did you mean mailjet.types.card_expired?',
      'SECURITY__KEYS.0.secret: must be at least 16 characters',
      'SECURITY__KEYS.0: has a key that is not known: extra; remove it',
      'mailjet.types.card_expired.from_email: must be an e-mail address',

      'SELF_CARE__ALLOWED_ORIGINS.0: must be an origin such as https://shop.example.com, without a path',
    ]);
  });

  it('names the line of a file that is not YAML, without quoting it', () => {
    const [problem = '', ...others] = problemsOf(() => fromYaml('mode: test\nhttp: { port: 1\nsecurity: x'));
    expect(problem).toMatch(/^\.\/crm_config\.yaml line \d+: is not valid YAML: /);
    expect(others.every((line) => line.startsWith('./crm_config.yaml line'))).toBe(true);
    expect(problemsOf(() => fromYaml('- 1'))).toEqual(['./crm_config.yaml: must be a map of settings']);
  });

  it('never shows a secret', () => {
    const env = {
      MODE: 'test',
      VENDORS__STRIPE__SECRET_KEY: 'sk_live_TOPSECRET',
      DATABASE_URL: 'mysql://root:TOPSECRET@db',
      SECURITY__KEYS: '[{"id":"k1","secret":"TOPSECRET"',
      SELF_CARE__HOST_TOKEN_KEY: 'TOPSECRET',
    };
    const lines = problemsOf(() => load(env)).join('\n');
    expect(lines.split('\n')).toHaveLength(4);
    expect(lines).not.toContain('TOPSECRET');
    expect(lines).toContain('DATABASE_URL: must start with postgres://');
  });

  it('survives keys that mean something to JavaScript', () => {
    expect(problemsOf(() => fromYaml('__proto__: { mode: live }\nconstructor: 1'))).toHaveLength(2);
    expect(load({}).mode).toBe('sandbox');
  });
});

describe('sandbox mode', () => {
  it("fills in the stand-ins' keys and leaves their addresses to the stand-ins", () => {
    const { stripe, paypal } = load({}).vendors;
    expect(stripe).toMatchObject({
      secretKey: 'sk_test_sandbox',
      publishableKey: 'pk_test_sandbox',
      apiBase: null,
      jsUrl: null,
    });
    expect(stripe.webhookSecrets).toHaveLength(1);
    expect(paypal.apiBase).toBeNull();
  });

  it('lets another compatible server be used with keys of its own, over plain http', () => {
    const env = {
      VENDORS__STRIPE__API_BASE: 'http://127.0.0.1:8421/',
      VENDORS__STRIPE__SECRET_KEY: 'sk_test_mine',
    };
    expect(load(env).vendors.stripe).toMatchObject({
      apiBase: 'http://127.0.0.1:8421',
      secretKey: 'sk_test_mine',
    });
  });

  it('leaves a vendor unconfigured where its key is an empty text', () => {
    expect(load({ VENDORS__STRIPE__SECRET_KEY: '' }).vendors.stripe.secretKey).toBeNull();
    expect(fromYaml("mailjet: { api_key: '' }").mailjet.apiKey).toBeNull();
  });

  it('refuses a live key all the same', () => {
    expect(problemsOf(() => load({ VENDORS__STRIPE__SECRET_KEY: 'rk_live_x' }))).toEqual([
      'VENDORS__STRIPE__SECRET_KEY: is a live key, but mode is sandbox; use the sk_test_ key, or set mode to live',
    ]);
    expect(problemsOf(() => load({ VENDORS__PAYPAL__API_BASE: 'https://api-m.paypal.com' }))).toEqual([
      "VENDORS__PAYPAL__API_BASE: is PayPal's live host, but mode is sandbox; leave it out, or set mode to live",
    ]);
  });

  it('takes security keys from whoever keeps them, in the folder of local state', () => {
    const folders: string[] = [];
    const securityKeys = (folder: string) => {
      folders.push(folder);
      return [{ id: 'kept', secret: SECRET }];
    };
    const config = loadConfig({ env: {}, cwd: '/app', readFile: () => null, securityKeys });
    expect(config.security.keys).toEqual([{ id: 'kept', secret: SECRET }]);
    expect(folders).toEqual(['/app/.data']);
  });
});

describe('test mode', () => {
  it("points at the vendors' test environments and has no keys of its own", () => {
    const { vendors, mailjet } = load({ MODE: 'test' });
    expect(vendors.stripe).toMatchObject({
      secretKey: null,
      apiBase: 'https://api.stripe.com',
      webhookSecrets: [],
    });
    expect(vendors.paypal.apiBase).toBe('https://api-m.sandbox.paypal.com');
    expect(vendors.paytabs.apiBase).toBe('https://secure.paytabs.com');
    expect(mailjet).toMatchObject({ apiKey: null, apiBase: 'https://api.mailjet.com' });
    expect(mailjet.types.receipt.fromEmail).toBeNull();
  });

  it('takes test keys and refuses what is no key for its place', () => {
    const keys = { VENDORS__STRIPE__SECRET_KEY: 'rk_test_1', VENDORS__STRIPE__PUBLISHABLE_KEY: 'pk_test_1' };
    expect(problemsOf(() => load({ MODE: 'test', ...keys }))).toEqual([]);
    expect(
      problemsOf(() => load({ MODE: 'test', ...keys, VENDORS__STRIPE__SECRET_KEY: 'pk_test_1' })),
    ).toEqual(['VENDORS__STRIPE__SECRET_KEY: is no Stripe key of this kind; it starts with sk_test_']);
  });

  it("takes PayTabs' profile as a number only", () => {
    const profile = (id: string) => () =>
      load({ MODE: 'test', VENDORS__PAYTABS__PROFILE_ID: id, VENDORS__PAYTABS__SERVER_KEY: 'b' });
    expect(profile('62001')().vendors.paytabs.profileId).toBe('62001');
    expect(problemsOf(profile('mine'))).toContain(
      'VENDORS__PAYTABS__PROFILE_ID: is a number, as the dashboard shows it',
    );
  });

  it('refuses one half of a pair', () => {
    expect(
      problemsOf(() => load({ MODE: 'test', MAILJET__API_KEY: 'a', VENDORS__PAYTABS__SERVER_KEY: 'b' })),
    ).toEqual([
      'vendors.paytabs.profile_id: is missing, while server_key is set; set both or neither',
      'mailjet.api_secret: is missing, while api_key is set; set both or neither',
    ]);
  });
});

describe('live mode', () => {
  it('starts with a real database, a key and https', () => {
    const config = load({
      ...LIVE,
      VENDORS__STRIPE__SECRET_KEY: 'sk_live_1',
      VENDORS__STRIPE__PUBLISHABLE_KEY: 'pk_live_1',
    });
    expect(config.vendors.paypal.apiBase).toBe('https://api-m.paypal.com');
    expect(config.selfCare.baseUrl).toBe('https://pay.example.com/care');
  });

  it('asks for everything that it lacks', () => {
    expect(problemsOf(() => load({ MODE: 'live' })).map((line) => line.split(':')[0])).toEqual([
      'database.url',
      'security.keys',
    ]);
    expect(
      problemsOf(() => load({ ...LIVE, DATABASE_URL: '', DATABASE__EMBEDDED__ALLOW_IN_LIVE: 'true' })),
    ).toEqual([]);
  });

  it.each([
    ['short', 'abcdefghijklmnopqrstuvwx'],
    ['default', 'change-me-change-me-change-me-change-me'],
    ['uniform', 'abababababababababababababababababab'],
  ])('refuses a %s security key', (_kind, secret) => {
    const lines = problemsOf(() => load({ ...LIVE, SECURITY__KEYS: JSON.stringify([{ id: 'k1', secret }]) }));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^SECURITY__KEYS: .*openssl rand/);
  });

  it('refuses hashes of passwords that are made with too little work', () => {
    const env = { ...LIVE, SECURITY__PASSWORD_COST: '16' };
    expect(problemsOf(() => load(env))).toEqual([
      'SECURITY__PASSWORD_COST: is too low for live mode; set it to 17 or more',
    ]);
    expect(problemsOf(() => load({ ...env, MODE: 'test' }))).not.toContainEqual(
      expect.stringContaining('PASSWORD_COST'),
    );
  });

  it('refuses test keys, sandbox hosts and plain http', () => {
    const env = {
      ...LIVE,
      VENDORS__STRIPE__SECRET_KEY: 'sk_test_1',
      VENDORS__STRIPE__API_BASE: 'http://127.0.0.1:8421',
      VENDORS__PAYPAL__API_BASE: 'https://api-m.sandbox.paypal.com',
      HTTP__PUBLIC_URL: 'http://pay.example.com',
      SELF_CARE__ALLOWED_ORIGINS: 'http://shop.example.com',
    };
    expect(problemsOf(() => load(env)).map((line) => line.split(':')[0])).toEqual([
      'VENDORS__STRIPE__SECRET_KEY',
      'VENDORS__PAYPAL__API_BASE',
      'VENDORS__STRIPE__API_BASE',
      'HTTP__PUBLIC_URL',
      'SELF_CARE__ALLOWED_ORIGINS',
    ]);
  });
});

describe('mails', () => {
  it('gives every type the default sender unless it has its own', () => {
    const yaml = `
business: { name: Granite }
mailjet:
  types:
    default: { from_email: billing@example.com }
    sign_in_link: { from_email: login@example.com, from_name: Granite Login, subject: Hello }`;
    const { types } = fromYaml(yaml).mailjet;
    expect(types.receipt).toEqual({
      fromEmail: 'billing@example.com',
      fromName: 'Granite',
      templateId: null,
      subject: null,
    });
    expect(types.sign_in_link).toMatchObject({
      fromEmail: 'login@example.com',
      fromName: 'Granite Login',
      subject: 'Hello',
    });
  });
});

describe('crm_config.example.yaml', () => {
  it('parses, and says nothing but the defaults', () => {
    const keys = () => [{ id: 'k1', secret: SECRET }];
    const example = loadConfig({ env: {}, cwd: '/app', readFile: () => EXAMPLE, securityKeys: keys });
    expect(example).toEqual(loadConfig({ env: {}, cwd: '/app', readFile: () => null, securityKeys: keys }));
  });

  it('names every key of the schema', () => {
    const tree: unknown = parse(EXAMPLE);
    const missing = leafPaths(shapeOf(settingsSchema)).filter((path) => !has(tree, path));
    expect(missing.map((path) => path.join('.'))).toEqual([]);
  });
});

function has(tree: unknown, path: readonly string[]): boolean {
  let node = tree;
  for (const part of path) {
    if (typeof node !== 'object' || node === null || !(part in node)) return false;
    node = (node as Record<string, unknown>)[part];
  }
  return true;
}
