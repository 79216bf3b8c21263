export { AuditEntry } from './audit-entry.entity.js';
export {
  AuditTrail,
  type AuditedAction,
  type AuditFilter,
  type AuditPosition,
} from './audit-trail.service.js';
export { AuditModule } from './audit.module.js';
