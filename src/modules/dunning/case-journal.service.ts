import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { insertRows } from '../../common/database/bulk.js';
import { uuidv7 } from '../../common/database/ids.js';
import { systemActor, type Actor } from '../../common/http/principal.js';
import { AuditTrail } from '../audit/index.js';
import { Events, type EventType, type NewEvent } from '../events/index.js';
import { caseFacts } from './case-view.js';
import type { DunningCase } from './dunning-case.entity.js';

/** Who acts when nobody does. */
export const DUNNING_ACTOR = systemActor('dunning');

type Details = Readonly<Record<string, unknown>>;

interface Lines {
  readonly timeline: object[];
  readonly events: NewEvent[];
}

/** Tells of what became of a case, in the transaction of the change: its timeline, the audit trail for what people do, outbound events. */
@Injectable()
export class CaseJournal {
  private readonly gathered = new WeakMap<EntityManager, Lines>();

  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditTrail,
    private readonly events: Events,
  ) {}

  /** Writes what is told of within a piece of work at its end, in a statement for each table. */
  async together<T>(tx: EntityManager, work: () => Promise<T>): Promise<T> {
    const lines: Lines = { timeline: [], events: [] };
    this.gathered.set(tx, lines);
    try {
      const result = await work();
      await insertRows(tx, 'dunning_timeline', lines.timeline);
      await this.events.publishAll(tx, lines.events);
      return result;
    } finally {
      this.gathered.delete(tx);
    }
  }

  /** One entry of the timeline; what a person did stands in the audit trail too. */
  async note(
    tx: EntityManager,
    of: Pick<DunningCase, 'id' | 'customerId'>,
    kind: string,
    { actor = DUNNING_ACTOR, details = {} }: { actor?: Actor; details?: Details } = {},
  ): Promise<void> {
    const line = {
      id: uuidv7(),
      caseId: of.id,
      at: this.clock.now(),
      kind,
      actorKind: actor.kind,
      actorId: actor.id,
      actorName: actor.name,
      details,
    };
    const lines = this.gathered.get(tx);
    if (lines) lines.timeline.push(line);
    else await insertRows(tx, 'dunning_timeline', [line]);
    if (actor.kind === 'system') return;
    await this.audit.record(tx, {
      actor,
      action: `dunning_case.${kind}`,
      entityType: 'dunning_case',
      entityId: of.id,
      customerId: of.customerId,
      details,
    });
  }

  /** An event for outsiders. */
  async publish(tx: EntityManager, of: DunningCase, type: EventType, more: Details = {}): Promise<void> {
    const event: NewEvent = {
      type,
      subjectId: of.id,
      customerId: of.customerId,
      payload: { dunning_case: caseFacts(of), ...more },
      occurredAt: this.clock.now(),
    };
    const lines = this.gathered.get(tx);
    if (lines) lines.events.push(event);
    else await this.events.publish(tx, event);
  }
}
