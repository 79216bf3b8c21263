import { mkdirSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { assetsDir } from '../common/assets-dir.js';
import type { Clock } from '../common/clock/clock.js';
import type { Config } from '../common/config/config.js';
import { startMailjetStandIn, type MailjetStandIn } from './mailjet/index.js';
import { startPaypalStandIn, type PaypalStandIn } from './paypal/index.js';
import { startPaytabsStandIn, type PaytabsStandIn } from './paytabs/index.js';
import { startStripeStandIn, type StripeStandIn } from './stripe/index.js';

/** The vendors' stand-ins that run in this process; null where another process runs it, or the vendor's address is set. */
export interface StandIns {
  readonly stripe: StripeStandIn | null;
  readonly paypal: PaypalStandIn | null;
  readonly paytabs: PaytabsStandIn | null;
}

/** The local stand-ins of this process, or of another one that it joined, and the configuration that points at them. */
export interface Sandbox {
  readonly config: Config;
  /** Where a person reads the mails; null when Mailjet points elsewhere. */
  readonly mailboxUrl: string | null;
  readonly standIns: StandIns;
  close(): Promise<void>;
}

interface Ports {
  readonly stripe?: number | undefined;
  readonly paypal?: number | undefined;
  readonly paytabs?: number | undefined;
  readonly mailjet?: number | undefined;
}

/**
 * Starts a stand-in for every vendor whose address is not set, each keeping its state in `stateDir`; one that another process of ours
 * runs already is joined. Refused in live mode.
 */
export async function startSandbox(config: Config, stateDir: string, clock: Clock): Promise<Sandbox> {
  if (config.mode !== 'sandbox') throw new Error('The stand-ins run in sandbox mode only.');
  mkdirSync(stateDir, { recursive: true });
  const ports = await readPorts(stateDir);
  const place = { stateDir, ports, clock };
  const stripe = await reachStripe(config, place);
  const paypal = await reachPaypal(config, place);
  const paytabs = await reachPaytabs(config, place);
  const mailjet = await reachMailjet(config, { stateDir, ports });
  const reached = { stripe, paypal, paytabs, mailjet };
  await writePorts(stateDir, { ...ports, ...portsOf(reached) });
  return {
    config: pointedAt(config, reached),
    mailboxUrl: mailjet && `${mailjet.url}/mailbox`,
    standIns: { stripe: ownOf(stripe), paypal: ownOf(paypal), paytabs: ownOf(paytabs) },
    close: async () => {
      await Promise.all([
        stripe?.own?.close(),
        paypal?.own?.close(),
        paytabs?.own?.close(),
        mailjet?.own?.close(),
      ]);
    },
  };
}

function portsOf(reached: Readonly<Record<keyof Ports, { port: number } | null>>): Ports {
  return Object.fromEntries(
    Object.entries(reached).flatMap(([vendor, one]) => (one ? [[vendor, one.port]] : [])),
  );
}

function ownOf<StandIn>(reached: Reached<StandIn> | null): StandIn | null {
  return reached?.own ?? null;
}

interface Place {
  readonly stateDir: string;
  readonly ports: Ports;
}

async function reachStripe(
  config: Config,
  { stateDir, ports, clock }: Place & { readonly clock: Clock },
): Promise<Reached<StripeStandIn> | null> {
  const { apiBase, secretKey, publishableKey, webhookSecrets } = config.vendors.stripe;
  if (apiBase !== null) return null;
  const [webhookSecret] = webhookSecrets;
  return startOrJoin(config.sandbox.port ?? ports.stripe ?? 0, (port) =>
    startStripeStandIn({
      port,
      secretKey: secretKey ?? '',
      publishableKey: publishableKey ?? '',
      ...(webhookSecret ? { webhookSecret } : {}),
      stateFile: join(stateDir, 'stripe.json'),
      now: () => clock.now(),
      assetsDir: join(assetsDir, 'sandbox'),
    }),
  );
}

async function reachPaypal(
  { sandbox, vendors }: Config,
  { stateDir, ports, clock }: Place & { readonly clock: Clock },
): Promise<Reached<PaypalStandIn> | null> {
  const { apiBase, clientId, clientSecret, webhookId } = vendors.paypal;
  if (apiBase !== null) return null;
  return startOrJoin(sandbox.port === null ? (ports.paypal ?? 0) : sandbox.port + 2, (port) =>
    startPaypalStandIn({
      port,
      clientId: clientId ?? '',
      clientSecret: clientSecret ?? '',
      ...(webhookId ? { webhookId } : {}),
      stateFile: join(stateDir, 'paypal.json'),
      now: () => clock.now(),
      assetsDir: join(assetsDir, 'sandbox'),
    }),
  );
}

async function reachPaytabs(
  { sandbox, vendors }: Config,
  { stateDir, ports, clock }: Place & { readonly clock: Clock },
): Promise<Reached<PaytabsStandIn> | null> {
  const { apiBase, profileId, serverKey } = vendors.paytabs;
  if (apiBase !== null) return null;
  return startOrJoin(sandbox.port === null ? (ports.paytabs ?? 0) : sandbox.port + 3, (port) =>
    startPaytabsStandIn({
      port,
      profileId: profileId ?? '',
      serverKey: serverKey ?? '',
      stateFile: join(stateDir, 'paytabs.json'),
      now: () => clock.now(),
    }),
  );
}

async function reachMailjet(
  { sandbox, mailjet, http }: Config,
  { stateDir, ports }: Place,
): Promise<Reached<MailjetStandIn> | null> {
  if (mailjet.apiBase !== null) return null;
  return startOrJoin(sandbox.port === null ? (ports.mailjet ?? 0) : sandbox.port + 1, (port) =>
    startMailjetStandIn({
      port,
      apiKey: mailjet.apiKey ?? '',
      apiSecret: mailjet.apiSecret ?? '',
      stateFile: join(stateDir, 'mailjet.jsonl'),
      events: { url: `${http.publicUrl}/webhooks/mailjet`, ...mailjet.webhook },
    }),
  );
}

interface Reached<StandIn> {
  readonly url: string;
  readonly port: number;
  readonly own: StandIn | null;
}

// Asked before starting, since a stand-in reads its state first and two must not hold one state.
async function startOrJoin<StandIn extends { url: string; port: number }>(
  port: number,
  start: (port: number) => Promise<StandIn>,
): Promise<Reached<StandIn>> {
  if (port !== 0 && (await answers(port)))
    return { url: `http://127.0.0.1:${String(port)}`, port, own: null };
  const own = await start(port);
  return { url: own.url, port: own.port, own };
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

type Addresses = Readonly<Record<keyof Ports, { url: string } | null>>;

function pointedAt({ vendors, ...config }: Config, addresses: Addresses): Config {
  const { stripe, paypal, paytabs, mailjet } = vendorBases({ vendors, ...config }, addresses);
  const scripts = {
    stripe: vendors.stripe.jsUrl ?? scriptAt(addresses.stripe, '/v3/stripe.js'),
    paypal: vendors.paypal.jsUrl ?? scriptAt(addresses.paypal, '/sdk/js'),
  };
  return Object.freeze({
    ...config,
    vendors: Object.freeze({
      ...vendors,
      stripe: Object.freeze({ ...vendors.stripe, apiBase: stripe, jsUrl: scripts.stripe }),
      paypal: Object.freeze({ ...vendors.paypal, apiBase: paypal, jsUrl: scripts.paypal }),
      paytabs: Object.freeze({ ...vendors.paytabs, apiBase: paytabs }),
    }),
    mailjet: Object.freeze({ ...config.mailjet, apiBase: mailjet }),
  });
}

function vendorBases({ vendors, mailjet }: Config, addresses: Addresses): Record<keyof Ports, string | null> {
  return {
    stripe: addresses.stripe?.url ?? vendors.stripe.apiBase,
    paypal: addresses.paypal?.url ?? vendors.paypal.apiBase,
    paytabs: addresses.paytabs?.url ?? vendors.paytabs.apiBase,
    mailjet: addresses.mailjet?.url ?? mailjet.apiBase,
  };
}

function scriptAt(standIn: { url: string } | null, path: string): string | null {
  return standIn && standIn.url + path;
}

async function readPorts(stateDir: string): Promise<Ports> {
  try {
    return JSON.parse(await readFile(join(stateDir, 'ports.json'), 'utf8')) as Ports;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}

async function writePorts(stateDir: string, ports: Ports): Promise<void> {
  const draft = join(stateDir, `ports.json.${String(process.pid)}`);
  await writeFile(draft, JSON.stringify(ports));
  await rename(draft, join(stateDir, 'ports.json'));
}
