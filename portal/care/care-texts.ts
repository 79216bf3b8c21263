import type { LinkMethod } from './link-api.js';

/** A heading, what it means and what can be done. */
export interface PageText {
  readonly title: string;
  readonly body: string;
  readonly action?: string;
}

/** The page's words in one language. */
export interface CareTexts {
  readonly otherLanguage: string;
  readonly sandbox: string;
  readonly footer: string;
  readonly loading: string;
  readonly cardLabel: (method: LinkMethod) => string;
  readonly validThrough: string;
  readonly newCard: string;
  readonly badge: (method: LinkMethod) => string | null;
  readonly hello: (name: string) => string;
  readonly landing: (method: LinkMethod | null) => PageText;
  readonly start: string;
  readonly steps: readonly string[];
  readonly stepsTitle: string;
  readonly formTitle: string;
  readonly thanks: (name: string) => string;
  readonly closePage: string;
  readonly addAnother: string;
  readonly expiredLink: PageText;
  readonly newLinkSent: PageText;
  readonly revokedLink: PageText;
  readonly invalidLink: PageText;
  readonly network: PageText;
  readonly serverError: PageText;
  readonly tooMany: PageText;
  readonly reference: (requestId: string) => string;
}
