export { SelfCareModule } from './self-care.module.js';
