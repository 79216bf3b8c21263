import { Clock } from '../../common/clock/clock.js';
import { type Answer, assetAnswer, type Exchange, openStandIn, StateFile, Webhooks } from '../kit/index.js';
import { Account } from './account.js';
import { Api } from './api.js';
import { challengePage } from './challenge-page.js';
import { checkoutPage } from './checkout-page.js';
import { COMMANDS } from './control-routes.js';
import { Control } from './control.js';
import { type DeclineChoice } from './declines.js';
import { Routes } from './routes.js';
import { MetadataIndex } from './search.js';
import { signed } from './signature.js';
import { type StripeStandIn, type StripeStandInOptions } from './stand-in.js';
import { StandInState } from './state.js';
import { Store } from './store.js';

const ASSET = /^\/v\d+\/((?:stripe|element|stripe-element)\.[a-z.]+)$/;

/** Starts a stateful stand-in of Stripe's API, version 2026-10-28.endive, on the loopback interface. */
export async function startStripeStandIn(options: StripeStandInOptions): Promise<StripeStandIn> {
  const clock = new Clock();
  const store = new Store();
  const webhooks = new Webhooks({
    target: { url: options.webhookUrl ?? null, secret: options.webhookSecret ?? 'whsec_stand_in' },
    sign: signed,
    realTime: () => clock.real(),
    taken: (event) => {
      store.eventTaken(event);
    },
  });
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
  return openStandIn<StripeStandIn, DeclineChoice | string>({
    port: options.port ?? 0,
    store,
    webhooks,
    outbox: account.outbox,
    desk: api.desk,
    stateFile,
    commands: COMMANDS,
    isCall: (path) => path.startsWith('/v1/'),
    page: (exchange, standIn) => page(exchange, standIn, options.assetsDir),
    clientHeaders: ['Idempotency-Key', 'Stripe-Version'],
    extend: (base) => {
      account.url = base.url;
      return {
        ...base,
        summary: () => ({ ...base.summary(), totals: account.totals.list() }),
        control: new Control(account),
        state: new StandInState(account, () => base.requests()),
      };
    },
    forget: () => {
      api.forget();
      account.totals.clear();
      index.clear();
    },
  });
}

async function page(
  exchange: Exchange,
  standIn: StripeStandIn,
  assetsDir: string | undefined,
): Promise<Answer | null> {
  const asked = ASSET.exec(exchange.path)?.[1];
  if (asked === undefined) return challengePage(standIn, exchange) ?? checkoutPage(standIn, exchange);
  // The frame of the card fields is asked for by its short name.
  return assetAnswer(asked.startsWith('element.') ? `stripe-${asked}` : asked, assetsDir);
}
