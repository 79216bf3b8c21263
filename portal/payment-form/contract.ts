/** Languages that the form speaks. */
export type Locale = 'ar' | 'en';

/** One vendor that is configured, and what it can store. */
export interface VendorOption {
  readonly vendor: string;
  readonly payment_types: readonly string[];
}

/** What the customer chose to add. */
export interface SetupChoice {
  readonly vendor: string;
  readonly payment_type: string;
}

/** The API's answer to a begun setup. */
export interface SetupClient {
  readonly id: string;
  readonly vendor: string;
  readonly status: string;
  readonly client: {
    /** Lets this browser finish this one setup. */
    readonly token: string;
    readonly client_secret?: string;
    readonly publishable_key?: string;
    readonly js_url?: string;
    /** PayPal's: what the card or the account is saved under, and whose button it is. */
    readonly setup_token?: string;
    readonly client_id?: string;
    /** The vendor's own page, for vendors whose fields cannot stand in ours. */
    readonly redirect_url?: string;
    /** Where a bank sends the browser back to, should it take the customer away. */
    readonly return_url?: string;
  };
  readonly expires_at: string;
}

/** What the customer added to the setup beside the method itself. */
export interface Completion {
  readonly nickname?: string;
  readonly make_default?: boolean;
}

/** A stored method as the API shows it. */
export interface StoredMethod {
  readonly id: string;
  readonly vendor: string;
  readonly payment_type: string;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly exp_month: number | null;
  readonly exp_year: number | null;
  /** A wallet's account instead of card data. */
  readonly account_email_masked?: string | null;
  readonly nickname: string | null;
  readonly is_default: boolean;
  readonly expired: boolean;
}

/** What a host page asks its server to begin: the body of the API's call. */
export interface SetupRequest extends SetupChoice {
  /** Of the vendor's own pages. */
  readonly locale: Locale;
}

/** Makes a setup at the API; what it throws is read as a problem. */
export type BeginSetup = (request: SetupRequest) => Promise<SetupClient>;
/** Completes a setup and answers the stored method. */
export type CompleteSetup = (setup: SetupClient, completion: Completion) => Promise<StoredMethod>;

/** `omnicrm:added`: the method is on file. */
export interface AddedDetail {
  readonly method: StoredMethod;
  readonly setup_id: string;
}

/** `omnicrm:error`: what the customer was told, with a stable code. */
export interface ErrorDetail {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

declare global {
  interface HTMLElementEventMap {
    'omnicrm:added': CustomEvent<AddedDetail>;
    'omnicrm:error': CustomEvent<ErrorDetail>;
    'omnicrm:cancel': CustomEvent<null>;
    'omnicrm:state': CustomEvent<{ readonly state: string }>;
  }
}
