export { ReminderBatches } from './batches.service.js';
export { ExpiringCards } from './expiring-cards.service.js';
export { RemindersModule } from './reminders.module.js';
export { ReminderSweep } from './sweep.service.js';
export { ReminderOutlook } from './reminder-outlook.service.js';
