export { WebhooksModule } from './webhooks.module.js';
export { WebhookInbox } from './webhook-inbox.service.js';
export { toView as toInboxView, type InboxEventView } from './webhooks.schemas.js';
export { DELIVERY_STATES, ENDPOINT_STATES } from './outbound-vocabulary.js';
export { toDeliveryView, type DeliveryView } from './webhook-deliveries.schemas.js';
export { WebhookDeliveries } from './webhook-deliveries.service.js';
export {
  endpointChange,
  newEndpoint,
  toEndpointView,
  type EndpointChange,
  type EndpointView,
  type NewEndpoint,
} from './webhook-endpoints.schemas.js';
export { WebhookEndpoints } from './webhook-endpoints.service.js';
