import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { ErasedCases } from './erased-cases.service.js';

/** Forgets what was written about customers who are erased. */
@Injectable()
@ScheduledJob({ name: 'dunning-erasure', everySeconds: 60 })
export class ErasedCasesJob implements Job {
  constructor(private readonly cases: ErasedCases) {}

  run(now: Date): Promise<number> {
    return this.cases.forget(now);
  }
}
