import { describe, expect, it } from '@jest/globals';
import { batchProgress, type MessageCount } from './batch-progress.js';

const batch = { id: '1', state: 'sending', total: 9, skips: { no_email: 2, opted_out: 1 } } as const;

function counted(state: string, count: number, reason: string | null = null): MessageCount {
  return { state, skip_reason: reason, count };
}

describe('batchProgress', () => {
  it('counts a mail as sent whatever became of it afterwards', () => {
    const progress = batchProgress(batch, [counted('sent', 1), counted('opened', 1), counted('bounced', 1)]);
    expect(progress).toMatchObject({ sent: 3, queued: 0, failed: 0, done: false });
  });

  it('names the reason of those skipped after queueing beside those skipped before', () => {
    const progress = batchProgress(batch, [
      counted('skipped', 3, 'mailjet_not_configured'),
      counted('skipped', 1, 'no_email'),
    ]);
    expect(progress.skips).toEqual({ no_email: 3, opted_out: 1, mailjet_not_configured: 3 });
    expect(progress.skipped).toBe(7);
  });

  it('adds up to the total', () => {
    const { queued, sent, skipped, failed } = batchProgress(batch, [
      counted('queued', 2),
      counted('sending', 1),
      counted('sent', 2),
      counted('failed', 1),
    ]);
    expect(queued + sent + skipped + failed).toBe(batch.total);
  });
});
