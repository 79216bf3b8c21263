import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { DefaultMirror } from './default-mirror.service.js';

@Injectable()
@ScheduledJob({ name: 'default-mirror', everySeconds: 2 })
export class DefaultMirrorJob implements Job {
  constructor(private readonly mirror: DefaultMirror) {}

  run(): Promise<number> {
    return this.mirror.carryOut(100);
  }
}
