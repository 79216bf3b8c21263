import type { ResourceWithOptions } from 'adminjs';
import { z } from 'zod';
import { readAction, recordPage, writeAction } from '../actions/panel-action.js';
import { IDENTITY_METHODS } from '../contract.js';
import type { CustomerRow, PanelServices } from '../panel-services.js';
import { listResource } from './list-resource.js';
import { prepaidActions } from './prepaid-actions.js';

const customerId = z.uuid();
const methodId = z.uuid();
const vendor = z.enum(['stripe', 'paypal', 'paytabs']);
const offer = {
  vendor,
  payment_type: z.enum(['card', 'paypal']),
  locale: z.enum(['ar', 'en']).optional(),
};
const nickname = z.string().trim().max(80);

/** Customers: the list, a customer's pages, and what is done to their payment methods. */
export function customersResource({
  customers,
  paymentMethods: methods,
  prepaid,
}: PanelServices): ResourceWithOptions {
  const ofCustomer = z.strictObject({ customer_id: customerId });
  const ofMethod = z.strictObject({ id: methodId });
  return listResource<CustomerRow, { q?: string; type?: 'individual' | 'business' }>(
    {
      id: 'customers',
      icon: 'Users',
      group: 'work',
      scope: 'customers:read',
      source: {
        list: (query, actor) => customers.list(query, actor),
        get: async (id, actor) => ({ ...(await customers.get(id, actor)), default_method: null }),
        ...(customers.count ? { count: customers.count.bind(customers) } : {}),
      },
      filter: z.strictObject({
        q: z.string().trim().max(200).optional(),
        type: z.enum(['individual', 'business']).optional(),
      }),
      title: (row) => row.name,
      view: {
        columns: [
          { key: 'name', kind: 'text', opens: true, under: 'external_id', underKind: 'code' },
          { key: 'type', kind: 'word:customer_type' },
          { key: 'email', kind: 'email' },
          { key: 'default_method', kind: 'method' },
          { key: 'created_at', kind: 'instant' },
        ],
        filters: [
          { key: 'q', kind: 'search' },
          { key: 'type', kind: 'choice', values: ['individual', 'business'], vocabulary: 'customer_type' },
        ],
        opens: 'billing',
      },
    },
    {
      show: recordPage('customers:read', 'CustomerPage'),
      billing: recordPage('payment_methods:read', 'CustomerPage'),
      subscriptions: recordPage('customers:read', 'CustomerPage'),
      dunning: recordPage('dunning:read', 'CustomerPage'),
      messages: recordPage('messages:read', 'CustomerPage'),
      history: recordPage('audit:read', 'CustomerPage'),
      get: readAction('customers:read', z.strictObject({ id: customerId }), async ({ id }, actor) => ({
        customer: await customers.get(id, actor),
      })),
      methods: readAction('payment_methods:read', ofCustomer, async ({ customer_id }, actor) => ({
        methods: await methods.listOf(customer_id, actor),
      })),
      offers: readAction('payment_methods:write', z.strictObject({}), async (_, actor) => ({
        offers: await methods.offers(actor),
      })),
      ...prepaidActions(prepaid),
      begin_setup: writeAction(
        'payment_methods:write',
        ofCustomer.extend(offer),
        ({ customer_id, ...choice }, actor) => methods.beginSetup(customer_id, choice, actor),
      ),
      complete_setup: writeAction(
        'payment_methods:write',
        z.strictObject({ id: z.uuid(), nickname: nickname.optional(), make_default: z.boolean().optional() }),
        ({ id, ...choice }, actor) => methods.completeSetup(id, choice, actor),
      ),
      set_default: writeAction('payment_methods:write', ofMethod, ({ id }, actor) =>
        methods.setDefault(id, actor),
      ),
      rename: writeAction(
        'payment_methods:write',
        ofMethod.extend({ nickname }),
        ({ id, nickname: name }, actor) => methods.rename(id, name === '' ? null : name, actor),
      ),
      remove: writeAction(
        'payment_methods:write',
        ofMethod.extend({ confirm_last: z.boolean() }),
        ({ id, ...choice }, actor) => methods.remove(id, choice, actor),
      ),
      force_remove: writeAction('payment_methods:force', ofMethod, ({ id }, actor) =>
        methods.remove(id, { confirm_last: true, force: true }, actor),
      ),
      verify_identity: writeAction(
        'identity_checks:write',
        ofCustomer.extend({ method: z.enum(IDENTITY_METHODS) }),
        ({ customer_id, method }, actor) => customers.recordIdentityCheck(customer_id, method, actor),
      ),
      send_link: writeAction('secure_links:write', ofCustomer, ({ customer_id }, actor) =>
        customers.sendSecureLink(customer_id, 'add_payment_method', actor),
      ),
    },
  );
}
