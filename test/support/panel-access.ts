import type { Role } from '../../src/common/http/principal.js';

const EVERYBODY: readonly Role[] = ['admin', 'support', 'viewer'];
const WHO_WORKS: readonly Role[] = ['admin', 'support'];
const ADMINS: readonly Role[] = ['admin'];

interface Reach {
  readonly everybody?: string;
  readonly whoWorks?: string;
  readonly admins?: string;
}

// Written down by hand, so that whoever adds a page or an action says here whom it is for.
const REACH: Readonly<Record<string, Reach>> = {
  'expiring-cards': { everybody: 'list row batch service_types', whoWorks: 'remind' },
  customers: {
    everybody: 'list row get methods balance ledger show billing subscriptions dunning messages',
    whoWorks:
      'offers top_up recharge begin_setup complete_setup set_default rename remove verify_identity send_link',
    admins: 'force_remove history',
  },
  'dunning-cases': {
    everybody: 'list row show of_customer',
    whoWorks: 'pause resume retry close exempt end_exemption note_call',
    admins: 'approve write_off',
  },
  'call-tasks': { everybody: 'list row', whoWorks: 'done' },
  invoices: { everybody: 'list row show', whoWorks: 'pay void' },
  payments: { everybody: 'list row show', whoWorks: 'retry refund next_action' },
  'payment-failures': { everybody: 'list row report' },
  recovery: { everybody: 'list row report' },
  messages: { everybody: 'list row show delivery outlook', whoWorks: 'resend' },
  suppressions: { everybody: 'list row', whoWorks: 'lift' },
  'mail-templates': { everybody: 'list row preview', whoWorks: 'test' },
  audit: { admins: 'list row show' },
  'dunning-policies': { admins: 'list row show edit versions check save what_if' },
  'vendor-events': { admins: 'list row show replay' },
  'webhook-endpoints': { admins: 'list row event_types add change remove rotate test' },
  'webhook-deliveries': { admins: 'list row replay' },
  staff: { admins: 'list row add change_role disable enable reset_password sessions end_sessions' },
  'api-keys': { admins: 'list row scopes add rotate revoke' },
  'system-check': { everybody: 'list row check' },
};

/** Every page and action of the panel, `resource/action`, with the roles that reach it. */
export const PANEL_ACCESS: ReadonlyMap<string, readonly Role[]> = new Map(
  Object.entries(REACH).flatMap(([resource, { everybody, whoWorks, admins }]) =>
    [[everybody, EVERYBODY] as const, [whoWorks, WHO_WORKS] as const, [admins, ADMINS] as const].flatMap(
      ([actions, roles]) =>
        (actions?.split(' ') ?? []).map((action) => [`${resource}/${action}`, roles] as const),
    ),
  ),
);

/** What the panel answers besides its actions, under /admin: to anybody, and to whoever is signed in. */
export const PANEL_ROUTES = {
  anybody: ['GET /login', 'POST /login', 'POST /logout', 'POST /locale', 'GET /assets/*', 'GET /fonts/*'],
  signedIn: [
    'GET /',
    'GET /resources/*',
    'GET /password',
    'POST /password',
    'GET /api/dashboard',
    'GET /api/resources/:resourceId/actions/:action',
    'POST /api/resources/:resourceId/actions/:action',
    'GET /api/resources/:resourceId/records/:recordId/:action',
    'POST /api/resources/:resourceId/records/:recordId/:action',
    'GET /mail/:id',
    'GET /mail-preview',
    'GET /invoices/:id/document',
    'GET /customers/:id/payment-methods',
    'GET /export/expiring-cards.csv',
    'GET /export/payment-failures.csv',
    'GET /export/recovery.csv',
  ],
};
