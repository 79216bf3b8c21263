import type { AddressInfo } from 'node:net';
import { Clock } from '../../common/clock/clock.js';
import { MailEventCalls, type EventTarget } from './mail-event-calls.js';
import { MailFaults } from './mail-faults.js';
import { SandboxMailbox } from './mailbox.js';
import { mailjetServer, type MailjetCall } from './mailjet-server.js';

export interface MailjetStandInOptions {
  /** 0 or none: any free one. */
  readonly port?: number;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly latencyMs?: number;
  /** Keeps the mailbox over a restart, a kill -9 included. */
  readonly stateFile?: string;
  /** Newest mails kept with their bodies; 5,000 unless told. */
  readonly keepBodies?: number;
  /** Who is told of events; nobody unless told. */
  readonly events?: EventTarget;
}

export interface MailjetStandIn {
  /** `http://127.0.0.1:port`, for `mailjet.api_base`. */
  readonly url: string;
  readonly port: number;
  readonly mailbox: SandboxMailbox;
  readonly faults: MailFaults;
  readonly events: MailEventCalls;
  /** Requests so far, those that went wrong included. */
  readonly calls: Readonly<Record<MailjetCall, number>>;
  close(): Promise<void>;
}

const KEEP_BODIES = 5_000;

export { eventAbout, type MailEventKind } from './mail-event-calls.js';

/** Starts a server on loopback that behaves like Mailjet's Send API v3.1 and keeps what it is given; people read it at `/mailbox`. */
export async function startMailjetStandIn(options: MailjetStandInOptions): Promise<MailjetStandIn> {
  const mailbox = new SandboxMailbox(options.keepBodies ?? KEEP_BODIES);
  if (options.stateFile !== undefined) await mailbox.open(options.stateFile);
  const faults = new MailFaults();
  faults.latencyMs = options.latencyMs ?? 0;
  const events = new MailEventCalls();
  events.target = options.events ?? null;
  const clock = new Clock();
  const calls = { send: 0, find: 0, sender: 0, template: 0, none: 0 };
  const { apiKey, apiSecret } = options;
  const server = mailjetServer({
    apiKey,
    apiSecret,
    mailbox,
    faults,
    events,
    calls,
    now: () => clock.real(),
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    port,
    mailbox,
    faults,
    events,
    calls,
    close: async () => {
      const closed = new Promise<void>((resolve) =>
        server.close(() => {
          resolve();
        }),
      );
      server.closeAllConnections();
      await closed;
      await mailbox.close();
    },
  };
}
