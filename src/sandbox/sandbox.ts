import { mkdirSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assetsDir } from '../common/assets-dir.js';
import type { Clock } from '../common/clock/clock.js';
import type { Config } from '../common/config/config.js';
import { startMailjetStandIn, type MailjetStandIn } from './mailjet/index.js';
import { startStripeStandIn, type StripeStandIn } from './stripe/index.js';

/** The local stand-ins of this process, or of another one that it joined, and the configuration that points at them. */
export interface Sandbox {
  readonly config: Config;
  /** Where a person reads the mails; null when Mailjet points elsewhere. */
  readonly mailboxUrl: string | null;
  /** Null when it runs in another process, or Stripe points elsewhere. */
  readonly stripe: StripeStandIn | null;
  readonly mailjet: MailjetStandIn | null;
  close(): Promise<void>;
}

interface Ports {
  readonly stripe?: number;
  readonly mailjet?: number;
}

/**
 * Starts a stand-in for every vendor whose address is not set, each keeping its state in `stateDir`; one that another process of ours
 * runs already is joined. Refused in live mode.
 */
export async function startSandbox(config: Config, stateDir: string, clock: Clock): Promise<Sandbox> {
  if (config.mode !== 'sandbox') throw new Error('The stand-ins run in sandbox mode only.');
  mkdirSync(stateDir, { recursive: true });
  const ports = await readPorts(stateDir);
  const base = config.sandbox.port;
  const { stripe: stripeKeys } = config.vendors;
  const stripe =
    config.vendors.stripe.apiBase !== null
      ? null
      : await startOrJoin(base ?? ports.stripe ?? 0, (port) =>
          startStripeStandIn({
            port,
            secretKey: stripeKeys.secretKey ?? '',
            publishableKey: stripeKeys.publishableKey ?? '',
            ...(stripeKeys.webhookSecrets[0] ? { webhookSecret: stripeKeys.webhookSecrets[0] } : {}),
            stateFile: join(stateDir, 'stripe.json'),
            now: () => clock.now(),
            assetsDir: join(assetsDir, 'sandbox'),
          }),
        );
  const mailjet =
    config.mailjet.apiBase !== null
      ? null
      : await startOrJoin(base === null ? (ports.mailjet ?? 0) : base + 1, (port) =>
          startMailjetStandIn({
            port,
            apiKey: config.mailjet.apiKey ?? '',
            apiSecret: config.mailjet.apiSecret ?? '',
            stateFile: join(stateDir, 'mailjet.jsonl'),
          }),
        );
  await writePorts(stateDir, {
    ...ports,
    ...(stripe ? { stripe: stripe.port } : {}),
    ...(mailjet ? { mailjet: mailjet.port } : {}),
  });
  return {
    config: pointedAt(config, stripe?.url ?? null, mailjet?.url ?? null),
    mailboxUrl: mailjet ? `${mailjet.url}/mailbox` : null,
    stripe: stripe?.own ?? null,
    mailjet: mailjet?.own ?? null,
    close: async () => {
      await Promise.all([stripe?.own?.close(), mailjet?.own?.close()]);
    },
  };
}

interface Reached<StandIn> {
  readonly url: string;
  readonly port: number;
  readonly own: StandIn | null;
}

async function startOrJoin<StandIn extends { url: string; port: number }>(
  port: number,
  start: (port: number) => Promise<StandIn>,
): Promise<Reached<StandIn>> {
  try {
    const own = await start(port);
    return { url: own.url, port: own.port, own };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return { url: `http://127.0.0.1:${String(port)}`, port, own: null };
  }
}

function pointedAt(config: Config, stripe: string | null, mailjet: string | null): Config {
  return Object.freeze({
    ...config,
    vendors: Object.freeze({
      ...config.vendors,
      stripe: Object.freeze({
        ...config.vendors.stripe,
        apiBase: stripe ?? config.vendors.stripe.apiBase,
        jsUrl: config.vendors.stripe.jsUrl ?? (stripe === null ? null : `${stripe}/v3/stripe.js`),
      }),
    }),
    mailjet: Object.freeze({ ...config.mailjet, apiBase: mailjet ?? config.mailjet.apiBase }),
  });
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
