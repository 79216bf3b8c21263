import { Clock } from '../../common/clock/clock.js';
import { openStandIn, StateFile, Webhooks } from '../kit/index.js';
import { Api } from './api.js';
import { COMMANDS } from './control-routes.js';
import { Control } from './control.js';
import { hostedPage } from './hosted-page.js';
import { Profile } from './profile.js';
import { Store } from './records.js';
import { signed } from './signature.js';
import { type PaytabsStandIn, type PaytabsStandInOptions } from './stand-in.js';
import { StandInState } from './state.js';

/** Starts a stateful stand-in of PayTabs' API (PT2) and its hosted pages on the loopback interface. */
export async function startPaytabsStandIn(options: PaytabsStandInOptions): Promise<PaytabsStandIn> {
  const clock = new Clock();
  const store = new Store();
  const webhooks = new Webhooks({
    target: { url: options.webhookUrl ?? null, secret: options.serverKey },
    sign: signed,
    realTime: () => clock.real(),
    taken: (event) => {
      store.eventTaken(event);
    },
  });
  const profile = new Profile(store, webhooks, {
    profileId: Number(options.profileId),
    serverKey: options.serverKey,
    now: options.now ?? ((): Date => clock.now()),
  });
  const stateFile = options.stateFile === undefined ? null : new StateFile(options.stateFile, store);
  await stateFile?.open();
  const api = new Api(profile, stateFile, options.latencyMs ?? 0);
  return openStandIn<PaytabsStandIn, string>({
    port: options.port ?? 0,
    store,
    webhooks,
    outbox: profile.outbox,
    desk: api.desk,
    stateFile,
    commands: COMMANDS,
    isCall: (path) => /^\/payment\/(request|query|token)(\/|$)/.test(path),
    page: async (exchange, standIn) => {
      const answer = hostedPage(standIn.control, exchange, options.serverKey);
      await stateFile?.flush();
      return answer;
    },
    extend: (base) => {
      profile.url = base.url;
      return { ...base, control: new Control(profile), state: new StandInState(profile) };
    },
    forget: () => {
      profile.reset();
    },
  });
}
