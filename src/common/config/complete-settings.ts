import { resolve } from 'node:path';
import { PAYTABS_HOSTS, type Settings } from './config.schemas.js';
import { MESSAGE_TYPES, type MessageType } from './message-types.js';

/** Keys that the local stand-ins take; they open nothing anywhere else. */
const STAND_IN_KEYS = {
  stripe: {
    secretKey: 'sk_test_sandbox',
    publishableKey: 'pk_test_sandbox',
    webhookSecret: 'whsec_sandboxstripewebhooksecret',
  },
  paypal: { clientId: 'sandbox-client', clientSecret: 'sandbox-client-secret', webhookId: 'WH-SANDBOX' },
  paytabs: { profileId: '1', serverKey: 'sandbox-server-key' },
  mailjet: { apiKey: 'sandbox-api-key', apiSecret: 'sandbox-api-secret', fromEmail: 'no-reply@example.com' },
  mailjetWebhook: { user: 'sandbox', password: 'sandbox-webhook-password' },
} as const;

export interface SecurityKey {
  readonly id: string;
  /** Any text of 16 characters or more; in live mode of 32 or more. */
  readonly secret: string;
}

interface Surroundings {
  readonly cwd: string;
  /** Keys for an installation that names none; never asked for in live mode. */
  readonly securityKeys: () => readonly SecurityKey[];
}

/** One type of mail's settings. */
interface MailType {
  /** Null: no sender is known, so that mails of this type are not configured. */
  readonly fromEmail: string | null;
  readonly fromName: string;
  /** Mailjet's own template; null: ours. */
  readonly templateId: number | null;
  /** Null: our own subject, in the customer's language. */
  readonly subject: string | null;
}

/** Settings with everything in place that follows from others. */
export interface CompleteSettings extends Omit<Settings, 'http' | 'mailjet' | 'selfCare'> {
  readonly http: Settings['http'] & { readonly publicUrl: string };
  readonly mailjet: Omit<Settings['mailjet'], 'types'> & { readonly types: Record<MessageType, MailType> };
  readonly selfCare: Settings['selfCare'] & { readonly baseUrl: string };
}

/**
 * Fills in what follows from other settings. An `apiBase` or `jsUrl` stays null in sandbox mode only, where it stands for the
 * local stand-in; a vendor's key that is null means the vendor is not configured.
 */
export function completeSettings(settings: Settings, { cwd, securityKeys }: Surroundings): CompleteSettings {
  const { http, database, security, vendors, mailjet, selfCare } = settings;
  const publicUrl = http.publicUrl ?? ownAddress(http.host, http.port);
  const needsKeys = security.keys.length === 0 && settings.mode !== 'live';
  return {
    ...settings,
    http: { ...http, publicUrl },
    database: { ...database, embedded: { ...database.embedded, dir: resolve(cwd, database.embedded.dir) } },
    security: { ...security, keys: needsKeys ? securityKeys().map((key) => ({ ...key })) : security.keys },
    vendors: {
      stripe: stripe(vendors.stripe, settings.mode),
      paypal: paypal(vendors.paypal, settings.mode),
      paytabs: paytabs(vendors.paytabs, settings.mode),
    },
    mailjet: {
      ...mailjet,
      ...keys(settings.mode, { apiKey: mailjet.apiKey, apiSecret: mailjet.apiSecret }, STAND_IN_KEYS.mailjet),
      apiBase: official(settings.mode, mailjet.apiBase, 'https://api.mailjet.com'),
      webhook: keys(settings.mode, { ...mailjet.webhook }, STAND_IN_KEYS.mailjetWebhook),
      types: mailTypes(settings),
    },
    selfCare: { ...selfCare, baseUrl: selfCare.baseUrl ?? `${publicUrl}/care` },
  };
}

type Mode = Settings['mode'];

function ownAddress(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${String(port)}`;
}

function official(mode: Mode, given: string | null, address: string): string | null {
  return given ?? (mode === 'sandbox' ? null : address);
}

/** Null becomes the stand-in's key in sandbox mode; an empty text, "deliberately none", becomes null in every mode. */
function keys<Name extends string>(
  mode: Mode,
  given: Record<Name, string | null>,
  standIns: Readonly<Record<NoInfer<Name>, string>>,
): Record<Name, string | null> {
  const names = Object.keys(given) as Name[];
  const isUntouched = mode === 'sandbox' && names.every((name) => given[name] === null);
  const filled = names.map((name) => [name, isUntouched ? standIns[name] : given[name] || null]);
  return Object.fromEntries(filled) as Record<Name, string | null>;
}

function stripe(given: Settings['vendors']['stripe'], mode: Mode) {
  const { secretKey, publishableKey } = given;
  const isUntouched = mode === 'sandbox' && given.webhookSecrets.length === 0;
  return {
    ...given,
    ...keys(mode, { secretKey, publishableKey }, STAND_IN_KEYS.stripe),
    webhookSecrets: isUntouched ? [STAND_IN_KEYS.stripe.webhookSecret] : given.webhookSecrets,
    apiBase: official(mode, given.apiBase, 'https://api.stripe.com'),
    jsUrl: official(mode, given.jsUrl, 'https://js.stripe.com/endive/stripe.js'),
  };
}

function paypal(given: Settings['vendors']['paypal'], mode: Mode) {
  const { clientId, clientSecret } = given;
  const host = mode === 'live' ? 'https://api-m.paypal.com' : 'https://api-m.sandbox.paypal.com';
  return {
    ...given,
    ...keys(mode, { clientId, clientSecret }, STAND_IN_KEYS.paypal),
    ...keys(mode, { webhookId: given.webhookId }, STAND_IN_KEYS.paypal),
    apiBase: official(mode, given.apiBase, host),
    jsUrl: official(mode, given.jsUrl, 'https://www.paypal.com/sdk/js'),
  };
}

function paytabs(given: Settings['vendors']['paytabs'], mode: Mode) {
  const { profileId, serverKey } = given;
  return {
    ...given,
    ...keys(mode, { profileId, serverKey }, STAND_IN_KEYS.paytabs),
    apiBase: official(mode, given.apiBase, PAYTABS_HOSTS[given.region]),
  };
}

function mailTypes({ mode, business, mailjet }: Settings): Record<MessageType, MailType> {
  const common = mailjet.types.default;
  const fallback = {
    fromEmail: common?.fromEmail ?? (mode === 'sandbox' ? STAND_IN_KEYS.mailjet.fromEmail : null),
    fromName: common?.fromName ?? business.name,
    templateId: null,
    subject: null,
  };
  const complete = MESSAGE_TYPES.map((type): [MessageType, MailType] => [
    type,
    over(fallback, mailjet.types[type]),
  ]);
  return Object.fromEntries(complete) as Record<MessageType, MailType>;
}

function over(fallback: MailType, own: Settings['mailjet']['types'][MessageType]): MailType {
  if (!own) return fallback;
  return {
    ...own,
    fromEmail: own.fromEmail ?? fallback.fromEmail,
    fromName: own.fromName ?? fallback.fromName,
  };
}
