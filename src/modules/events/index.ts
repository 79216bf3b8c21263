export { Events, type NewEvent } from './events.service.js';
export { EVENT_TYPES, type EventType } from './event-vocabulary.js';
export { EventsModule } from './events.module.js';
