import { type Answer } from './answers.js';
import { type CallDesk } from './call-desk.js';
import { type Commands, runCommand } from './commands.js';
import { Faults } from './faults.js';
import { type Outbox } from './outbox.js';
import { type RecordStore } from './records.js';
import { closed, createStandInServer, type Exchange, listen } from './server.js';
import { type StandIn } from './stand-in.js';
import { type StateFile } from './state-file.js';
import { type Webhooks } from './webhooks.js';

/** What a stand-in is made of. */
export interface StandInParts<S extends StandIn<D>, D> {
  /** Of the loopback interface; 0 for a free one. */
  readonly port: number;
  readonly store: RecordStore;
  readonly webhooks: Webhooks;
  readonly outbox: Outbox;
  readonly desk: CallDesk<D>;
  /** Opened already, so that the store holds what it knew. */
  readonly stateFile: StateFile | null;
  readonly commands: Commands<S>;
  isCall(path: string): boolean;
  page(exchange: Exchange, standIn: S): Answer | null | Promise<Answer | null>;
  readonly clientHeaders?: readonly string[];
  /** Makes the vendor's stand-in of the general one; called once it listens. */
  extend(base: StandIn<D>): S;
  /** Forgets what the vendor keeps beside its store. */
  forget?(): void;
}

const SHOWN = 100;

/** Starts a stand-in's server; events that an earlier process had not delivered leave again. */
export async function openStandIn<S extends StandIn<D>, D>(parts: StandInParts<S, D>): Promise<S> {
  const { store, webhooks, outbox, desk, stateFile, commands } = parts;
  const opened: { standIn?: S } = {};
  const running = (): S => {
    if (opened.standIn === undefined) throw new Error('The stand-in is still starting.');
    return opened.standIn;
  };
  const server = createStandInServer({
    isCall: (path) => parts.isCall(path),
    call: (exchange) => desk.handle(exchange),
    page: (exchange) => parts.page(exchange, running()),
    command: (method, path, body) => runCommand(commands, running(), { method, path, body }),
    ...(parts.clientHeaders ? { clientHeaders: parts.clientHeaders } : {}),
  });
  const port = await listen(server, parts.port);
  const faults = new Faults<D>(desk.faults, webhooks);
  const standIn = parts.extend({
    url: `http://127.0.0.1:${String(port)}`,
    port,
    faults,
    webhooks,
    requests: () => desk.requests,
    summary: () => ({
      counts: store.counts(),
      faults: faults.list(),
      webhooks: {
        waiting: webhooks.waiting().map(({ id, type }) => ({ id, type })),
        deliveries: webhooks.deliveries.slice(-SHOWN),
      },
      requests: desk.requests.slice(-SHOWN),
    }),
    sendWebhooksTo: (target) => {
      const deaf = !webhooks.listens();
      webhooks.configure(target);
      if (deaf && webhooks.listens()) outbox.resume();
    },
    resend: (eventId) => outbox.resend(eventId),
    reset: () => {
      desk.reset();
      webhooks.reset();
      store.clear();
      parts.forget?.();
    },
    close: async () => {
      webhooks.close();
      await closed(server);
      await stateFile?.close();
    },
  });
  opened.standIn = standIn;
  outbox.resume();
  return standIn;
}
