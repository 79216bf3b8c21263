import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/index.js';
import { BatchSender } from './batch-sender.service.js';
import { DeliverJob } from './deliver.job.js';
import { DeliveryService } from './delivery.service.js';
import { EmailSender } from './email-sender.js';
import { LookUp } from './look-up.service.js';
import { MailChecks } from './mail-check.service.js';
import { MailTemplates } from './mail-templates.service.js';
import { MailEvents } from './mail-events.service.js';
import { MailComposer } from './mail-composer.service.js';
import { MailjetEmailSender } from './mailjet.email-sender.js';
import { MailRenderer } from './mail-renderer.service.js';
import { MessagesController } from './messages.controller.js';
import { MessageDaysJob } from './message-days.job.js';
import { MessageDays } from './message-days.service.js';
import { MessageLog } from './message-log.service.js';
import { Message } from './message.entity.js';
import { NotificationsService } from './notifications.service.js';
import { Resends } from './resends.service.js';
import { Suppression } from './suppression.entity.js';
import { SuppressionsController } from './suppressions.controller.js';
import { TestMails } from './test-mails.service.js';
import { Suppressions } from './suppressions.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Message, Suppression]), AuditModule],
  controllers: [MessagesController, SuppressionsController],
  providers: [
    NotificationsService,
    MessageLog,
    DeliveryService,
    DeliverJob,
    BatchSender,
    LookUp,
    MailChecks,
    MailComposer,
    MailEvents,
    MailRenderer,
    MailTemplates,
    MessageDays,
    MessageDaysJob,
    Resends,
    Suppressions,
    TestMails,
    { provide: EmailSender, useClass: MailjetEmailSender },
  ],
  exports: [
    MailChecks,
    MailEvents,
    NotificationsService,
    MessageLog,
    DeliveryService,
    MailRenderer,
    MailTemplates,
    MessageDays,
    Resends,
    Suppressions,
    TestMails,
  ],
})
export class NotificationsModule {}
