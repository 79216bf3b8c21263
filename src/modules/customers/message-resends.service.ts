import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail } from '../audit/index.js';
import { MessageLog, Resends, type Message } from '../notifications/index.js';
import { CustomerLock } from './customer-lock.service.js';

/** Sends a customer's message once more, to the address that the customer has now. */
@Injectable()
export class MessageResends {
  constructor(
    private readonly db: DataSource,
    private readonly log: MessageLog,
    private readonly locks: CustomerLock,
    private readonly resends: Resends,
    private readonly audit: AuditTrail,
  ) {}

  /** Makes the copy that this id names, or gives it back; 404 for an unknown message, 409 where a copy makes no sense. */
  async resend(wishId: string, messageId: string, actor: Actor): Promise<Message> {
    const message = await this.log.find(messageId);
    if (!message) throw new NotFound('message');
    const { customerId } = message;
    return this.db.transaction(async (tx) => {
      const customer = customerId === null ? null : await this.locks.changing(tx, customerId);
      const { copy, isNew } = await this.resends.resend(tx, {
        wishId,
        messageId,
        recipient: customer,
        isOptedOut: customer?.remindersOptOut ?? false,
      });
      if (isNew) {
        await this.audit.record(tx, {
          actor,
          action: 'message.resent',
          entityType: 'message',
          entityId: copy.id,
          customerId,
          details: { resent_from: copy.resentFrom, type: copy.type },
        });
      }
      return copy;
    });
  }
}
