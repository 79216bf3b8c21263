import type { ResourceWithOptions } from 'adminjs';
import type { PanelServices } from '../panel-services.js';
import { auditResource, vendorEventsResource } from './administration.resource.js';
import { invoicesResource, paymentsResource } from './billing.resource.js';
import { customersResource } from './customers.resource.js';
import { callTasksResource, dunningCasesResource, policiesResource } from './dunning.resource.js';
import { expiringCardsResource } from './expiring-cards.resource.js';
import { paymentFailuresResource } from './failures.resource.js';
import { mailTemplatesResource, messagesResource, suppressionsResource } from './messages.resource.js';
import { webhookDeliveriesResource, webhookEndpointsResource } from './outbound.resource.js';
import { recoveryResource } from './recovery.resource.js';
import { apiKeysResource, staffResource } from './staff.resource.js';
import { systemCheckResource } from './system.resource.js';

/** All that the panel shows and does, in the order of its navigation. */
export function panelResources(services: PanelServices): readonly ResourceWithOptions[] {
  return [
    expiringCardsResource(services),
    customersResource(services),
    dunningCasesResource(services),
    callTasksResource(services),
    invoicesResource(services),
    paymentsResource(services),
    paymentFailuresResource(services),
    recoveryResource(services),
    messagesResource(services),
    suppressionsResource(services),
    mailTemplatesResource(services),
    auditResource(services),
    policiesResource(services),
    vendorEventsResource(services),
    webhookEndpointsResource(services),
    webhookDeliveriesResource(services),
    staffResource(services),
    apiKeysResource(services),
    systemCheckResource(services),
  ];
}
