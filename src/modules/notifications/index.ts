export { brandLabel } from './brand-label.js';
export { careLinkUrl } from './care-link.js';
export { MAX_ATTEMPTS } from './delivery-schedule.js';
export { DeliveryService } from './delivery.service.js';
export { MailChecks } from './mail-check.service.js';
export { MailEvents } from './mail-events.service.js';
export { mailFormat } from './mail-format.js';
export { mailMethodOf } from './mail-method.js';
export type { MailMethod } from './mail-parts.schemas.js';
export { MAIL_SAMPLES } from './mail-samples.js';
export type { MailVariables } from './mail-variables.schemas.js';
export { MailTemplates } from './mail-templates.service.js';
export { Message } from './message.entity.js';
export { MESSAGE_DAYS_JOB } from './message-days.job.js';
export { MessageDays } from './message-days.service.js';
export { MessageLog, type MessageFilter, type RenderedMessage } from './message-log.service.js';
export { MESSAGE_OUTCOMES, type MessageState } from './message-vocabulary.js';
export { explained } from './message-words.js';
export { messageView, toView as toMessageView } from './messages.schemas.js';
export { NotificationsModule } from './notifications.module.js';
export {
  NotificationsService,
  type MessageSelect,
  type NewListMessage,
  type NewMessage,
} from './notifications.service.js';
export { Resends } from './resends.service.js';
export { Suppression } from './suppression.entity.js';
export { suppressionPosition } from './suppressions.schemas.js';
export { Suppressions } from './suppressions.service.js';
export { TestMails } from './test-mails.service.js';
