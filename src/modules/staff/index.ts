export { ApiKey } from './api-key.entity.js';
export { ApiKeys, type NewApiKey } from './api-keys.service.js';
export { MIN_PASSWORD } from './password-rules.js';
export { StaffMember } from './staff-member.entity.js';
export { StaffModule } from './staff.module.js';
export { StaffService, type NewStaffMember } from './staff.service.js';
export {
  StaffSessions,
  type SignedIn,
  type SignInWish,
  type StaffSession,
} from './staff-sessions.service.js';
export { SignInLocked, SignInRefused } from './staff.errors.js';
