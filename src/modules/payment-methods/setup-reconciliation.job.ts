import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { SetupsService } from './setups.service.js';

/** Finishes setups whose browser never came back. */
@Injectable()
@ScheduledJob({ name: 'setup-reconciliation', everySeconds: 10 })
export class SetupReconciliationJob implements Job {
  constructor(private readonly setups: SetupsService) {}

  run(now: Date): Promise<number> {
    return this.setups.reconcile(now, 50);
  }

  nextDueAt(after: Date): Promise<Date | null> {
    return this.setups.nextCheckAt(after);
  }
}
