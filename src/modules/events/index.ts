export { Events } from './events.service.js';
export type { EventType } from './event-vocabulary.js';
export { EventsModule } from './events.module.js';
