import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/index.js';
import { DeliveryOutcome } from './delivery-outcome.service.js';
import {
  WebhookDeliveriesCleanupJob,
  WebhookDeliveryJob,
  WebhookFanOutJob,
} from './outbound-webhooks.job.js';
import { WebhookDeliveriesController } from './webhook-deliveries.controller.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { WebhookDelivery } from './webhook-delivery.entity.js';
import { WebhookDispatch } from './webhook-dispatch.service.js';
import { WebhookEndpoint } from './webhook-endpoint.entity.js';
import { WebhookEndpointsController } from './webhook-endpoints.controller.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';
import { WebhookSender } from './webhook-sender.service.js';

/** Telling others of events: the register of endpoints, and the deliveries to them. */
@Module({
  imports: [TypeOrmModule.forFeature([WebhookDelivery, WebhookEndpoint]), AuditModule],
  controllers: [WebhookDeliveriesController, WebhookEndpointsController],
  providers: [
    DeliveryOutcome,
    WebhookDeliveries,
    WebhookDeliveriesCleanupJob,
    WebhookDeliveryJob,
    WebhookDispatch,
    WebhookEndpoints,
    WebhookFanOutJob,
    WebhookSender,
  ],
  exports: [WebhookDeliveries, WebhookEndpoints],
})
export class OutboundWebhooksModule {}
