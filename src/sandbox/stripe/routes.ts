import {
  listEvents,
  listSetupAttempts,
  retrieveAccount,
  retrieveBalance,
  retrieveDispute,
  retrieveEvent,
} from './account-objects.js';
import { type Account } from './account.js';
import { type Call } from './call.js';
import { createSession, endSession, retrieveSession } from './checkout-sessions.js';
import { listCharges, retrieveCharge } from './charges.js';
import {
  createCustomer,
  deleteCustomer,
  listCustomers,
  retrieveCustomer,
  updateCustomer,
} from './customers.js';
import {
  authenticatePaymentIntent,
  cancelPaymentIntent,
  confirmPaymentIntent,
  createPaymentIntent,
  listPaymentIntents,
  retrievePaymentIntent,
  updatePaymentIntent,
} from './payment-intents.js';
import {
  attachPaymentMethod,
  createPaymentMethod,
  detachPaymentMethod,
  listPaymentMethods,
  retrieveCustomerMethod,
  retrievePaymentMethod,
  updatePaymentMethod,
} from './payment-methods.js';
import { createRefund, listRefunds, retrieveRefund, updateRefund } from './refunds.js';
import { type MetadataIndex, searchPaymentIntents } from './search.js';
import {
  authenticateSetupIntent,
  cancelSetupIntent,
  confirmSetupIntent,
  createSetupIntent,
  listSetupIntents,
  retrieveSetupIntent,
  updateSetupIntent,
} from './setup-intents.js';

/** Does one endpoint's work; ids are those of the path. */
export type Endpoint = (account: Account, call: Call, ids: readonly string[]) => object;

/** An endpoint, with the ids of the path, and whether browsers may call it with the publishable key. */
export interface Route {
  endpoint: Endpoint;
  ids: readonly string[];
  forClients: boolean;
}

type One = (account: Account, call: Call, id: string) => object;

const one =
  (work: One): Endpoint =>
  (account, call, [id = '']) =>
    work(account, call, id);

const CLIENT: ReadonlySet<string> = new Set([
  'GET setup_intents :id',
  'POST setup_intents :id confirm',
  'POST setup_intents :id _authenticate',
  'GET payment_intents :id',
  'POST payment_intents :id confirm',
  'POST payment_intents :id _authenticate',
  'POST payment_methods',
]);

/** The endpoints by method and path. */
export class Routes {
  private readonly endpoints: ReadonlyMap<string, Endpoint>;

  constructor(index: MetadataIndex) {
    this.endpoints = new Map(Object.entries(endpoints(index)));
  }

  /** Finds the endpoint of `/v1/…`; ids stand at every second place of a path. */
  find(method: string, path: string): Route | null {
    // The one resource whose name has two parts.
    const parts = path.replace(/^\/v1\/checkout\/sessions/, '/v1/checkout.sessions').split('/');
    const [, , resource = '', id, action, subject, ...more] = parts;
    if (more.length > 0) return null;
    const exact = [method, resource, id, action, subject].filter((part) => part !== undefined).join(' ');
    const fixed = id === undefined || id === 'search' ? this.endpoints.get(exact) : undefined;
    if (fixed !== undefined) return this.route(exact, fixed, []);
    if (id === undefined) return null;
    const shape = [method, resource, ':id', action, subject === undefined ? undefined : ':id'];
    const name = shape.filter((part) => part !== undefined).join(' ');
    const endpoint = this.endpoints.get(name);
    if (endpoint === undefined) return null;
    const ids = [id, subject].filter((part) => part !== undefined).map(decoded);
    return this.route(name, endpoint, ids);
  }

  private route(name: string, endpoint: Endpoint, ids: string[]): Route {
    return { endpoint, ids, forClients: CLIENT.has(name) };
  }
}

function endpoints(index: MetadataIndex): Record<string, Endpoint> {
  return {
    'GET account': retrieveAccount,
    'GET balance': retrieveBalance,
    'GET charges': listCharges,
    'GET charges :id': one(retrieveCharge),
    'POST checkout.sessions': createSession,
    'GET checkout.sessions :id': one(retrieveSession),
    'POST checkout.sessions :id expire': one(endSession),
    'GET customers': listCustomers,
    'POST customers': createCustomer,
    'GET customers :id': one(retrieveCustomer),
    'POST customers :id': one(updateCustomer),
    'DELETE customers :id': one(deleteCustomer),
    'GET customers :id payment_methods': (account, call, [id]) => listPaymentMethods(account, call, id),
    'GET customers :id payment_methods :id': (account, call, [owner = '', id = '']) =>
      retrieveCustomerMethod(account, call, owner, id),
    'GET disputes :id': one(retrieveDispute),
    'GET events': listEvents,
    'GET events :id': one(retrieveEvent),
    'GET payment_intents': listPaymentIntents,
    'POST payment_intents': createPaymentIntent,
    'GET payment_intents search': (account, call) => searchPaymentIntents(account, call, index),
    'GET payment_intents :id': one(retrievePaymentIntent),
    'POST payment_intents :id': one(updatePaymentIntent),
    'POST payment_intents :id confirm': one(confirmPaymentIntent),
    'POST payment_intents :id cancel': one(cancelPaymentIntent),
    'POST payment_intents :id _authenticate': one(authenticatePaymentIntent),
    'GET payment_methods': (account, call) => listPaymentMethods(account, call),
    'POST payment_methods': createPaymentMethod,
    'GET payment_methods :id': one(retrievePaymentMethod),
    'POST payment_methods :id': one(updatePaymentMethod),
    'POST payment_methods :id attach': one(attachPaymentMethod),
    'POST payment_methods :id detach': one(detachPaymentMethod),
    'GET refunds': listRefunds,
    'POST refunds': createRefund,
    'GET refunds :id': one(retrieveRefund),
    'POST refunds :id': one(updateRefund),
    'GET setup_attempts': listSetupAttempts,
    'GET setup_intents': listSetupIntents,
    'POST setup_intents': createSetupIntent,
    'GET setup_intents :id': one(retrieveSetupIntent),
    'POST setup_intents :id': one(updateSetupIntent),
    'POST setup_intents :id confirm': one(confirmSetupIntent),
    'POST setup_intents :id cancel': one(cancelSetupIntent),
    'POST setup_intents :id _authenticate': one(authenticateSetupIntent),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
