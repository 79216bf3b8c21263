import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/index.js';
import { BillingModule } from '../billing/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { PaymentMethodsModule } from '../payment-methods/index.js';
import { VendorsModule } from '../vendors/index.js';
import { ChangeApplier } from './change-applier.service.js';
import { ConfirmationsController } from './confirmations.controller.js';
import { Confirmations } from './confirmations.service.js';
import { InboxApplication } from './inbox-application.service.js';
import { InboxEvent } from './inbox-event.entity.js';
import { OutboundWebhooksModule } from './outbound-webhooks.module.js';
import { MailjetEventsController } from './mailjet-events.controller.js';
import { ReturnsController } from './returns.controller.js';
import { Returns } from './returns.service.js';
import { WebhookInboxController } from './webhook-inbox.controller.js';
import { WEBHOOK_INBOX_JOBS, WebhookInboxCleanupJob } from './webhook-inbox.job.js';
import { InboxParts, WebhookInbox } from './webhook-inbox.service.js';
import { WebhooksController } from './webhooks.controller.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([InboxEvent]),
    AuditModule,
    BillingModule,
    NotificationsModule,
    OutboundWebhooksModule,
    PaymentMethodsModule,
    VendorsModule,
  ],
  controllers: [
    MailjetEventsController,
    WebhooksController,
    WebhookInboxController,
    ReturnsController,
    ConfirmationsController,
  ],
  providers: [
    ...WEBHOOK_INBOX_JOBS,
    ChangeApplier,
    Confirmations,
    InboxApplication,
    InboxParts,
    Returns,
    WebhookInbox,
    WebhookInboxCleanupJob,
  ],
  exports: [OutboundWebhooksModule, WebhookInbox],
})
export class WebhooksModule {}
