export { WebhooksModule } from './webhooks.module.js';
export { WebhookInbox } from './webhook-inbox.service.js';
export { toView as toInboxView, type InboxEventView } from './webhooks.schemas.js';
