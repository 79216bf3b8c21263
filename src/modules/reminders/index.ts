export { ReminderBatches } from './batches.service.js';
export { ExpiringCards } from './expiring-cards.service.js';
export type { ExpiringFilter, ExpiringRowView, SendReminders } from './expiring-cards.schemas.js';
export { RemindersModule } from './reminders.module.js';
export { ReminderSweep, type SweepOptions, type SweepResult } from './sweep.service.js';
