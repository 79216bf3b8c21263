import { z } from 'zod';
import { hoursOfDay, isCurrency, isLocale, isProxy, isTimeZone, webAddress } from './config-values.js';
import { MESSAGE_TYPES } from './message-types.js';

/** A word that has no default: null means "not set", an empty text "deliberately none". */
const key = z.string().trim().nullable().default(null);
const words = key.transform((text) => (text === '' ? null : text));

const address = z
  .string()
  .trim()
  .refine((text) => webAddress(text) !== null, 'must be an address that starts with https:// or http://')
  .refine((text) => !/[?#]/.test(text), 'must have neither ? nor #')
  .transform((text) => text.replace(/\/+$/, ''));
const optionalAddress = z
  .union([address, z.literal('').transform(() => null), z.null()], {
    error: 'must be an address that starts with https:// or http://',
  })
  .default(null);
const origin = z
  .string()
  .trim()
  .refine((text) => webAddress(text)?.origin === text.replace(/\/$/, ''), {
    error: 'must be an origin such as https://shop.example.com, without a path',
  })
  .transform((text) => text.replace(/\/$/, ''));
const port = z.int().min(0).max(65_535);
const days = z.int().min(1).max(36_500);
const concurrency = z.int().min(1).max(1_000);
const name = z.string().trim().min(1).max(200);
const texts = z.array(z.string().trim().min(1)).default([]);

const stages = z
  .array(z.int().min(-30).max(365))
  .max(20)
  .refine((list) => new Set(list).size === list.length, 'must name no stage twice')
  .transform((list) => list.toSorted((a, b) => b - a));

const trustProxy = z
  .union([z.boolean(), z.int().min(0).max(32), z.array(z.string()), z.string()], {
    error: 'must be true, false, a number of proxies or a list of their addresses',
  })
  .transform((given) => (typeof given === 'string' ? given.split(',').map((part) => part.trim()) : given))
  .refine((given) => !Array.isArray(given) || given.every(isProxy), {
    error: 'must list IP addresses or networks such as 10.0.0.0/8',
  });

const http = z.strictObject({
  host: name.default('127.0.0.1'),
  port: port.default(3000),
  publicUrl: optionalAddress,
  trustProxy: trustProxy.default(false),
  rateLimits: z
    .strictObject({
      keyPerMinute: z.int().min(1).max(100_000_000).default(60_000),
      addressPerMinute: z.int().min(1).max(100_000_000).default(600),
    })
    .prefault({}),
});

const database = z.strictObject({
  url: words.refine((url) => url === null || /^postgres(ql)?:\/\//.test(url), {
    error: 'must start with postgres:// or postgresql://',
  }),
  migrate: z.boolean().default(true),
  prepared: z.boolean().default(true),
  pool: z.int().min(1).max(500).default(10),
  embedded: z
    .strictObject({
      dir: name.default('.data/postgres'),
      port: port.nullable().default(null),
      allowInLive: z.boolean().default(false),
    })
    .prefault({}),
});

const securityKey = z.strictObject({
  id: z.string().regex(/^[\w-]{1,32}$/, 'must be 1 to 32 letters, digits, - or _'),
  secret: z.string().trim().min(16, 'must be at least 16 characters'),
});

const security = z.strictObject({
  keys: z
    .array(securityKey)
    .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, 'must use no id twice')
    .default([]),
  // The binary logarithm of scrypt's N.
  passwordCost: z.int().min(14).max(20).default(17),
});

const business = z.strictObject({
  name: name.default('OmniCRM'),
  timeZone: z.string().refine(isTimeZone, 'must be a time zone such as Europe/London').default('UTC'),
  currency: z.string().refine(isCurrency, 'must be an ISO 4217 code such as GBP').default('USD'),
  logo: words,
  locale: z.string().refine(isLocale, 'must be a language tag such as en or ar').default('en'),
  taxId: words,
  supportEmail: words,
  supportPhone: words,
  arabicDigits: z.enum(['latn', 'arab']).default('latn'),
  arabicMonths: z.enum(['common', 'levant', 'maghreb', 'morocco']).default('common'),
});

const stripe = z.strictObject({
  secretKey: key,
  publishableKey: key,
  webhookSecrets: texts,
  apiBase: optionalAddress,
  jsUrl: optionalAddress,
  moto: z.boolean().default(false),
  concurrency: concurrency.default(25),
});

const paypal = z.strictObject({
  clientId: key,
  clientSecret: key,
  webhookId: key,
  apiBase: optionalAddress,
  jsUrl: optionalAddress,
  concurrency: concurrency.default(10),
});

/** PayTabs' regions, each with a host of its own. */
export const PAYTABS_HOSTS = {
  ARE: 'https://secure.paytabs.com',
  SAU: 'https://secure.paytabs.sa',
  EGY: 'https://secure-egypt.paytabs.com',
  OMN: 'https://secure-oman.paytabs.com',
  JOR: 'https://secure-jordan.paytabs.com',
  KWT: 'https://secure-kuwait.paytabs.com',
  IRQ: 'https://secure-iraq.paytabs.com',
  MAR: 'https://secure-morocco.paytabs.com',
  QAT: 'https://secure-doha.paytabs.com',
  GLOBAL: 'https://secure-global.paytabs.com',
  MADFOAT: 'https://madfoat-secure.paytabs.com',
  CUZDAN: 'https://secure.cuzdan.az',
} as const;

const paytabs = z.strictObject({
  profileId: z
    .union([z.int().min(1), z.string().regex(/^\d{0,15}$/, 'is a number, as the dashboard shows it')])
    .transform(String)
    .nullable()
    .default(null),
  serverKey: key,
  region: z.enum(Object.keys(PAYTABS_HOSTS) as (keyof typeof PAYTABS_HOSTS)[]).default('ARE'),
  apiBase: optionalAddress,
  concurrency: concurrency.default(10),
});

const mailType = z.strictObject({
  fromEmail: z.email('must be an e-mail address').nullable().default(null),
  fromName: words,
  templateId: z.int().min(1).nullable().default(null),
  subject: words,
});

const mailjet = z.strictObject({
  apiKey: key,
  apiSecret: key,
  apiBase: optionalAddress,
  webhook: z.strictObject({ user: words, password: words }).prefault({}),
  types: z.partialRecord(z.enum(['default', ...MESSAGE_TYPES]), mailType).default({}),
});

const selfCare = z.strictObject({
  baseUrl: optionalAddress,
  linkDays: z.int().min(1).max(365).default(30),
  allowedOrigins: z.array(origin).default([]),
  hostTokenKey: words.refine((text) => text === null || text.length >= 32, 'must be at least 32 characters'),
});

const reminders = z.strictObject({
  stages: stages.default([60, 30, 7, 0]),
  hours: z
    .string()
    .default('09:00-18:00')
    .transform((text, context) => {
      const hours = hoursOfDay(text);
      if (hours) return hours;
      context.addIssue({ code: 'custom', message: 'must be hours of one day such as "09:00-18:00"' });
      return z.NEVER;
    }),
  others: stages.default([30, 0]),
  expiredWithinDays: z.int().min(1).max(365).default(30),
  /** Mails that a customer gets in a day before a reminder waits for another; 0: any number. */
  maxMailsADay: z.int().min(0).max(50).default(2),
});

const policyName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'must be lower case letters, digits, - or _');

const dunning = z.strictObject({
  policy: policyName.default('default'),
  // The ladder's own shape is checked where it is read; here a policy is a named map.
  policies: z.record(policyName, z.record(z.string(), z.unknown())).default({}),
});

const retention = z.strictObject({
  webhookInboxDays: days.default(90),
  webhookDeliveryDays: days.default(30),
  idempotencyDays: days.default(2),
  messageMonths: z.int().min(1).max(1_200).default(13),
  auditYears: z.int().min(1).max(100).default(7),
});

/** The whole of `crm_config.yaml`, in camel case; outside, the same names are in snake case. */
export const settingsSchema = z.strictObject({
  mode: z.enum(['sandbox', 'test', 'live']).default('sandbox'),
  http: http.prefault({}),
  database: database.prefault({}),
  security: security.prefault({}),
  business: business.prefault({}),
  vendors: z
    .strictObject({ stripe: stripe.prefault({}), paypal: paypal.prefault({}), paytabs: paytabs.prefault({}) })
    .prefault({}),
  mailjet: mailjet.prefault({}),
  selfCare: selfCare.prefault({}),
  reminders: reminders.prefault({}),
  paymentMethods: z
    .strictObject({
      lastMethodPolicy: z.enum(['warn', 'block_if_required', 'block']).default('block_if_required'),
      verifyAmount: z.int().min(0).max(100_000).default(0),
    })
    .prefault({}),
  billing: z
    .strictObject({
      prepaidExpireDays: days.default(30),
      /** `to_pay`: of invoices that the customer has to pay himself; `all`: also of those that are charged by themselves. */
      invoiceMails: z.enum(['to_pay', 'all']).default('to_pay'),
    })
    .prefault({}),
  identityCheck: z.strictObject({ minutes: z.int().min(1).max(1_440).default(15) }).prefault({}),
  dunning: dunning.prefault({}),
  retention: retention.prefault({}),
  jobs: z.strictObject({ enabled: z.boolean().default(true) }).prefault({}),
  sandbox: z.strictObject({ port: port.nullable().default(null) }).prefault({}),
  log: z
    .strictObject({
      level: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    })
    .prefault({}),
});

/** Settings as they were written, each with its default where it was not. */
export type Settings = z.output<typeof settingsSchema>;
