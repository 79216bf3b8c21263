import type { Locale, SetupClient } from './contract.js';
import type { Trouble } from './trouble.js';

/** Colours and type that the vendor's own fields take over from the page. */
export interface Look {
  readonly primary: string;
  readonly text: string;
  readonly muted: string;
  readonly surface: string;
  readonly danger: string;
  readonly radius: string;
  readonly font: string;
  /** Address of a style sheet with the page's font faces, for fields in a frame of another origin. */
  readonly fontCss: string | null;
}

/** What stands beside the vendor's fields and goes with them. */
export interface Billing {
  readonly name: string;
  readonly country: string;
}

/** How the vendor took a confirmation. */
export type Confirmation =
  | { readonly outcome: 'confirmed' }
  /** The vendor's fields show what is wrong. */
  | { readonly outcome: 'invalid' }
  | { readonly outcome: 'needs_authentication' }
  | { readonly outcome: 'trouble'; readonly trouble: Trouble }
  /** The customer closed the vendor's window; the setup is as good as before. */
  | { readonly outcome: 'closed' }
  /** The setup can be used no more; a new one is needed. */
  | { readonly outcome: 'stale' };

/** Who sends the form: our button, the vendor's button, or the vendor's whole page. */
export type FormKind = 'fields' | 'button' | 'page';

/** What a form that is not sent by our button tells of itself. */
export interface VendorEvents {
  /** The customer pressed the vendor's button; false when our own fields have to be mended first. */
  readonly begun: () => boolean;
  readonly finished: (taken: Confirmation) => void;
  /** The vendor's page cannot be shown inside ours. */
  readonly blocked: () => void;
}

/** One vendor's fields in the page, opened for one setup. */
export interface VendorForm {
  /** Only asked of forms that our button sends. */
  confirm(billing: Billing): Promise<Confirmation>;
  /** Makes the vendor's fields show what is wrong; false when something is. */
  validate(): Promise<boolean>;
  /** Goes on where the bank's window was left. */
  authenticate(): Promise<Confirmation>;
  relocalise(locale: Locale): void;
  focus(): void;
  close(): void;
  /** Shows the vendor's page outside of ours, where it can be. */
  elsewhere?(): void;
}

/** What opening a vendor's fields takes. */
export interface OpenOptions {
  readonly setup: SetupClient;
  readonly locale: Locale;
  readonly look: Look;
  /** In the light DOM: vendors' scripts cannot mount into a shadow root. */
  readonly container: HTMLElement;
  readonly events: VendorEvents;
  /** Origin of our API and of the page that hosted pages come back to. */
  readonly apiBase: string;
  /** The page's nonce, for styles that a vendor's script writes; empty without one. */
  readonly nonce: string;
}

/** Opens a vendor's fields; resolves when they take input and rejects with {@link LoadFailure}. */
export type OpenVendorForm = (options: OpenOptions) => Promise<VendorForm>;

/** The vendor's script or fields did not load. */
export class LoadFailure extends Error {
  readonly code: 'script_blocked' | 'form_refused' | 'network';

  constructor(code: LoadFailure['code'], cause?: unknown) {
    super(`The vendor's form did not load: ${code}.`, { cause });
    this.code = code;
  }
}
