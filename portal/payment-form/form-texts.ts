import type { StoredMethod } from './contract.js';
import type { TroubleKey } from './trouble.js';

/** A trouble in words. */
export interface TroubleText {
  readonly title: string;
  readonly hint: string;
  /** Shown as a list, for troubles with several things to try. */
  readonly steps?: readonly string[];
}

/** The form's words in one language. */
export interface FormTexts {
  readonly formLabel: string;
  readonly vendors: Readonly<Record<string, string>>;
  readonly chooseMethod: string;
  readonly cardDetails: string;
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
