import type { StoredMethod } from './contract.js';
import type { TroubleKey } from './trouble.js';

/** A trouble in words. */
export interface TroubleText {
  readonly title: string;
  readonly hint: string;
  /** Shown as a list, for troubles with several things to try. */
  readonly steps?: readonly string[];
}

/** The words around PayPal's card fields. */
export interface CardFieldTexts extends Readonly<Record<'number' | 'expiry' | 'cvc', string>> {
  readonly missing: Readonly<Record<'number' | 'expiry' | 'cvc', string>>;
  readonly wrong: Readonly<Record<'number' | 'expiry' | 'cvc', string>>;
}

/** The words around a vendor's own page. */
export interface PageTexts {
  readonly frameTitle: string;
  readonly lead: string;
  readonly question: string;
  readonly open: string;
  readonly opened: string;
  readonly openAgain: string;
}

/** What is said otherwise when the method is a wallet and no card. */
export interface WalletTexts extends Pick<
  FormTexts,
  | 'lead'
  | 'nicknameHint'
  | 'makeDefault'
  | 'makeDefaultHint'
  | 'privacy'
  | 'status'
  | 'doneTitle'
  | 'nowDefault'
> {
  readonly trouble: Readonly<Partial<Record<TroubleKey, TroubleText>>>;
}

/** The form's words in one language. */
export interface FormTexts {
  readonly formLabel: string;
  /** Names of tabs, by payment type. */
  readonly methods: Readonly<Record<string, string>>;
  readonly via: (vendor: string) => string;
  readonly chooseMethod: string;
  readonly cardDetails: string;
  /** One sentence about what is going to happen, above the vendor's part. */
  readonly lead: string;
  readonly cardFields: CardFieldTexts;
  readonly page: PageTexts;
  readonly name: string;
  readonly country: string;
  readonly chooseCountry: string;
  readonly nickname: string;
  readonly optional: string;
  readonly nicknameHint: string;
  readonly makeDefault: string;
  readonly makeDefaultHint: string;
  readonly submit: string;
  readonly submitting: string;
  readonly cancel: string;
  readonly retry: string;
  readonly finish: string;
  readonly authenticate: string;
  readonly privacy: string;
  readonly reference: (requestId: string) => string;
  readonly status: {
    readonly loading: string;
    readonly ready: string;
    readonly submitting: string;
    readonly bankMayAsk: string;
  };
  readonly invalid: {
    readonly name: string;
    readonly nameIsCardNumber: string;
    readonly country: string;
    readonly nicknameIsCardNumber: string;
    readonly check: string;
  };
  readonly authentication: TroubleText;
  readonly trouble: Readonly<Record<TroubleKey, TroubleText>>;
  readonly doneTitle: string;
  readonly added: (method: StoredMethod) => string;
  readonly nowDefault: string;
}
