import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { NotFound } from '../../common/errors/domain-error.js';
import { isMailType, mailVariables, type MailVariables } from './mail-variables.schemas.js';
import { Message } from './message.entity.js';
import { NotResent } from './notifications.errors.js';
import { NotificationsService, type MailRecipient } from './notifications.service.js';
import { resendRefusal } from './resend-rule.js';

/** A copy to make. */
export interface Resend {
  /** Names the wish: the same one again makes no second copy. */
  readonly wishId: string;
  readonly messageId: string;
  /** Who gets it now; null for the name and address on the message itself. */
  readonly recipient: MailRecipient | null;
  /** Whether the recipient wants no reminders. */
  readonly isOptedOut: boolean;
}

const DAY_MS = 86_400_000;
const WAITING = ['queued', 'sending'];

/** Sends messages once more: the same words to the address that holds now, as a message of its own. */
@Injectable()
export class Resends {
  constructor(
    private readonly clock: Clock,
    private readonly notifications: NotificationsService,
  ) {}

  /** The copy, queued or skipped with its reason; throws 404, and 409 where a copy makes no sense. The caller holds the customer's lock. */
  async resend(
    tx: EntityManager,
    { wishId, messageId, recipient, isOptedOut }: Resend,
  ): Promise<{ copy: Message; isNew: boolean }> {
    const message = await lockedRoot(tx, messageId);
    const dedupeKey = `resend:${wishId}`;
    const made = await tx.findOneBy(Message, { dedupeKey });
    if (made) return { copy: made, isNew: false };
    await this.refuse(tx, message);
    await this.notifications.enqueueCopy(tx, message, { dedupeKey, recipient, isOptedOut });
    return { copy: await tx.findOneByOrFail(Message, { dedupeKey }), isNew: true };
  }

  private async refuse(tx: EntityManager, message: Message): Promise<void> {
    const now = this.clock.now();
    const copies = await tx.find(Message, { where: { resentFrom: message.id } });
    const variables = variablesOf(message);
    const refusal = resendRefusal(
      {
        isTest: message.isTest,
        isWaiting: [message, ...copies].some(({ state }) => WAITING.includes(state)),
        copiesToday: copies.filter(({ createdAt }) => now.getTime() - createdAt.getTime() < DAY_MS).length,
        isWhole: variables !== null,
        linkEndsAt: variables && linkEnd(variables),
      },
      now,
    );
    if (refusal !== null) throw new NotResent(refusal);
  }
}

/** A copy of a copy counts as one of the first message, which is locked so that two wishes at once see each other. */
async function lockedRoot(tx: EntityManager, id: string): Promise<Message> {
  const found = await tx.findOneBy(Message, { id });
  const root = await tx.findOne(Message, {
    where: { id: found?.resentFrom ?? id },
    lock: { mode: 'for_no_key_update' },
  });
  if (!root) throw new NotFound('message');
  return root;
}

function variablesOf({ type, variables }: Message): MailVariables | null {
  if (!isMailType(type)) return null;
  const parsed = mailVariables[type].safeParse(variables);
  return parsed.success ? parsed.data : null;
}

function linkEnd({ link }: MailVariables): Date | null {
  return link !== null && 'expires_at' in link ? new Date(link.expires_at) : null;
}
