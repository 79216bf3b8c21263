import type { BatchView } from './expiring-cards.schemas.js';
import type { ReminderBatch } from './reminder-batch.entity.js';

const WAITING = ['queued', 'sending'];
const SENT = ['sent', 'delivered', 'opened', 'clicked', 'bounced', 'blocked', 'spam'];

type BatchFacts = Pick<ReminderBatch, 'id' | 'state' | 'total' | 'skips'>;

/** How many of a batch's messages are in one state, skipped ones for one reason. */
export interface MessageCount {
  readonly state: string;
  readonly skip_reason: string | null;
  readonly count: number;
}

/** How far a batch is, from its own skips and its messages; one skipped after queueing counts with its reason like one skipped before. */
export function batchProgress(batch: BatchFacts, counts: readonly MessageCount[]): BatchView {
  const sum = (wanted: readonly string[]): number =>
    counts.reduce((total, { state, count }) => (wanted.includes(state) ? total + count : total), 0);
  const skips: Record<string, number> = { ...batch.skips };
  for (const { skip_reason: reason, count } of counts)
    if (reason !== null) skips[reason] = (skips[reason] ?? 0) + count;
  return {
    batch_id: batch.id,
    state: batch.state,
    total: batch.total,
    queued: sum(WAITING),
    sent: sum(SENT),
    skipped: Object.values(skips).reduce((total, count) => total + count, 0),
    failed: sum(['failed']),
    done: batch.state === 'done',
    skips,
  };
}
