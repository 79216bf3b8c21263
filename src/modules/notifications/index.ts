export { careLinkUrl, type CareLink } from './care-link.js';
export { DeliveryService, type DeliveryOptions, type DeliveryProgress } from './delivery.service.js';
export { MailRenderer, type MailFrame, type RenderedMail } from './mail-renderer.service.js';
export { MAIL_SAMPLES } from './mail-samples.js';
export { mailVariables, type MailLink, type MailType, type MailVariables } from './mail-variables.schemas.js';
export { Message } from './message.entity.js';
export {
  MessageLog,
  type MailCheck,
  type MessageFilter,
  type RenderedMessage,
} from './message-log.service.js';
export {
  canBecome,
  MESSAGE_STATES,
  SKIP_REASONS,
  type MessageCategory,
  type MessageState,
  type SkipReason,
} from './message-vocabulary.js';
export type { EnqueueCounts } from './message-writes.js';
export { NotificationsModule } from './notifications.module.js';
export {
  NotificationsService,
  type MailRecipient,
  type MessageSelect,
  type NewMessage,
  type QueuedFilter,
} from './notifications.service.js';
export { Suppression } from './suppression.entity.js';
