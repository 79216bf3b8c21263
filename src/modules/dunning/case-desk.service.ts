import { Injectable } from '@nestjs/common';
import { DataSource, In, type EntityManager } from 'typeorm';
import { Clock } from '../../common/clock/clock.js';
import { readRows } from '../../common/database/bulk.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { CaseDossier } from './case-dossier.js';
import { CaseFactsReader } from './case-facts.service.js';
import { deskPage, DESK_ROWS, type DeskFilter, type DeskRow } from './case-desk-query.js';
import { lookAhead, lookAt } from './case-outlook.js';
import {
  capsOf,
  toDeskView,
  toOutlookView,
  type CaseDeskDetail,
  type CaseDeskView,
  type OutlookView,
} from './case-desk-view.js';
import { DunningCase } from './dunning-case.entity.js';
import { DunningCases } from './dunning-cases.service.js';
import { DunningPolicies } from './dunning-policies.service.js';
import { toCaseDetailView } from './case-view.js';
import type { DunningPolicy } from './dunning-policy.js';
import { policyDocument } from './policy-document.js';

/** What would come next about a case under another version of a ladder, beside what comes now. */
export interface WhatIf {
  readonly now: OutlookView;
  readonly then: OutlookView;
}

/** Cases for whoever works on them: each with the day of its ladder, its next step and what its card may still be asked. */
@Injectable()
export class CaseDesk {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly reader: CaseFactsReader,
    private readonly policies: DunningPolicies,
    private readonly cases: DunningCases,
  ) {}

  /** One more than `limit` when there are more. */
  list(filter: DeskFilter): Promise<CaseDeskView[]> {
    return this.reading(async (tx) => {
      const { text, values } = deskPage(filter);
      const rows = await readRows<DeskRow>(tx, text, values);
      return this.views(tx, rows);
    });
  }

  /** These cases in no order, such as those of call tasks. */
  ofIds(ids: readonly string[]): Promise<CaseDeskView[]> {
    return this.reading(async (tx) => {
      const rows = await readRows<DeskRow>(tx, `${DESK_ROWS} WHERE c.id = ANY ($1)`, [ids]);
      return this.views(tx, rows);
    });
  }

  /** Throws 404 for an unknown case. */
  async get(id: string): Promise<CaseDeskDetail> {
    const record = await this.cases.get(id);
    return this.reading(async (tx) => {
      const { row, of, dossier, policy } = await this.whole(tx, id);
      const now = this.clock.now();
      const view = toDeskView(row, of, dossier, lookAt(policy, dossier.facts, now));
      return {
        ...toCaseDetailView(record),
        ...view,
        caps: capsOf(dossier, policy, now),
        policy: { ...view.policy, document: policyDocument(policy) },
        outlook: toOutlookView(lookAhead(policy, dossier.facts, now)),
      };
    });
  }

  /** What would be done from now on under a version of a policy; throws 404 for an unknown case or version. */
  async whatIf(id: string, name: string, version: number): Promise<WhatIf> {
    const other = await this.policies.get(name, version);
    return this.reading(async (tx) => {
      const { dossier, policy } = await this.whole(tx, id);
      const now = this.clock.now();
      return {
        now: toOutlookView(lookAhead(policy, dossier.facts, now)),
        then: toOutlookView(lookAhead(other.policy, dossier.facts, now)),
      };
    });
  }

  private async whole(
    tx: EntityManager,
    id: string,
  ): Promise<{ row: DeskRow; of: DunningCase; dossier: CaseDossier; policy: DunningPolicy }> {
    const [row] = await readRows<DeskRow>(tx, `${DESK_ROWS} WHERE c.id = $1`, [id]);
    const of = await tx.findOneBy(DunningCase, { id });
    if (!row || !of) throw new NotFound('dunning case');
    const [dossier] = await this.reader.readMany(tx, [{ case: of, owner: row }], this.clock.now());
    if (!dossier) throw new NotFound('dunning case');
    return { row, of, dossier, policy: await this.policies.of(tx, of) };
  }

  private async views(tx: EntityManager, rows: readonly DeskRow[]): Promise<CaseDeskView[]> {
    const found = await tx.findBy(DunningCase, { id: In(rows.map(({ id }) => id)) });
    const byId = new Map(found.map((of) => [of.id, of]));
    const owned = rows.flatMap((row) => {
      const of = byId.get(row.id);
      return of ? [{ case: of, owner: row }] : [];
    });
    const now = this.clock.now();
    const dossiers = await this.reader.readMany(tx, owned, now);
    const views: CaseDeskView[] = [];
    for (const [index, { case: of, owner }] of owned.entries()) {
      const dossier = dossiers[index];
      if (!dossier) continue;
      const policy = await this.policies.of(tx, of);
      views.push(toDeskView(owner, of, dossier, lookAt(policy, dossier.facts, now)));
    }
    return views;
  }

  private reading<T>(read: (tx: EntityManager) => Promise<T>): Promise<T> {
    return this.db.transaction('REPEATABLE READ', async (tx) => {
      await tx.query('SET TRANSACTION READ ONLY');
      return read(tx);
    });
  }
}
