import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { MESSAGE_TYPES } from '../../common/config/message-types.js';
import type { Locale } from '../../common/i18n/locale.js';
import { MailComposer } from './mail-composer.service.js';
import { isMailType, mailVariables, type MailType, type MailVariables } from './mail-variables.schemas.js';
import { categoryOf, type MessageCategory, type SkipReason } from './message-vocabulary.js';
import type { Message } from './message.entity.js';
import { addToQueued, takeBack, untold, type ItemsFilter } from './message-items.js';
import {
  FROM_JSON,
  insertMessages,
  sweepMessages,
  type EnqueueCounts,
  type MessageDefaults,
} from './message-writes.js';

/** Who a mail goes to; `id` is the customer's, and missing for staff. */
export interface MailRecipient {
  readonly id?: string;
  readonly name: string;
  /** Null: the message is kept as skipped, with its reason. */
  readonly email: string | null;
  readonly locale: Locale;
}

/** A message to write in the transaction of its cause. */
export type NewMessage = {
  readonly [T in MailType]: {
    readonly type: T;
    readonly variables: MailVariables<T>;
    /** The customer, or a member of staff. */
    readonly customer: MailRecipient;
    /** Names the cause: a second message with the same key is not written. */
    readonly dedupeKey: string;
    /** The payment method it is about. */
    readonly subjectId?: string;
    /** Business time before which it must not go; at once unless told. */
    readonly notBefore?: Date;
  };
}[MailType];

/** A message that lists several causes, each with a `ref` that names it; its customer is known by id. */
export type NewListMessage = Extract<NewMessage, { readonly variables: { readonly items: unknown } }> & {
  readonly customer: { readonly id: string };
};

/** A message to send once more. */
export interface MessageCopy {
  readonly dedupeKey: string;
  /** Who gets it; null for the name and address on the message itself. */
  readonly recipient: MailRecipient | null;
  /** Whether the recipient wants no reminders. */
  readonly isOptedOut: boolean;
}

/** Which queued messages to take back. */
export interface QueuedFilter {
  readonly subjectId?: string;
  readonly customerId?: string;
  readonly category?: MessageCategory;
  /** The one message that names this cause. */
  readonly dedupeKey?: string;
}

/** A SELECT that names a message a row, and its parameters from $1 on. */
export interface MessageSelect {
  /**
   * Its columns, by name: dedupe_key, customer_id, type, locale, to_email, to_name, variables (jsonb), state ('queued', 'skipped', or 'deferred' for
   * what is only counted), skip_reason, subject_id, stage, local_day, batch_id, not_before.
   */
  readonly text: string;
  readonly params: readonly unknown[];
}

/** Writes messages in the caller's transaction, and takes back those that have not gone yet. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly clock: Clock,
    private readonly composer: MailComposer,
  ) {}

  /** Whether mails of this type can go with the present configuration. */
  configured(type: MailType): boolean {
    return this.composer.canSend(type);
  }

  /** Queues one message, or writes it down as skipped. */
  async enqueue(tx: EntityManager, message: NewMessage): Promise<EnqueueCounts> {
    return this.enqueueMany(tx, [message]);
  }

  /** Queues messages, in one statement. */
  async enqueueMany(tx: EntityManager, messages: readonly NewMessage[]): Promise<EnqueueCounts> {
    return insertMessages(tx, FROM_JSON, [JSON.stringify(messages.map(toRow))], this.defaults());
  }

  /**
   * Tells a customer of one more cause: in the mail of this type that already waits for him, or else in a new one, so that several causes
   * of one day make one mail. A `ref` that a mail of this type has told of, or waits to, is not told again. The caller holds the customer's
   * lock.
   */
  enqueueItems(tx: EntityManager, message: NewListMessage): Promise<EnqueueCounts> {
    return this.enqueueItemsOf(tx, [message]);
  }

  /** The same for several customers, each of whom is told by one message of a type, in as many statements. */
  async enqueueItemsOf(tx: EntityManager, messages: readonly NewListMessage[]): Promise<EnqueueCounts> {
    if (messages.length === 0) return NOTHING_NEW;
    const asked = messages.map(({ type, customer, variables, notBefore = this.clock.now() }) => ({
      customerId: customer.id,
      type,
      items: mailVariables[type].parse(variables).items,
      notBefore,
    }));
    const fresh = await untold(tx, asked);
    const left = asked.map((each, at) => ({ ...each, items: fresh[at] ?? [] }));
    const some = left.filter(({ items }) => items.length > 0);
    const joined = some.length === 0 ? new Set() : await addToQueued(tx, some);
    const anew = messages.flatMap((message, at) => {
      const each = left[at];
      if (!each || each.items.length === 0 || joined.has(each)) return [];
      return [{ ...message, variables: { ...message.variables, items: each.items } } as NewMessage];
    });
    return anew.length === 0 ? NOTHING_NEW : this.enqueueMany(tx, anew);
  }

  /** Queues a copy of a message that has gone or failed, linked to it; its variables are taken as checked. */
  async enqueueCopy(tx: EntityManager, message: Message, copy: MessageCopy): Promise<void> {
    const { dedupeKey, recipient, isOptedOut } = copy;
    const isUnwanted = isOptedOut && message.category === 'reminder';
    const row = {
      type: message.type,
      dedupe_key: dedupeKey,
      customer_id: message.customerId,
      locale: recipient?.locale ?? message.locale,
      to_email: recipient ? recipient.email : message.toEmail,
      to_name: recipient?.name ?? message.toName,
      variables: message.variables,
      state: isUnwanted ? 'skipped' : 'queued',
      skip_reason: isUnwanted ? 'opted_out' : null,
      subject_id: message.subjectId,
      stage: message.stage,
    };
    await insertMessages(tx, FROM_JSON, [JSON.stringify([row])], this.defaults());
    await tx.query('UPDATE messages SET resent_from = $2 WHERE dedupe_key = $1', [dedupeKey, message.id]);
  }

  /** Takes back what queued mails would still tell of a cause that is gone, such as an invoice that was paid; answers how many changed. */
  async takeBackItems(
    tx: EntityManager,
    filter: ItemsFilter & { readonly reason: SkipReason },
  ): Promise<number> {
    return takeBack(tx, filter, filter.reason, this.clock.now());
  }

  /**
   * Queues what a SELECT chooses, in one statement: the door for sweeps. A message that exists is left alone, except a skipped one whose
   * reason is gone or has changed.
   */
  async enqueueSelect(tx: EntityManager, select: MessageSelect): Promise<EnqueueCounts> {
    return sweepMessages(tx, select.text, select.params, this.defaults());
  }

  /** Takes back what is queued and not yet being sent; answers how many. */
  async skipQueued(
    tx: EntityManager,
    filter: QueuedFilter & { readonly reason: SkipReason },
  ): Promise<number> {
    const { subjectId = null, customerId = null, category = null, dedupeKey = null, reason } = filter;
    if (subjectId === null && customerId === null)
      throw new Error('Name a method or a customer whose messages to take back.');
    const rows: unknown[] = await tx.query(
      `WITH gone AS (
         UPDATE messages SET state = 'skipped', skip_reason = $4, state_changed_at = $5
         WHERE state = 'queued' AND ${subjectId === null ? '$1::uuid IS NULL' : 'subject_id = $1::uuid'}
           AND ${customerId === null ? '$2::uuid IS NULL' : 'customer_id = $2::uuid'}
           AND ${category === null ? '$3::text IS NULL' : 'category = $3::text'}
           AND ($6::text IS NULL OR dedupe_key = $6::text)
         RETURNING id)
       SELECT id FROM gone`,
      [subjectId, customerId, category, reason, this.clock.now(), dedupeKey],
    );
    return rows.length;
  }

  /** Lets everything of a category that waits for its hour go at once. */
  async hasten(tx: EntityManager, category: MessageCategory, now: Date): Promise<void> {
    await tx.query(
      "UPDATE messages SET not_before = $2, state_changed_at = $2 WHERE state = 'queued' AND category = $1 AND not_before > $2",
      [category, now],
    );
  }

  /** Sends what is queued for a customer to another address; without one it is skipped. */
  async readdress(tx: EntityManager, customerId: string, email: string | null): Promise<void> {
    await tx.query(
      `UPDATE messages SET to_email = $2::text, state_changed_at = $3,
         state = CASE WHEN $2::text IS NULL THEN 'skipped' ELSE state END,
         skip_reason = CASE WHEN $2::text IS NULL THEN 'no_email' END
       WHERE customer_id = $1 AND state = 'queued' AND to_email IS DISTINCT FROM $2::text`,
      [customerId, email, this.clock.now()],
    );
  }

  /** Takes the person out of a customer's messages: what is queued does not go, the log keeps type, state and dates. */
  async erase(tx: EntityManager, customerId: string): Promise<void> {
    await this.skipQueued(tx, { customerId, reason: 'no_email' });
    for (const table of ['suppressions', 'lifted_suppressions'])
      await tx.query(
        `DELETE FROM ${table} WHERE email IN (SELECT lower(to_email) FROM messages WHERE customer_id = $1)`,
        [customerId],
      );
    await tx.query(
      `UPDATE messages SET to_name = '', variables = '{}', error_detail = NULL,
         to_email = CASE WHEN state = 'skipped' THEN NULL ELSE '' END
       WHERE customer_id = $1`,
      [customerId],
    );
  }

  private defaults(): MessageDefaults {
    const types = MESSAGE_TYPES.filter(isMailType);
    return {
      now: this.clock.now(),
      real: this.clock.real(),
      versions: this.composer.versions(),
      categories: Object.fromEntries(MESSAGE_TYPES.map((type) => [type, categoryOf(type)])),
      sendable: types.filter((type) => this.composer.canSend(type)),
    };
  }
}

const NOTHING_NEW: EnqueueCounts = { queued: 0, skipped: 0, skips: {}, deferred: 0 };

function toRow(message: NewMessage): Record<string, unknown> {
  const { type, customer, dedupeKey, subjectId, notBefore } = message;
  return {
    type,
    dedupe_key: dedupeKey,
    customer_id: customer.id ?? null,
    locale: customer.locale,
    to_email: customer.email,
    to_name: customer.name,
    variables: mailVariables[type].parse(message.variables),
    state: 'queued',
    subject_id: subjectId ?? null,
    not_before: notBefore?.toISOString() ?? null,
  };
}
