import type { TemplateVariables } from './template-variables.js';

/** Somebody at an address. */
export interface Mailbox {
  readonly email: string;
  readonly name: string;
}

/** One mail to one person, ready to go. */
export interface OutgoingMail {
  /** The message's id: Mailjet echoes it, and finds the mail by it after a lost answer. */
  readonly id: string;
  readonly from: Mailbox;
  readonly to: Mailbox;
  /** Where a reader, or a mail program for him, ends mails of this kind; null for those that go anyway. */
  readonly unsubscribeUrl: string | null;
  readonly content:
    | { readonly kind: 'rendered'; readonly subject: string; readonly html: string; readonly text: string }
    | {
        readonly kind: 'template';
        readonly templateId: number;
        /** Null keeps the template's own subject. */
        readonly subject: string | null;
        readonly variables: TemplateVariables;
      };
}

/** The sender's own ids of a mail that it took; null for one that it did not name. */
export interface AcceptedMail {
  readonly messageId: string | null;
  readonly messageUuid: string | null;
}

/**
 * What became of one mail of a call: taken; refused for good, this mail alone; put off, because the account cannot send it now; or
 * nobody knows.
 */
export type SendResult =
  | ({ readonly outcome: 'accepted' } & AcceptedMail)
  | { readonly outcome: 'refused' | 'deferred' | 'unknown'; readonly code: string; readonly reason: string };

/** Hands mails to a mail service. The one implementation talks to Mailjet; tests and the sandbox put a server behind it. */
export abstract class EmailSender {
  /** False while credentials are missing: then nothing may be sent. */
  abstract readonly configured: boolean;

  /** Mails at most in one call. */
  abstract readonly batchSize: number;

  /** Longest time in milliseconds after which `send` has answered or thrown. */
  abstract readonly timeoutMs: number;

  /**
   * Sends up to `batchSize` mails in one call; a result for each, in order. Throws `CallRejected` when the call as a whole is malformed,
   * `MailUnavailable` when surely nothing was sent, `MailOutcomeUnknown` when the answer was lost.
   */
  abstract send(mails: readonly OutgoingMail[]): Promise<SendResult[]>;

  /** The mail that was sent with this id, or null when none was; throws `MailUnavailable` when it cannot be told now. */
  abstract find(id: string): Promise<AcceptedMail | null>;

  /** Addresses that mails may come from, `*@domain` for all of a domain; throws `MailUnavailable`. */
  abstract senders(): Promise<string[]>;

  /** Whether the service has this template; throws `MailUnavailable`. */
  abstract hasTemplate(id: number): Promise<boolean>;

  /** Whether the credentials are accepted; throws `MailUnavailable` with what to try. */
  abstract check(): Promise<void>;
}
