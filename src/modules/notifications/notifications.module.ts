import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { BatchSender } from './batch-sender.service.js';
import { DeliverJob } from './deliver.job.js';
import { DeliveryService } from './delivery.service.js';
import { EmailSender } from './email-sender.js';
import { LookUp } from './look-up.service.js';
import { MailEvents } from './mail-events.service.js';
import { MailComposer } from './mail-composer.service.js';
import { MailjetEmailSender } from './mailjet.email-sender.js';
import { MailRenderer } from './mail-renderer.service.js';
import { MessagesController } from './messages.controller.js';
import { MessageLog } from './message-log.service.js';
import { Message } from './message.entity.js';
import { NotificationsService } from './notifications.service.js';
import { Suppression } from './suppression.entity.js';

@Module({
  imports: [TypeOrmModule.forFeature([Message, Suppression])],
  controllers: [MessagesController],
  providers: [
    NotificationsService,
    MessageLog,
    DeliveryService,
    DeliverJob,
    BatchSender,
    LookUp,
    MailComposer,
    MailEvents,
    MailRenderer,
    { provide: EmailSender, useClass: MailjetEmailSender },
  ],
  exports: [MailEvents, NotificationsService, MessageLog, DeliveryService, MailRenderer],
})
export class NotificationsModule {}
