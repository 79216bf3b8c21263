import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Clock } from '../../common/clock/clock.js';
import { Account } from './account.js';
import { Api } from './api.js';
import { Control } from './control.js';
import { Faults } from './faults.js';
import { Routes } from './routes.js';
import { MetadataIndex } from './search.js';
import { createStandInServer } from './server.js';
import { type StripeStandIn, type StripeStandInOptions } from './stand-in.js';
import { StateFile } from './state-file.js';
import { StandInState } from './state.js';
import { Store } from './store.js';
import { Webhooks } from './webhooks.js';

/** Starts a stateful stand-in of Stripe's API, version 2026-10-28.endive, on the loopback interface. */
export async function startStripeStandIn(options: StripeStandInOptions): Promise<StripeStandIn> {
  const clock = new Clock();
  const store = new Store();
  const webhooks = new Webhooks(
    { url: options.webhookUrl ?? null, secret: options.webhookSecret ?? 'whsec_stand_in' },
    () => clock.real(),
    (event) => {
      store.eventTaken(event);
    },
  );
  const account = new Account(store, webhooks, {
    secretKey: options.secretKey,
    now: options.now ?? ((): Date => clock.now()),
    searchLagSeconds: options.searchLagSeconds ?? 0,
  });
  const stateFile = options.stateFile === undefined ? null : new StateFile(options.stateFile, store);
  await stateFile?.open();
  account.recount();
  const index = new MetadataIndex();
  store.listeners.push((kind, id) => {
    const intent = kind === 'payment_intent' ? store.paymentIntents.find(id) : undefined;
    if (intent !== undefined) index.note(intent);
  });
  const api = new Api(account, new Routes(index), options, stateFile, options.latencyMs ?? 0);
  const faults = new Faults(api, webhooks);
  const parts = {
    faults,
    webhooks,
    control: new Control(account),
    state: new StandInState(account, api, faults),
    sendWebhooksTo(target: { url?: string | null | undefined; secret?: string | undefined }): void {
      const deaf = !webhooks.listens();
      webhooks.configure(target);
      if (deaf && webhooks.listens()) account.resume();
    },
    reset(): void {
      api.reset();
      webhooks.reset();
      store.clear();
      account.totals.clear();
      index.clear();
    },
  };
  const server = createStandInServer(api, () => standIn, options.assetsDir);
  const port = await listen(server, options.port ?? 0);
  const standIn: StripeStandIn = {
    ...parts,
    port,
    url: `http://127.0.0.1:${String(port)}`,
    async close(): Promise<void> {
      webhooks.close();
      await closed(server);
      await stateFile?.close();
    },
  };
  account.url = standIn.url;
  account.resume();
  return standIn;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
