export const CUSTOMER_TYPES = ['individual', 'business'] as const;

export type CustomerType = (typeof CUSTOMER_TYPES)[number];

export const BILLING_MODES = ['prepaid', 'postpaid'] as const;

export type BillingMode = (typeof BILLING_MODES)[number];

export const INVENTORY_KINDS = ['sim', 'equipment'] as const;

export type InventoryKind = (typeof INVENTORY_KINDS)[number];

export const INVENTORY_STATES = ['in_use', 'return_requested', 'returned'] as const;

export type InventoryState = (typeof INVENTORY_STATES)[number];

/** What keeps a customer's last usable method from being removed. */
export type HoldKind = 'balance_due' | 'dunning_case' | 'subscription_requires_method';

/** What staff may send a link for. */
export const LINK_PURPOSES = ['add_payment_method', 'pay'] as const;

export type LinkPurpose = (typeof LINK_PURPOSES)[number];
