export { EVENT_TYPES, type EventType } from './event-vocabulary.js';
export { Events, type NewEvent } from './events.service.js';
export { EventsModule } from './events.module.js';
