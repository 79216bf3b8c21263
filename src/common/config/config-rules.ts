import { isLoopback, webAddress } from './config-values.js';
import type { Settings } from './config.schemas.js';

/** A rule that a setting breaks; the path is of inside names. */
export interface Broken {
  readonly path: readonly string[];
  readonly message: string;
}

/** What settings that are well formed one by one still do wrong together, most of it about the mode. */
export function brokenRules(settings: Settings): Broken[] {
  return [
    ...stripeKeys(settings),
    ...paypalHost(settings),
    ...halves(settings),
    ...(settings.mode === 'live'
      ? [
          ...liveDatabase(settings),
          ...liveKeys(settings),
          ...livePasswords(settings),
          ...liveAddresses(settings),
        ]
      : []),
  ];
}

const SECRET = { path: ['vendors', 'stripe', 'secretKey'], prefix: /^(?:sk|rk)_(live|test)_/, usual: 'sk' };
const PUBLISHABLE = {
  path: ['vendors', 'stripe', 'publishableKey'],
  prefix: /^pk_(live|test)_/,
  usual: 'pk',
};

function stripeKeys({ mode, vendors: { stripe } }: Settings): Broken[] {
  return [
    ...stripeKey(stripe.secretKey, SECRET, mode, stripe.apiBase),
    ...stripeKey(stripe.publishableKey, PUBLISHABLE, mode, stripe.apiBase),
  ];
}

/** Outside live mode another Stripe-compatible server may have keys of its own form; a live key is refused everywhere. */
function stripeKey(
  given: string | null,
  { path, prefix, usual }: typeof SECRET,
  mode: Settings['mode'],
  apiBase: string | null,
): Broken[] {
  if (!given) return [];
  const kind = prefix.exec(given)?.[1];
  if (mode === 'live') {
    const message = `is no live key, but mode is live; use the ${usual}_live_ key, or set mode to test`;
    return kind === 'live' ? [] : [{ path, message }];
  }
  if (/^[a-z]+_live_/.test(given)) {
    const message = `is a live key, but mode is ${mode}; use the ${usual}_test_ key, or set mode to live`;
    return [{ path, message }];
  }
  const isOwnForm = mode === 'sandbox' || (apiBase !== null && hostOf(apiBase) !== 'api.stripe.com');
  return kind === 'test' || isOwnForm
    ? []
    : [{ path, message: `is no Stripe key of this kind; it starts with ${usual}_test_` }];
}

const PAYPAL_LIVE = ['api-m.paypal.com', 'api.paypal.com'];
const PAYPAL_SANDBOX = ['api-m.sandbox.paypal.com', 'api.sandbox.paypal.com'];

function paypalHost({ mode, vendors: { paypal } }: Settings): Broken[] {
  const host = hostOf(paypal.apiBase);
  const path = ['vendors', 'paypal', 'apiBase'];
  if (mode !== 'live' && PAYPAL_LIVE.includes(host)) {
    return [
      { path, message: `is PayPal's live host, but mode is ${mode}; leave it out, or set mode to live` },
    ];
  }
  if (mode === 'live' && PAYPAL_SANDBOX.includes(host)) {
    return [{ path, message: "is PayPal's sandbox, but mode is live; leave it out, or set mode to test" }];
  }
  return [];
}

function halves({ vendors: { stripe, paypal, paytabs }, mailjet }: Settings): Broken[] {
  const pairs: [string[], string | null, string, string | null][] = [
    [['vendors', 'stripe', 'secretKey'], stripe.secretKey, 'publishable_key', stripe.publishableKey],
    [['vendors', 'paypal', 'clientId'], paypal.clientId, 'client_secret', paypal.clientSecret],
    [['vendors', 'paypal', 'clientSecret'], paypal.clientSecret, 'client_id', paypal.clientId],
    [['vendors', 'paytabs', 'profileId'], paytabs.profileId, 'server_key', paytabs.serverKey],
    [['vendors', 'paytabs', 'serverKey'], paytabs.serverKey, 'profile_id', paytabs.profileId],
    [['mailjet', 'apiKey'], mailjet.apiKey, 'api_secret', mailjet.apiSecret],
    [['mailjet', 'apiSecret'], mailjet.apiSecret, 'api_key', mailjet.apiKey],
    [['mailjet', 'webhook', 'user'], mailjet.webhook.user, 'password', mailjet.webhook.password],
    [['mailjet', 'webhook', 'password'], mailjet.webhook.password, 'user', mailjet.webhook.user],
  ];
  return pairs
    .filter(([, own, , other]) => !own && other)
    .map(([path, , other]) => ({ path, message: `is missing, while ${other} is set; set both or neither` }));
}

function liveDatabase({ database }: Settings): Broken[] {
  if (database.url !== null || database.embedded.allowInLive) return [];
  const message =
    'is missing, and live mode does not use the embedded database; set it to a PostgreSQL server (or DATABASE_URL), ' +
    'or set database.embedded.allow_in_live to true';
  return [{ path: ['database', 'url'], message }];
}

const LIVE_PASSWORD_COST = 17;
const DEFAULT_SECRET = /^(change|default|example|secret|password|sandbox|test|x+$|\.+$)/i;

function liveKeys({ security: { keys } }: Settings): Broken[] {
  const path = ['security', 'keys'];
  const advice = 'make one with: openssl rand -base64 32';
  if (keys.length === 0)
    return [{ path, message: `is missing, and live mode needs at least one key; ${advice}` }];
  return keys.flatMap(({ id, secret }) => {
    if (secret.length < 32)
      return [{ path, message: `has a secret shorter than 32 characters (${id}); ${advice}` }];
    const isGuessable = DEFAULT_SECRET.test(secret) || new Set(secret).size < 10;
    return isGuessable ? [{ path, message: `has a secret that can be guessed (${id}); ${advice}` }] : [];
  });
}

function livePasswords({ security: { passwordCost } }: Settings): Broken[] {
  if (passwordCost >= LIVE_PASSWORD_COST) return [];
  const message = `is too low for live mode; set it to ${String(LIVE_PASSWORD_COST)} or more`;
  return [{ path: ['security', 'passwordCost'], message }];
}

function liveAddresses({
  http,
  vendors: { stripe, paypal, paytabs },
  mailjet,
  selfCare,
}: Settings): Broken[] {
  const vendor: [string[], string | null][] = [
    [['vendors', 'stripe', 'apiBase'], stripe.apiBase],
    [['vendors', 'stripe', 'jsUrl'], stripe.jsUrl],
    [['vendors', 'paypal', 'apiBase'], paypal.apiBase],
    [['vendors', 'paypal', 'jsUrl'], paypal.jsUrl],
    [['vendors', 'paytabs', 'apiBase'], paytabs.apiBase],
    [['mailjet', 'apiBase'], mailjet.apiBase],
  ];
  const own: [string[], string | null][] = [
    [['http', 'publicUrl'], http.publicUrl],
    [['selfCare', 'baseUrl'], selfCare.baseUrl],
    ...selfCare.allowedOrigins.map((origin): [string[], string] => [['selfCare', 'allowedOrigins'], origin]),
  ];
  const message = 'is plain http, but mode is live; use https';
  return [
    ...vendor.filter(([, text]) => isPlain(text)),
    ...own.filter(([, text]) => isPlain(text) && !isLoopback(hostOf(text))),
  ].map(([path]) => ({ path, message }));
}

function hostOf(text: string | null): string {
  return webAddress(text ?? '')?.hostname ?? '';
}

function isPlain(text: string | null): boolean {
  return text !== null && webAddress(text)?.protocol === 'http:';
}
