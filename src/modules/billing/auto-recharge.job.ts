import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { AutoRecharge } from './auto-recharge.service.js';

/** Fills balances that fell below their threshold. */
@Injectable()
@ScheduledJob({ name: 'auto-recharge', everySeconds: 2, parallel: true })
export class AutoRechargeJob implements Job {
  constructor(private readonly recharge: AutoRecharge) {}

  run(now: Date, signal: AbortSignal): Promise<number> {
    return this.recharge.rechargeDue(now, signal);
  }

  nextDueAt(after: Date): Promise<Date | null> {
    return this.recharge.nextDueAt(after);
  }
}
