import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import mailjetSdk, { type Client, type LibraryResponse } from 'node-mailjet';
import { CONFIG, type Config } from '../../common/config/config.js';
import { EmailSender, type AcceptedMail, type OutgoingMail, type SendResult } from './email-sender.js';
import {
  foundIn,
  resultsOf,
  retryAfterSeconds,
  troubleOf,
  wordsOf,
  type FailedCall,
  type Trouble,
} from './mailjet-answer.js';
import { CallRejected, MailOutcomeUnknown, MailUnavailable } from './notifications.errors.js';

/** Mails in one call of the Send API v3.1 at most. */
const BATCH_SIZE = 50;
const ANSWER_MS = 30_000;
// The SDK's own time-out ends when the headers are in; this one also ends a body that never does.
const WHOLE_MS = ANSWER_MS + 5_000;

/** Mailjet's Send API v3.1 through node-mailjet. */
@Injectable()
export class MailjetEmailSender extends EmailSender {
  readonly batchSize = BATCH_SIZE;
  readonly timeoutMs = WHOLE_MS;
  private readonly client: Client | null;

  constructor(@Inject(CONFIG) { mailjet }: Pick<Config, 'mailjet'>) {
    super();
    const { apiKey, apiSecret, apiBase } = mailjet;
    this.client = apiKey && apiSecret && apiBase ? connect(apiKey, apiSecret, apiBase) : null;
  }

  get configured(): boolean {
    return this.client !== null;
  }

  async send(mails: readonly OutgoingMail[]): Promise<SendResult[]> {
    const request = this.connected().post('send', { version: 'v3.1' });
    const answer = await settled(request.request({ Messages: mails.map(toMessage) }));
    const results = resultsOf(answer.body, mails.length);
    if (results) return results;
    throw translated(answer);
  }

  async find(id: string): Promise<AcceptedMail | null> {
    const answer = await settled(
      this.connected().get('message', { version: 'v3' }).request({}, { CustomID: id }),
    );
    const found = foundIn(answer.body);
    if (found !== undefined && answer.status === 200) return found;
    throw unavailable(answer);
  }

  async check(): Promise<void> {
    const answer = await settled(this.connected().get('sender', { version: 'v3' }).request({}, { Limit: 1 }));
    if (answer.status !== 200) throw unavailable(answer);
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
function connect(apiKey: string, apiSecret: string, apiBase: string): Client {
  const { protocol, hostname, port, host, pathname } = new URL(apiBase);
  return new mailjetSdk.Client({
    apiKey,
    apiSecret,
    config: { host: `${host}${pathname.replace(/\/$/, '')}` },
    options: {
      timeout: ANSWER_MS,
      ...(protocol === 'http:'
        ? { proxy: { protocol: 'http', host: hostname, port: Number(port || 80) } }
        : {}),
    },
  });
}

function toMessage({ id, from, to, content }: OutgoingMail): Record<string, unknown> {
  return {
    From: { Email: from.email, Name: from.name },
    To: [{ Email: to.email, Name: to.name }],
    CustomID: id,
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

interface Answer extends FailedCall {
  readonly cause?: unknown;
}

async function settled(request: Promise<LibraryResponse<Record<string, unknown>>>): Promise<Answer> {
  const stop = new AbortController();
  const tooLate = delay(WHOLE_MS, null, { signal: stop.signal, ref: false });
  tooLate.catch(ignoreAbort);
  try {
    const answer = await Promise.race([request, tooLate]);
    if (answer === null) return { status: null, networkCode: 'slow_answer', body: null, retryAfter: null };
    return { status: answer.response.status, networkCode: null, body: answer.body, retryAfter: null };
  } catch (error) {
    return failed(error);
  } finally {
    stop.abort();
  }
}

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}

interface SdkError extends Error {
  readonly code?: string;
  readonly statusCode?: number | null;
  readonly response?: { readonly data: unknown; readonly headers: Readonly<Record<string, unknown>> } | null;
}

function failed(error: unknown): Answer {
  // The SDK gives `statusCode` (null without an answer) to what came of the network; anything else is a fault of ours.
  if (!(error instanceof Error) || !('statusCode' in error)) throw error;
  const { code, statusCode, response } = error as SdkError;
  const retryAfter = response?.headers['retry-after'];
  return {
    status: statusCode ?? null,
    networkCode: code ?? null,
    body: response?.data ?? null,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
    // Its words alone: the SDK's error holds the request, credentials and mails included.
    cause: error.message,
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
