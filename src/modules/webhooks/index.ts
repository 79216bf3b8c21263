export { WebhooksModule } from './webhooks.module.js';
export { WebhookInbox } from './webhook-inbox.service.js';
export { toView as toInboxView, type InboxEventView } from './webhooks.schemas.js';
export { toDeliveryView } from './webhook-deliveries.schemas.js';
export { WebhookDeliveries } from './webhook-deliveries.service.js';
export { endpointChange, newEndpoint, toEndpointView } from './webhook-endpoints.schemas.js';
export { WebhookEndpoints } from './webhook-endpoints.service.js';
