import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { Detachments } from './detachments.service.js';

@Injectable()
@ScheduledJob({ name: 'vendor-detachments', everySeconds: 5 })
export class DetachmentsJob implements Job {
  constructor(private readonly detachments: Detachments) {}

  run(): Promise<number> {
    return this.detachments.carryOut(50);
  }
}
