import type { SandboxMail } from './mailbox.js';
import { toWire } from './send-call.js';

/** What Mailjet tells of a mail; `hard_bounce` is a bounce for good. */
export const MAIL_EVENTS = [
  'sent',
  'open',
  'click',
  'bounce',
  'hard_bounce',
  'blocked',
  'spam',
  'unsub',
] as const;

export type MailEventKind = (typeof MAIL_EVENTS)[number];

/** Where events go, and what they sign in with. */
export interface EventTarget {
  readonly url: string;
  readonly user: string | null;
  readonly password: string | null;
}

/** One event as Mailjet writes it down. */
export type WireEvent = Readonly<Record<string, unknown>>;

const ANSWER_MS = 10_000;

const PARTS: Readonly<Record<MailEventKind, WireEvent>> = {
  sent: { event: 'sent', smtp_reply: 'sent (250 2.0.0 OK)' },
  open: { event: 'open', ip: '127.0.0.1', geo: '', agent: 'Sandbox' },
  click: { event: 'click', url: 'https://example.com/', ip: '127.0.0.1', geo: '', agent: 'Sandbox' },
  bounce: {
    event: 'bounce',
    blocked: false,
    hard_bounce: false,
    error_related_to: 'mailbox',
    error: 'mailbox full',
    comment: '452 4.2.2 The mailbox is over its quota',
  },
  hard_bounce: {
    event: 'bounce',
    blocked: true,
    hard_bounce: true,
    error_related_to: 'recipient',
    error: 'user unknown',
    comment: '550 5.1.1 There is no such user',
  },
  blocked: { event: 'blocked', error_related_to: 'mailjet', error: 'preblocked' },
  spam: { event: 'spam', source: 'JMRPP' },
  unsub: { event: 'unsub', mj_list_id: 1, ip: '127.0.0.1', geo: '', agent: 'Sandbox' },
};

/** The event about a mail, at that time. */
export function eventAbout(mail: SandboxMail, kind: MailEventKind, at: Date): WireEvent {
  return {
    time: Math.floor(at.getTime() / 1_000),
    email: mail.to.email,
    mj_campaign_id: 0,
    mj_contact_id: 0,
    customcampaign: '',
    MessageID: mail.messageId,
    Message_GUID: mail.uuid,
    CustomID: mail.customId,
    Payload: '',
    ...PARTS[kind],
  };
}

/** Calls whoever listens to events: grouped, or one alone as accounts of the older version have it. */
export class MailEventCalls {
  target: EventTarget | null = null;

  /** The status of the answer; throws where nobody listens. */
  async tell(events: WireEvent | readonly WireEvent[]): Promise<number> {
    if (this.target === null) throw new Error('Nobody listens to events.');
    const { url, user, password } = this.target;
    const credentials = Buffer.from(`${user ?? ''}:${password ?? ''}`).toString('base64');
    const answer = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(user === null ? {} : { authorization: `Basic ${credentials}` }),
      },
      body: toWire(events),
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    await answer.arrayBuffer();
    return answer.status;
  }
}
