import type { BatchView } from './expiring-cards.schemas.js';
import type { ReminderBatch } from './reminder-batch.entity.js';

const WAITING = ['queued', 'sending'];
const SENT = ['sent', 'delivered', 'opened', 'clicked', 'bounced', 'blocked', 'spam'];

type BatchFacts = Pick<ReminderBatch, 'id' | 'state' | 'total' | 'skips'>;

/** How far a batch is, from its own skips and its messages by state; a message skipped after queueing counts as skipped. */
export function batchProgress(
  batch: BatchFacts,
  states: readonly { state: string; count: number }[],
): BatchView {
  const sum = (wanted: readonly string[]): number =>
    states.reduce((total, { state, count }) => (wanted.includes(state) ? total + count : total), 0);
  const early = Object.values(batch.skips).reduce((total, count) => total + count, 0);
  return {
    batch_id: batch.id,
    state: batch.state,
    total: batch.total,
    queued: sum(WAITING),
    sent: sum(SENT),
    skipped: early + sum(['skipped']),
    failed: sum(['failed']),
    done: batch.state === 'done',
    skips: batch.skips,
  };
}
