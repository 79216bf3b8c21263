import { Clock } from '../../common/clock/clock.js';
import { type Answer, assetAnswer, type Exchange, openStandIn, StateFile, Webhooks } from '../kit/index.js';
import { Api } from './api.js';
import { approvePage } from './approve-page.js';
import { cardCall } from './card-call.js';
import { type CertificateWish, SigningCertificate } from './certificates.js';
import { COMMANDS } from './control-routes.js';
import { Control } from './control.js';
import { Merchant } from './merchant.js';
import { Store } from './records.js';
import { signedBy } from './signature.js';
import { type PaypalStandIn, type PaypalStandInOptions } from './stand-in.js';

const CERTIFICATES = '/v1/notifications/certs/';
const IS_CALL = /^\/v(1\/(oauth2|reporting|customer)|2\/(checkout|payments)|3\/vault)\//;

/** Starts a stateful stand-in of PayPal's REST API, its card fields' server and its pages on the loopback interface. */
export async function startPaypalStandIn(options: PaypalStandInOptions): Promise<PaypalStandIn> {
  const clock = new Clock();
  const store = new Store();
  const realTime = (): Date => clock.real();
  let certificate = new SigningCertificate(realTime);
  const place = { url: '' };
  const webhooks = new Webhooks({
    target: { url: options.webhookUrl ?? null, secret: options.webhookId ?? 'WH-STAND-IN' },
    sign: signedBy(() => ({ certificate, address: place.url + CERTIFICATES + certificate.name })),
    realTime,
    taken: (event) => {
      store.eventTaken(event);
    },
  });
  const merchant = new Merchant(store, webhooks, {
    now: options.now ?? ((): Date => clock.now()),
    searchLagSeconds: options.searchLagSeconds ?? 0,
  });
  const stateFile = options.stateFile === undefined ? null : new StateFile(options.stateFile, store);
  await stateFile?.open();
  const api = new Api(merchant, options, stateFile, options.latencyMs ?? 0);
  const control = new Control(merchant, {
    withdraw: () => {
      api.oauth.withdraw();
    },
    useCertificate: (wish: CertificateWish) => {
      certificate = new SigningCertificate(realTime, wish);
    },
  });
  return openStandIn<PaypalStandIn, string>({
    port: options.port ?? 0,
    store,
    webhooks,
    outbox: merchant.outbox,
    desk: api.desk,
    stateFile,
    commands: COMMANDS,
    isCall: (path) => IS_CALL.test(path),
    page: async (exchange) => {
      if (exchange.path === CERTIFICATES + certificate.name) return pemAnswer(await certificate.pem());
      const answer = cardCall(control, exchange) ?? approvePage(control, exchange);
      if (answer === null) return assetOf(exchange, options.assetsDir);
      await stateFile?.flush();
      return answer;
    },
    clientHeaders: ['PayPal-Request-Id', 'Prefer'],
    extend: (base) => {
      merchant.url = base.url;
      place.url = base.url;
      return { ...base, store, control, tokensIssued: () => api.oauth.issued };
    },
    forget: () => {
      merchant.options.searchLagSeconds = options.searchLagSeconds ?? 0;
      merchant.options.listsOldestFirst = false;
    },
  });
}

function pemAnswer(pem: string): Answer {
  return { status: 200, headers: { 'content-type': 'application/x-pem-file' }, body: pem };
}

// PayPal's script is asked for as `/sdk/js?client-id=…`; what it loads stands beside it.
async function assetOf({ path }: Exchange, assetsDir: string | undefined): Promise<Answer | null> {
  const name = /^\/sdk\/([a-z.-]+)$/.exec(path)?.[1];
  if (name === undefined) return null;
  return assetAnswer(name === 'js' ? 'paypal.js' : name, assetsDir);
}
