import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditModule } from '../audit/index.js';
import { AccessGuard } from './access.guard.js';
import { ApiKey } from './api-key.entity.js';
import { ApiKeys } from './api-keys.service.js';
import { OpenSessions } from './open-sessions.service.js';
import { OwnPassword } from './own-password.service.js';
import { Passwords } from './passwords.service.js';
import { RefusedAccess } from './refused-access.service.js';
import { SignInAttempts } from './sign-in-attempts.service.js';
import { StaffCleanupJob } from './staff-cleanup.job.js';
import { StaffMember } from './staff-member.entity.js';
import { StaffSessions } from './staff-sessions.service.js';
import { StaffService } from './staff.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([StaffMember, ApiKey]), AuditModule],
  providers: [
    AccessGuard,
    ApiKeys,
    OpenSessions,
    OwnPassword,
    Passwords,
    RefusedAccess,
    SignInAttempts,
    StaffCleanupJob,
    StaffService,
    StaffSessions,
  ],
  exports: [AccessGuard, ApiKeys, OpenSessions, OwnPassword, StaffService, StaffSessions],
})
export class StaffModule {}
