import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { SignInAttempts } from './sign-in-attempts.service.js';
import { StaffSessions } from './staff-sessions.service.js';

/** Deletes sessions that are over and failed sign-ins that no longer count. */
@Injectable()
@ScheduledJob({ name: 'staff-cleanup', everySeconds: 600 })
export class StaffCleanupJob implements Job {
  constructor(
    private readonly sessions: StaffSessions,
    private readonly attempts: SignInAttempts,
  ) {}

  async run(): Promise<number> {
    return (await this.sessions.forgetOld()) + (await this.attempts.forgetOld());
  }
}
