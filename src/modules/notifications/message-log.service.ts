import { Injectable } from '@nestjs/common';
import {
  And,
  DataSource,
  In,
  LessThan,
  MoreThanOrEqual,
  Raw,
  type FindOperator,
  type FindOptionsWhere,
} from 'typeorm';
import { firstIdAt } from '../../common/database/ids.js';
import type { MessageType } from '../../common/config/message-types.js';
import { NotFound } from '../../common/errors/domain-error.js';
import { EmailSender } from './email-sender.js';
import { MailComposer, type MessagePreview } from './mail-composer.service.js';
import { Message } from './message.entity.js';
import { MESSAGE_STATES, type MessageState } from './message-vocabulary.js';
import { MailUnavailable } from './notifications.errors.js';

/** Which messages to list. */
export interface MessageFilter {
  readonly customerId?: string | undefined;
  readonly type?: MessageType | undefined;
  readonly state?: MessageState | readonly MessageState[] | undefined;
  /** The address that it went to, in any case of letters. */
  readonly address?: string | undefined;
  /** Written at this instant or later, and before the other. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

/** A message as its reader sees or saw it. */
export interface RenderedMessage {
  readonly message: Message;
  /** Null where no template is left to show it with. */
  readonly mail: MessagePreview | null;
  /** False when the template has changed since: the mail shown is then not word for word the one that was sent. */
  readonly isSameVersion: boolean;
}

/** How the sending of mails stands, for the system check. */
export interface MailCheck {
  readonly mailjet: 'ok' | 'not_configured' | 'unavailable';
  /** Why it is unavailable, and what to try. */
  readonly detail: string | null;
  readonly hint: string | null;
  /** When Mailjet last took a mail, in business time. */
  readonly lastSentAt: Date | null;
}

/** What was written, what became of it and how it looks. */
@Injectable()
export class MessageLog {
  constructor(
    private readonly db: DataSource,
    private readonly composer: MailComposer,
    private readonly sender: EmailSender,
  ) {}

  /** Newest first; `before` is the id of the last one of the page before. */
  list(filter: MessageFilter, limit: number, before?: string): Promise<Message[]> {
    const { customerId, type, address } = filter;
    const states = statesOf(filter);
    const wanted = {
      customerId,
      type,
      state: states && (states.length === 1 ? states[0] : In([...states])),
      toEmail:
        address === undefined
          ? undefined
          : Raw((column) => `lower(${column}) = lower(:address)`, { address }),
      id: isManyRanges(filter, states) ? newestOf(filter, states, limit, before) : idRange(filter, before),
    };
    const where: FindOptionsWhere<Message> = Object.fromEntries(
      Object.entries(wanted).filter(([, value]) => value !== undefined),
    );
    return this.db.getRepository(Message).find({ where, order: { id: 'DESC' }, take: limit });
  }

  find(id: string): Promise<Message | null> {
    return this.db.getRepository(Message).findOneBy({ id });
  }

  /** The messages of these causes, by their key. */
  async ofCauses(dedupeKeys: readonly string[]): Promise<ReadonlyMap<string, Message>> {
    const found = await this.db.getRepository(Message).findBy({ dedupeKey: In([...dedupeKeys]) });
    return new Map(found.map((message) => [message.dedupeKey, message]));
  }

  /** Rendered again with the present template, without a link that works. */
  async rendered(id: string): Promise<RenderedMessage> {
    const message = await this.find(id);
    if (!message) throw new NotFound('message');
    const mail = this.composer.preview(message);
    return { message, mail, isSameVersion: mail !== null && mail.version === message.templateVersion };
  }

  async check(): Promise<MailCheck> {
    const [last]: { at: Date | null }[] = await this.db.query(
      'SELECT max(sent_at) AS at FROM (SELECT sent_at FROM messages ORDER BY id DESC LIMIT 1000) newest',
    );
    return { ...(await this.reach()), lastSentAt: last?.at ?? null };
  }

  private async reach(): Promise<Omit<MailCheck, 'lastSentAt'>> {
    if (!this.sender.configured) return { mailjet: 'not_configured', detail: null, hint: null };
    try {
      await this.sender.check();
      return { mailjet: 'ok', detail: null, hint: null };
    } catch (error) {
      if (!(error instanceof MailUnavailable)) throw error;
      return { mailjet: 'unavailable', detail: error.detail, hint: error.hint ?? null };
    }
  }
}

/** A type alone is read state by state, as its index stands. */
function statesOf({ state, type, customerId, address }: MessageFilter): readonly MessageState[] | undefined {
  if (Array.isArray(state)) return state as readonly MessageState[];
  if (state !== undefined) return [state as MessageState];
  const isAlone = type !== undefined && customerId === undefined && address === undefined;
  return isAlone ? MESSAGE_STATES : undefined;
}

/** Whether an index has the messages as several ranges, each in order, and no other index has fewer to look through. */
function isManyRanges(
  { customerId, address }: MessageFilter,
  states: readonly MessageState[] | undefined,
): states is readonly MessageState[] {
  return customerId === undefined && address === undefined && states !== undefined && states.length > 1;
}

/** The newest of each state by an index alone, and of them the newest: a page costs as many entries as it has rows, for each state. */
function newestOf(
  { type, from, to }: MessageFilter,
  states: readonly MessageState[],
  limit: number,
  before: string | undefined,
): ReturnType<typeof Raw> {
  const given = {
    rangeType: type,
    rangeEnd: endOf(to, before),
    rangeStart: from && firstIdAt(from),
  };
  const conditions = [
    ...(type === undefined ? [] : ['m.type = :rangeType']),
    ...(given.rangeEnd === undefined ? [] : ['m.id < :rangeEnd']),
    ...(from === undefined ? [] : ['m.id >= :rangeStart']),
  ];
  return Raw(
    (column) => `${column} = ANY (ARRAY(
      SELECT newest.id FROM unnest(ARRAY[:...rangeStates]) AS wanted (state)
      CROSS JOIN LATERAL (
        SELECT m.id FROM messages m WHERE ${['m.state = wanted.state', ...conditions].join(' AND ')}
        ORDER BY m.id DESC LIMIT :rangeLimit) newest
      ORDER BY newest.id DESC LIMIT :rangeLimit))`,
    { ...given, rangeStates: states, rangeLimit: limit },
  );
}

/** Ids tell when a message was written. */
function idRange({ from, to }: MessageFilter, before: string | undefined): FindOperator<string> | undefined {
  const end = endOf(to, before);
  const bounds = [
    ...(end === undefined ? [] : [LessThan(end)]),
    ...(from ? [MoreThanOrEqual(firstIdAt(from))] : []),
  ];
  return bounds.length === 0 ? undefined : And(...bounds);
}

/** The id that all are below: ids of the same length sort as their text does. */
function endOf(to: Date | undefined, before: string | undefined): string | undefined {
  const ends = [before, to && firstIdAt(to)].filter((end) => end !== undefined);
  return ends.sort()[0];
}
