import { Injectable, Inject } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { addDays, dayBounds, localDay } from '../../src/common/calendar.js';
import { Clock } from '../../src/common/clock/clock.js';
import { CONFIG, type Config } from '../../src/common/config/config.js';
import { decodeCursor, pageOf } from '../../src/common/http/cursor.js';
import { instant, uuid } from '../../src/common/http/http.schemas.js';
import type { Actor } from '../../src/common/http/principal.js';
import { AuditTrail } from '../../src/modules/audit/index.js';
import { CaseControl, CaseDesk, Exemptions } from '../../src/modules/dunning/index.js';
import type {
  CallNote,
  CaseDetail,
  CaseFilter,
  CaseRow,
  CustomerDunning,
  DunningPort,
} from '../panel-dunning.js';
import type { ListPage, ListQuery } from '../panel-services.js';
import { requireScope } from '../permission.js';
import { IdentityRule } from './identity-rule.service.js';
import { OncePerKey } from './once-per-key.service.js';

const cursorKeys = z.tuple([uuid, instant.nullable()]);
const OF_ONE_CUSTOMER = 50;

/** Dunning cases as lists and pages read them. */
@Injectable()
export class PanelCases {
  constructor(
    private readonly desk: CaseDesk,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async list({ filter, cursor, limit }: ListQuery<CaseFilter>, actor: Actor): Promise<ListPage<CaseRow>> {
    requireScope(actor, 'dunning:read');
    const keys = decodeCursor(cursor ?? undefined, cursorKeys);
    const after = keys && { id: keys[0], dueAt: keys[1] === null ? null : new Date(keys[1]) };
    const rows = await this.desk.list({
      customerId: filter.customer_id,
      stage: filter.stage,
      state: filter.state ?? 'live',
      dueBefore: this.dueBefore(filter.due),
      after,
      limit,
    });
    return pageOf(
      rows,
      limit,
      (row) => row,
      ({ id, next_due_at: dueAt }) => [id, dueAt],
    );
  }

  get(id: string, actor: Actor): Promise<CaseDetail> {
    requireScope(actor, 'dunning:read');
    return this.desk.get(id);
  }

  private dueBefore(due: CaseFilter['due']): Date | null {
    if (due === undefined) return null;
    const { timeZone } = this.config.business;
    const today = localDay(this.clock.now(), timeZone);
    return dayBounds(addDays(today, due === 'today' ? 0 : Number(due)), timeZone).to;
  }
}

/** What was done in calls: on the timeline of the case that they were about, else in the audit trail alone. */
@Injectable()
export class PhoneCallNotes {
  constructor(
    private readonly db: DataSource,
    private readonly audit: AuditTrail,
    private readonly control: CaseControl,
  ) {}

  async write({ customer_id: customerId, case_id: caseId, steps }: CallNote, actor: Actor): Promise<void> {
    if (caseId !== undefined) {
      await this.control.noteCall(caseId, customerId, steps, actor);
      return;
    }
    await this.db.transaction((tx) =>
      this.audit.record(tx, {
        actor,
        action: 'customer.phone_call',
        entityType: 'customer',
        entityId: customerId,
        customerId,
        details: { steps },
      }),
    );
  }
}

/** What people do about cases in the panel. */
@Injectable()
export class PanelDunning implements DunningPort {
  constructor(
    readonly cases: PanelCases,
    private readonly control: CaseControl,
    private readonly exemptions: Exemptions,
    private readonly once: OncePerKey,
    private readonly identity: IdentityRule,
    private readonly notes: PhoneCallNotes,
  ) {}

  async ofCustomer(customerId: string, actor: Actor): Promise<CustomerDunning> {
    const query = { filter: { customer_id: customerId, state: 'any' as const }, cursor: null };
    const [page, exemption] = await Promise.all([
      this.cases.list({ ...query, limit: OF_ONE_CUSTOMER }, actor),
      this.exemptions.standing(customerId),
    ]);
    return {
      cases: page.data,
      exemption: exemption && {
        reason: exemption.reason,
        from: exemption.fromAt.toISOString(),
        until: exemption.untilAt?.toISOString() ?? null,
      },
    };
  }

  async pause(id: string, wish: { until: string; reason: string }, actor: Actor): Promise<void> {
    requireScope(actor, 'dunning:write');
    await this.control.pause(id, wish, actor);
  }

  async resume(id: string, actor: Actor): Promise<void> {
    requireScope(actor, 'dunning:write');
    await this.control.resume(id, actor);
  }

  async retry(wish: Parameters<DunningPort['retry']>[0], actor: Actor): Promise<CaseDetail> {
    requireScope(actor, 'payments:write');
    const { customer_id: customerId } = await this.cases.get(wish.id, actor);
    await this.identity.require(customerId, actor);
    await this.once.run(wish, 'dunning-cases/retry', actor, (key) =>
      this.control.retry(wish.id, key, wish.payment_method_id, actor),
    );
    return this.cases.get(wish.id, actor);
  }

  async approve(id: string, actor: Actor): Promise<void> {
    requireScope(actor, 'dunning:approve');
    await this.control.approve(id, actor);
  }

  async writeOff(id: string, reason: string, actor: Actor): Promise<void> {
    requireScope(actor, 'dunning:approve');
    await this.control.writeOff(id, reason, actor);
  }

  async close(id: string, reason: string, actor: Actor): Promise<void> {
    requireScope(actor, 'dunning:write');
    await this.control.close(id, reason, actor);
  }

  async exempt(customerId: string, wish: { until?: string; reason: string }, actor: Actor): Promise<void> {
    requireScope(actor, 'dunning:write');
    await this.exemptions.exempt(customerId, wish, actor);
  }

  async endExemption(customerId: string, actor: Actor): Promise<void> {
    requireScope(actor, 'dunning:write');
    await this.exemptions.end(customerId, actor);
  }

  async noteCall(note: CallNote, actor: Actor): Promise<void> {
    requireScope(actor, 'identity_checks:write');
    await this.notes.write(note, actor);
  }
}
