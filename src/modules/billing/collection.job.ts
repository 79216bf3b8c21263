import { Injectable } from '@nestjs/common';
import { ScheduledJob, type Job } from '../../common/jobs/scheduled-job.decorator.js';
import { CollectionClaims } from './collection-claims.service.js';
import { Collection } from './collection.service.js';

/** Charges invoices that are due to be charged by themselves. */
@Injectable()
@ScheduledJob({ name: 'collection', everySeconds: 2, parallel: true })
export class CollectionJob implements Job {
  constructor(
    private readonly collection: Collection,
    private readonly claims: CollectionClaims,
  ) {}

  run(now: Date, signal: AbortSignal): Promise<number> {
    return this.collection.collectDue(now, signal);
  }

  nextDueAt(after: Date): Promise<Date | null> {
    return this.claims.nextDueAt(after);
  }
}
