export { AuditEntry } from './audit-entry.entity.js';
export { AuditTrail } from './audit-trail.service.js';
export { AuditModule } from './audit.module.js';
