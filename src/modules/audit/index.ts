export { AuditEntry } from './audit-entry.entity.js';
export { AuditTrail } from './audit-trail.service.js';
export { AUDIT_ACTIONS, type AuditActionName } from './audit-vocabulary.js';
export { AuditModule } from './audit.module.js';
