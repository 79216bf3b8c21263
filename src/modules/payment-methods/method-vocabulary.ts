export const METHOD_STATUSES = ['active', 'invalid', 'removing', 'removed'] as const;
/** `invalid`: the vendor says it can never be charged; expired is derived from the expiry and is no status. */
export type MethodStatus = (typeof METHOD_STATUSES)[number];

export const FUNDINGS = ['credit', 'debit', 'prepaid', 'unknown'] as const;
export type Funding = (typeof FUNDINGS)[number];

/** How a method came to us; an imported one is read from its vendor at its first use. */
export type MethodSource = 'setup' | 'token' | 'import' | 'vendor';

export const SETUP_STATES = ['pending', 'completed', 'failed', 'expired'] as const;
export type SetupState = (typeof SETUP_STATES)[number];
