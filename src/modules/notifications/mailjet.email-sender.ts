import { Inject, Injectable, Optional } from '@nestjs/common';
import mailjetSdk, { type Client, type LibraryResponse } from 'node-mailjet';
import { CONFIG, type Config } from '../../common/config/config.js';
import { EmailSender, type AcceptedMail, type OutgoingMail, type SendResult } from './email-sender.js';
import {
  foundIn,
  resultsOf,
  retryAfterSeconds,
  sendersIn,
  troubleOf,
  wordsOf,
  type FailedCall,
  type Trouble,
} from './mailjet-answer.js';
import { CallRejected, MailOutcomeUnknown, MailUnavailable } from './notifications.errors.js';

/** Mails in one call of the Send API v3.1 at most. */
const BATCH_SIZE = 50;
const ANSWER_MS = 30_000;
// The SDK's own time-out ends when the headers are in; this much later a body that never ends is given up too.
const BODY_MS = 5_000;

// Nobody provides it in the product; it lets the constructor have a shorter time-out than Nest knows of.
const MAILJET_ANSWER_MS = Symbol('MAILJET_ANSWER_MS');

/** Mailjet's Send API v3.1 through node-mailjet. */
@Injectable()
export class MailjetEmailSender extends EmailSender {
  readonly batchSize = BATCH_SIZE;
  readonly timeoutMs: number;
  private readonly client: Client | null;

  constructor(
    @Inject(CONFIG) config: Config,
    @Optional() @Inject(MAILJET_ANSWER_MS) answerMs: number = ANSWER_MS,
  ) {
    super();
    const { apiKey, apiSecret, apiBase } = config.mailjet;
    this.timeoutMs = answerMs + BODY_MS;
    this.client = apiKey && apiSecret && apiBase ? connect(apiKey, apiSecret, apiBase, answerMs) : null;
  }

  get configured(): boolean {
    return this.client !== null;
  }

  async send(mails: readonly OutgoingMail[]): Promise<SendResult[]> {
    const request = this.connected().post('send', { version: 'v3.1' });
    const answer = await this.settled(request.request({ Messages: mails.map(toMessage) }));
    const results = resultsOf(answer.body, mails.length);
    if (results) return results;
    throw translated(answer);
  }

  async find(id: string): Promise<AcceptedMail | null> {
    const answer = await this.settled(
      this.connected().get('message', { version: 'v3' }).request({}, { CustomID: id }),
    );
    const found = foundIn(answer.body);
    if (found !== undefined && answer.status === 200) return found;
    throw unavailable(answer);
  }

  async check(): Promise<void> {
    const answer = await this.settled(
      this.connected().get('sender', { version: 'v3' }).request({}, { Limit: 1 }),
    );
    if (answer.status !== 200) throw unavailable(answer);
  }

  async senders(): Promise<string[]> {
    const answer = await this.settled(
      this.connected().get('sender', { version: 'v3' }).request({}, { Limit: 1_000 }),
    );
    const found = sendersIn(answer.body);
    if (answer.status !== 200 || found === null) throw unavailable(answer);
    return found;
  }

  async hasTemplate(id: number): Promise<boolean> {
    const answer = await this.settled(this.connected().get('template', { version: 'v3' }).id(id).request());
    if (answer.status === 404) return false;
    if (answer.status !== 200) throw unavailable(answer);
    return true;
  }

  private async settled(request: Promise<LibraryResponse<Record<string, unknown>>>): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, this.timeoutMs, null);
    });
    try {
      const answer = await Promise.race([request, tooLate]);
      if (answer === null) return { status: null, networkCode: 'slow_answer', body: null, retryAfter: null };
      return { status: answer.response.status, networkCode: null, body: answer.body, retryAfter: null };
    } catch (error) {
      return failed(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private connected(): Client {
    if (this.client) return this.client;
    throw new MailUnavailable('not_configured', 'Mailjet is not configured.', {
      hint: 'Set mailjet.api_key and mailjet.api_secret.',
    });
  }
}

/**
 * The SDK always asks `https://`. A plain-http host (the stand-in, or a test server) is reached as a proxy for its own address, which is
 * set for this client alone, unlike the SDK's static protocol.
 */
function connect(apiKey: string, apiSecret: string, apiBase: string, timeout: number): Client {
  const { protocol, hostname, port, host, pathname } = new URL(apiBase);
  return new mailjetSdk.Client({
    apiKey,
    apiSecret,
    config: { host: `${host}${pathname.replace(/\/$/, '')}` },
    options: {
      timeout,
      ...(protocol === 'http:'
        ? { proxy: { protocol: 'http', host: hostname, port: Number(port || 80) } }
        : {}),
    },
  });
}

function toMessage({ id, from, to, unsubscribeUrl, content }: OutgoingMail): Record<string, unknown> {
  return {
    From: { Email: from.email, Name: from.name },
    To: [{ Email: to.email, Name: to.name }],
    CustomID: id,
    ...(unsubscribeUrl === null ? {} : { Headers: oneClick(unsubscribeUrl) }),
    ...(content.kind === 'rendered'
      ? { Subject: content.subject, HTMLPart: content.html, TextPart: content.text }
      : {
          ...(content.subject === null ? {} : { Subject: content.subject }),
          TemplateID: content.templateId,
          TemplateLanguage: true,
          // Without it a variable that the template names and we do not know would stop the mail in silence.
          TemplateErrorDeliver: true,
          TemplateErrorReporting: { Email: from.email, Name: from.name },
          Variables: content.variables,
        }),
  };
}

/** RFC 2369, and RFC 8058 for programs that post there without asking. */
function oneClick(url: string): Record<string, string> {
  return { 'List-Unsubscribe': `<${url}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' };
}

interface Answer extends FailedCall {
  readonly cause?: unknown;
}

interface SdkError extends Error {
  readonly code?: string;
  readonly statusCode?: number | null;
  readonly response?: { readonly data: unknown; readonly headers: Readonly<Record<string, unknown>> } | null;
}

function failed(error: unknown): Answer {
  // The SDK gives `statusCode` (null without an answer) to what came of the network; anything else is a fault of ours.
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) throw error;
  const { code, statusCode, response, message } = error as SdkError;
  const retryAfter = response?.headers['retry-after'];
  return {
    status: statusCode ?? null,
    networkCode: code ?? null,
    body: response?.data ?? null,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
    // Its words alone: the SDK's error holds the request, credentials and mails included.
    cause: message,
  };
}

function translated(answer: Answer): Error {
  const { code, detail } = wordsOf(answer);
  const kinds: Record<Trouble, () => Error> = {
    unknown: () => new MailOutcomeUnknown(code, detail, answer.cause),
    rejected: () => new CallRejected(code, detail, answer.cause),
    not_sent: () => unavailable(answer),
  };
  return kinds[troubleOf(answer)]();
}

function unavailable(answer: Answer): MailUnavailable {
  const { code, detail } = wordsOf(answer);
  const seconds = retryAfterSeconds(answer);
  return new MailUnavailable(code, detail, {
    ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }),
    ...(answer.status === 401 ? { hint: 'Check mailjet.api_key and mailjet.api_secret.' } : {}),
    cause: answer.cause,
  });
}
