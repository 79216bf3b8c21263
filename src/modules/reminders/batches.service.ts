import { Inject, Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { Actor } from '../../common/http/principal.js';
import { AuditTrail } from '../audit/index.js';
import { NotificationsService } from '../notifications/index.js';
import { COMPOSE, JUDGE, LOCK_CUSTOMERS, MAKE_WAY, type JudgedCard } from './batch-queries.js';
import { batchProgress, type MessageCount } from './batch-progress.js';
import type { BatchView, SendReminders } from './expiring-cards.schemas.js';
import { cardsOf } from './expiring-query.js';
import { ReminderBatch } from './reminder-batch.entity.js';

const PIECE = 500;

interface Piece {
  readonly ids: readonly string[];
  readonly position: ReminderBatch['position'];
  readonly isLast: boolean;
}

/** Reminders by hand: a batch is written down at once and worked off in pieces, each whole or not at all. */
@Injectable()
export class ReminderBatches {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly notifications: NotificationsService,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Writes the batch down; the same id again gives the same batch. */
  async begin(
    id: string,
    wish: SendReminders,
    actor: Actor,
  ): Promise<{ batch_id: string; total: number | null }> {
    const ids = 'payment_method_ids' in wish ? [...new Set(wish.payment_method_ids)] : null;
    await this.db.transaction(async (tx) => {
      const inserted: unknown[] = await tx.query(
        `INSERT INTO reminder_batches (id, state, filter, payment_method_ids, total, created_by, created_at)
         VALUES ($1, 'expanding', $2, $3, $4, $5, $6) ON CONFLICT (id) DO NOTHING RETURNING id`,
        [
          id,
          'filter' in wish ? JSON.stringify(wish.filter) : null,
          ids,
          ids?.length ?? null,
          JSON.stringify({ kind: actor.kind, id: actor.id, name: actor.name }),
          this.clock.now(),
        ],
      );
      if (inserted.length === 0) return;
      await this.audit.record(tx, {
        actor,
        action: 'reminders.sent_by_hand',
        entityType: 'reminder_batch',
        entityId: id,
        details: 'filter' in wish ? { filter: wish.filter } : { count: ids?.length ?? 0 },
      });
    });
    return { batch_id: id, total: ids?.length ?? null };
  }

  /** How far a batch is. */
  async progress(id: string): Promise<BatchView> {
    const batch = await this.db.manager.findOneBy(ReminderBatch, { id });
    if (!batch) throw new NotFound('batch');
    const counts: MessageCount[] = await this.db.query(
      `SELECT state, skip_reason, count(*)::int AS count FROM messages WHERE batch_id = $1
       GROUP BY state, skip_reason ORDER BY state, skip_reason`,
      [id],
    );
    return batchProgress(batch, counts);
  }

  /** Works off one piece of the oldest open batch, or closes batches whose mails have all gone; says how many cards or batches. */
  async work(): Promise<number> {
    const worked = await this.db.transaction(async (tx) => {
      const [next]: { id: string }[] = await tx.query(
        `SELECT id FROM reminder_batches WHERE state = 'expanding' ORDER BY created_at, id LIMIT 1 FOR UPDATE SKIP LOCKED`,
      );
      if (!next) return 0;
      return this.expand(tx, await tx.findOneByOrFail(ReminderBatch, { id: next.id }));
    });
    return worked + (await this.closeSent());
  }

  private async expand(tx: EntityManager, batch: ReminderBatch): Promise<number> {
    const piece = batch.filter ? await this.nextOfFilter(tx, batch) : nextOfIds(batch);
    await tx.query(LOCK_CUSTOMERS, [piece.ids]);
    const now = this.clock.now();
    const judged: JudgedCard[] = await tx.query(JUDGE, [now, piece.ids]);
    const going = judged.filter((card) => card.skip_reason === null).map((card) => card.payment_method_id);
    const skips = { ...batch.skips };
    for (const { skip_reason } of judged) if (skip_reason) skips[skip_reason] = (skips[skip_reason] ?? 0) + 1;
    await this.queue(tx, batch.id, going, now);
    await tx.update(
      ReminderBatch,
      { id: batch.id },
      {
        skips,
        position: piece.position,
        ...(piece.isLast ? { state: 'sending' as const, total: piece.position?.count ?? 0 } : {}),
      },
    );
    return Math.max(1, piece.ids.length);
  }

  private async queue(tx: EntityManager, batchId: string, ids: readonly string[], now: Date): Promise<void> {
    if (ids.length === 0) return;
    const { stages, expiredWithinDays } = this.config.reminders;
    await tx.query(MAKE_WAY, [now, ids]);
    await this.notifications.enqueueSelect(tx, {
      text: COMPOSE,
      params: [now, ids, batchId, stages, expiredWithinDays],
    });
  }

  private async nextOfFilter(tx: EntityManager, batch: ReminderBatch): Promise<Piece> {
    const cards = cardsOf({
      filter: batch.filter ?? { range: '60' },
      // The filter means what it meant when it was sent, however long the batch takes.
      now: batch.createdAt,
      after: batch.position?.after ?? null,
      limit: PIECE,
    });
    const rows: { expires_on: string; payment_method_id: string }[] = await tx.query(cards.sql, cards.values);
    const last = rows.at(-1);
    return {
      ids: rows.map((row) => row.payment_method_id),
      isLast: rows.length < PIECE,
      position: {
        count: (batch.position?.count ?? 0) + rows.length,
        ...(last
          ? { after: { expiresOn: last.expires_on, id: last.payment_method_id } }
          : batch.position?.after
            ? { after: batch.position.after }
            : {}),
      },
    };
  }

  private async closeSent(): Promise<number> {
    const rows: unknown[] = await this.db.query(
      `WITH closed AS (
         UPDATE reminder_batches b SET state = 'done', done_at = $1
         WHERE b.state = 'sending' AND NOT EXISTS (
           SELECT 1 FROM messages m WHERE m.batch_id = b.id AND m.state IN ('queued', 'sending')) RETURNING 1)
       SELECT 1 FROM closed`,
      [this.clock.now()],
    );
    return rows.length;
  }
}

function nextOfIds(batch: ReminderBatch): Piece {
  const ids = batch.paymentMethodIds ?? [];
  const from = batch.position?.count ?? 0;
  const piece = ids.slice(from, from + PIECE);
  return { ids: piece, isLast: from + piece.length >= ids.length, position: { count: from + piece.length } };
}
