export { AccessGuard } from './access.guard.js';
export { ApiKey } from './api-key.entity.js';
export { ApiKeys } from './api-keys.service.js';
export { OpenSessions, type OpenSession } from './open-sessions.service.js';
export { StaffMember } from './staff-member.entity.js';
export { StaffModule } from './staff.module.js';
export { StaffService } from './staff.service.js';
export { StaffSessions } from './staff-sessions.service.js';
export { SignInLocked, SignInRefused } from './staff.errors.js';
