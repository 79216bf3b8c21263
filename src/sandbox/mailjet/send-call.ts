import { randomUUID } from 'node:crypto';
import type { NewMail, SandboxMail } from './mailbox.js';
import { complaintsAbout, isMap, type SendError, type SendRules } from './send-rules.js';

/** An answer of the stand-in: a status and a JSON body. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface SendCall {
  readonly messages: readonly unknown[];
  readonly isDryRun: boolean;
}

const MAX_MESSAGES = 50;

/** A refusal of a whole call. */
export function globalError(
  status: number,
  code: string,
  message: string,
  relatedTo: readonly string[] = [],
): Answer {
  return {
    status,
    body: {
      ErrorIdentifier: randomUUID(),
      ErrorCode: code,
      StatusCode: status,
      ErrorMessage: message,
      ErrorRelatedTo: relatedTo,
    },
  };
}

/** Reads the body of a send: its messages with what `Globals` adds to them, or the refusal of the whole call. */
export function readSend(text: string): SendCall | Answer {
  const body = parseJson(text);
  if (!isMap(body))
    return globalError(400, 'mj-0002', 'Malformed JSON, please review the syntax and properties types.');
  const { Messages: messages, Globals: globals, SandboxMode: isDryRun } = body;
  if (messages === undefined)
    return globalError(400, 'mj-0003', '"Messages" is mandatory but missing.', ['Messages']);
  if (!Array.isArray(messages))
    return globalError(400, 'mj-0004', '"Messages" must be an array.', ['Messages']);
  if (messages.length === 0)
    return globalError(400, 'mj-0007', '"Messages" must not be empty.', ['Messages']);
  if (messages.length > MAX_MESSAGES) {
    return globalError(400, 'mj-0008', '"Messages" holds more than 50 messages.', ['Messages']);
  }
  const shared = isMap(globals) ? globals : {};
  return {
    messages: messages.map((message: unknown) => (isMap(message) ? { ...shared, ...message } : message)),
    isDryRun: isDryRun === true,
  };
}

/** Judges each message, hands the good ones to `take` and answers for all in their order. */
export async function answerSend(
  { messages, isDryRun }: SendCall,
  rules: SendRules,
  acceptedAt: string,
  take: (mails: readonly NewMail[]) => Promise<readonly SandboxMail[]>,
): Promise<Answer> {
  const judged = messages.map((message) => ({ message, complaints: complaintsAbout(message, rules) }));
  const good = judged
    .filter(({ complaints }) => complaints.length === 0)
    .map(({ message }) => message as WireMessage);
  const taken = isDryRun
    ? good.map(() => null)
    : await take(good.map((message) => toMail(message, acceptedAt)));
  let next = 0;
  const results = judged.map(({ message, complaints }) =>
    complaints.length > 0 ? refusal(complaints) : success(message as WireMessage, taken[next++] ?? null),
  );
  return {
    status: statusOf(
      good.length,
      judged.map(({ complaints }) => complaints),
    ),
    body: { Messages: results },
  };
}

function statusOf(accepted: number, complaints: readonly (readonly SendError[])[]): number {
  if (accepted > 0) return 200;
  return complaints.every((each) => each[0]?.StatusCode === 403) ? 403 : 400;
}

interface WireAddress {
  readonly Email: string;
  readonly Name?: string;
}

interface WireMessage {
  readonly From: WireAddress;
  readonly To: readonly [WireAddress];
  readonly Subject?: string;
  readonly HTMLPart?: string;
  readonly TextPart?: string;
  readonly TemplateID?: number;
  readonly Variables?: Readonly<Record<string, unknown>>;
  readonly CustomID?: string;
  readonly Headers?: Readonly<Record<string, unknown>>;
}

function toMail(message: WireMessage, acceptedAt: string): NewMail {
  return {
    customId: message.CustomID ?? '',
    from: person(message.From),
    to: person(message.To[0]),
    subject: message.Subject ?? '',
    html: message.HTMLPart ?? null,
    text: message.TextPart ?? null,
    templateId: message.TemplateID ?? null,
    variables: message.Variables ?? null,
    ...(message.Headers ? { headers: message.Headers } : {}),
    acceptedAt,
  };
}

function person({ Email: email, Name: name }: WireAddress): { email: string; name: string } {
  return { email, name: name ?? '' };
}

function success(message: WireMessage, mail: SandboxMail | null): unknown {
  const id = mail?.messageId ?? '0';
  return {
    Status: 'success',
    CustomID: message.CustomID ?? '',
    To: message.To.map(({ Email }) => ({
      Email,
      MessageUUID: mail?.uuid ?? '',
      MessageID: id,
      MessageHref: `https://api.mailjet.com/v3/REST/message/${id}`,
    })),
    Cc: [],
    Bcc: [],
  };
}

function refusal(complaints: readonly SendError[]): unknown {
  return {
    Status: 'error',
    Errors: complaints.map((each) => ({ ErrorIdentifier: randomUUID(), ...each })),
  };
}

/** The answer of a look-up by CustomID. */
export function foundMails(mails: readonly SandboxMail[]): Answer {
  return {
    status: 200,
    body: {
      Count: mails.length,
      Data: mails.map((mail) => ({
        ArrivedAt: mail.acceptedAt,
        AttachmentCount: 0,
        AttemptCount: 0,
        ContactAlt: '',
        ID: mail.messageId,
        Status: 'sent',
        Subject: '',
        UUID: mail.uuid,
      })),
      Total: mails.length,
    },
  };
}

/** JSON with Mailjet's ids as the bare integers that they are, beyond what a JavaScript number holds. */
export function toWire(body: unknown): string {
  return JSON.stringify(body).replaceAll(/"(MessageID|ID)":"(\d+)"/g, '"$1":$2');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
