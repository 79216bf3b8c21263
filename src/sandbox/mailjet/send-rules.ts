/** One complaint about one message, in Mailjet's words and codes. */
export interface SendError {
  readonly ErrorCode: string;
  readonly StatusCode: number;
  readonly ErrorMessage: string;
  readonly ErrorRelatedTo: readonly string[];
}

/** Addresses that the account may not send from or to. */
export interface SendRules {
  /** Validated senders; null allows all. */
  readonly senders: ReadonlySet<string> | null;
  /** Recipients that are refused as invalid, lower case. */
  readonly refused: ReadonlySet<string>;
}

type Message = Readonly<Record<string, unknown>>;

const PROPERTIES = new Set(
  `From Sender To Cc Bcc ReplyTo Subject TextPart HTMLPart TemplateID TemplateLanguage TemplateErrorReporting TemplateErrorDeliver
   Attachments InlinedAttachments Priority CustomCampaign DeduplicateCampaign TrackOpens TrackClicks CustomID EventPayload URLTags
   MonitoringCategory Headers Variables`.split(/\s+/),
);
const TYPES: Readonly<Record<string, string>> = {
  Subject: 'string',
  TextPart: 'string',
  HTMLPart: 'string',
  CustomID: 'string',
  EventPayload: 'string',
  TemplateID: 'number',
  TemplateLanguage: 'boolean',
  TemplateErrorDeliver: 'boolean',
  Variables: 'object',
  Headers: 'object',
};
const FORBIDDEN_HEADERS = new Set([
  'from',
  'sender',
  'subject',
  'to',
  'cc',
  'bcc',
  'return-path',
  'received',
  'dkim-signature',
]);
const MAX_RECIPIENTS = 50;
const MAX_SUBJECT = 255;
const ADDRESS = /^[^\s@<>(),;:"[\]]+@[^\s@<>(),;:"[\]]+\.[^\s@<>(),;:"[\]]+$/;

/** Everything that Mailjet would refuse a message for; empty when it is taken. */
export function complaintsAbout(message: unknown, rules: SendRules): SendError[] {
  if (!isMap(message)) return [complaint('mj-0004', 'A message must be an object.', 'Messages')];
  return [
    ...properties(message),
    ...sender(message, rules),
    ...recipients(message, rules),
    ...content(message),
    ...headers(message),
  ];
}

function properties(message: Message): SendError[] {
  return Object.entries(message).flatMap(([name, value]) => {
    if (!PROPERTIES.has(name)) return [complaint('mj-0005', `"${name}" is no property of a message.`, name)];
    const type = TYPES[name];
    const fits = type === undefined || (type === 'object' ? isMap(value) : typeof value === type);
    return fits ? [] : [complaint('mj-0004', `"${name}" must be of type ${type}.`, name)];
  });
}

function sender(message: Message, rules: SendRules): SendError[] {
  if (message['From'] === undefined)
    return [complaint('mj-0003', '"From" is mandatory but missing.', 'From')];
  const wrong = address(message['From'], 'From');
  if (wrong) return [wrong];
  const email = emailOf(message['From']);
  if (rules.senders === null || rules.senders.has(email)) return [];
  return [
    {
      ...complaint(
        'send-0008',
        `"${email}" is not an authorized sender email address for your account.`,
        'From',
      ),
      StatusCode: 403,
    },
  ];
}

function recipients(message: Message, rules: SendRules): SendError[] {
  const to = message['To'];
  if (to === undefined) return [complaint('mj-0003', '"To" is mandatory but missing.', 'To')];
  if (!Array.isArray(to)) return [complaint('mj-0004', '"To" must be an array.', 'To')];
  if (to.length === 0) return [complaint('mj-0007', '"To" must not be empty.', 'To')];
  const all = ['To', 'Cc', 'Bcc'].flatMap((name): unknown[] =>
    Array.isArray(message[name]) ? message[name] : [],
  );
  if (all.length > MAX_RECIPIENTS)
    return [complaint('send-0015', 'Too many recipients: the limit is 50.', 'To')];
  return to.flatMap((recipient: unknown, index) => {
    const at = `To[${String(index)}]`;
    const wrong = address(recipient, at);
    if (wrong) return [wrong];
    const email = emailOf(recipient);
    return rules.refused.has(email) ? [invalidAddress(email, at)] : [];
  });
}

function content(message: Message): SendError[] {
  const parts = ['TextPart', 'HTMLPart'].filter((name) => message[name] !== undefined);
  const related = ['HTMLPart', 'TemplateID', 'TextPart'];
  if (parts.length === 0 && message['TemplateID'] === undefined) {
    return [
      complaint('send-0003', 'At least "HTMLPart", "TextPart" or "TemplateID" must be provided.', ...related),
    ];
  }
  if (parts.length > 0 && message['TemplateID'] !== undefined) {
    return [
      complaint('send-0004', '"TemplateID" may not be combined with "HTMLPart" or "TextPart".', ...related),
    ];
  }
  const subject = message['Subject'];
  if (typeof subject === 'string' && subject.length > MAX_SUBJECT) {
    return [complaint('mj-0006', '"Subject" is longer than 255 characters.', 'Subject')];
  }
  return [];
}

function headers(message: Message): SendError[] {
  const given = message['Headers'];
  if (!isMap(given)) return [];
  return Object.keys(given)
    .filter((name) => FORBIDDEN_HEADERS.has(name.toLowerCase()))
    .map((name) => complaint('send-0011', `The header "${name}" may not be set.`, `Headers.${name}`));
}

function address(given: unknown, at: string): SendError | null {
  if (!isMap(given)) return complaint('mj-0004', `"${at}" must be an object.`, at);
  const email = given['Email'];
  if (email === undefined)
    return complaint('mj-0003', `"${at}.Email" is mandatory but missing.`, `${at}.Email`);
  if (typeof email !== 'string' || !ADDRESS.test(email))
    return invalidAddress(typeof email === 'string' ? email : '', at);
  return null;
}

function invalidAddress(email: string, at: string): SendError {
  return complaint('mj-0013', `"${email}" is an invalid email address.`, `${at}.Email`);
}

function emailOf(given: unknown): string {
  return isMap(given) ? String(given['Email']).toLowerCase() : '';
}

function complaint(ErrorCode: string, ErrorMessage: string, ...ErrorRelatedTo: string[]): SendError {
  return { ErrorCode, StatusCode: 400, ErrorMessage, ErrorRelatedTo };
}

/** Whether the value is a JSON object. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
