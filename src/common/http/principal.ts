/** Everything a caller may be allowed to do; a role is a preset of these, an API key may carry fewer. */
export const SCOPES = [
  'customers:read',
  'customers:write',
  'customers:erase',
  'identity_checks:write',
  'secure_links:write',
  'payment_methods:read',
  'payment_methods:write',
  'payment_methods:force',
  'invoices:read',
  'invoices:write',
  'payments:read',
  'payments:write',
  'payments:refund',
  'ledger:read',
  'ledger:write',
  'dunning:read',
  'dunning:write',
  'dunning:approve',
  'dunning:policies',
  'reminders:read',
  'reminders:send',
  'messages:read',
  'messages:write',
  'webhooks:read',
  'webhooks:write',
  'staff:manage',
  'audit:read',
  'system:read',
  'metrics:read',
  'sandbox:control',
] as const;

export type Scope = (typeof SCOPES)[number];

export const ROLES = ['admin', 'support', 'viewer'] as const;

export type Role = (typeof ROLES)[number];

const ADMIN_ONLY: readonly Scope[] = [
  'customers:erase',
  'payment_methods:force',
  'dunning:approve',
  'dunning:policies',
  'staff:manage',
  'audit:read',
  'webhooks:read',
  'webhooks:write',
  'sandbox:control',
];

/** The scopes that each role comes with. */
export const ROLE_SCOPES: Readonly<Record<Role, readonly Scope[]>> = {
  admin: SCOPES,
  support: SCOPES.filter((scope) => !ADMIN_ONLY.includes(scope)),
  viewer: SCOPES.filter((scope) => scope.endsWith(':read') && !ADMIN_ONLY.includes(scope)),
};

/** Who is calling, proven; `setup` is a browser that may finish one setup and nothing else. */
export type Principal =
  | {
      readonly kind: 'api_key';
      readonly id: string;
      readonly name: string;
      readonly role: Role;
      readonly scopes: ReadonlySet<Scope>;
    }
  | {
      readonly kind: 'staff';
      readonly id: string;
      readonly name: string;
      readonly role: Role;
      readonly scopes: ReadonlySet<Scope>;
    }
  | { readonly kind: 'customer'; readonly id: string; readonly name: string }
  | { readonly kind: 'setup'; readonly setupId: string; readonly customerId: string };

/** Who did a thing, as the audit trail keeps it. */
export interface Actor {
  readonly kind: 'api_key' | 'staff' | 'customer' | 'system' | 'cli';
  /** Null for the system and the command line. */
  readonly id: string | null;
  readonly name: string;
  /** Whether the actor holds a scope; the system and the command line hold all. */
  readonly scopes: ReadonlySet<Scope>;
  readonly ip?: string;
  readonly requestId?: string;
  /** Which session of the panel it came from, by the name that lists of sessions give it. */
  readonly sessionId?: string;
}

/** The system acting by itself, in a job named so. */
export function systemActor(name: string): Actor {
  return { kind: 'system', id: null, name, scopes: new Set(SCOPES) };
}

/** The command line, run by whoever holds the machine. */
export const cliActor: Actor = { kind: 'cli', id: null, name: 'command line', scopes: new Set(SCOPES) };

/** The actor behind a proven principal. */
export function actorOf(principal: Principal, facts: { ip?: string; requestId?: string } = {}): Actor {
  switch (principal.kind) {
    case 'api_key':
    case 'staff':
      return {
        kind: principal.kind,
        id: principal.id,
        name: principal.name,
        scopes: principal.scopes,
        ...facts,
      };
    case 'customer':
      return { kind: 'customer', id: principal.id, name: principal.name, scopes: new Set(), ...facts };
    case 'setup':
      return {
        kind: 'customer',
        id: principal.customerId,
        name: 'payment form',
        scopes: new Set(),
        ...facts,
      };
  }
}
