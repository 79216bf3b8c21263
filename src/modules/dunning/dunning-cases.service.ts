import { Injectable } from '@nestjs/common';
import { DataSource, In } from 'typeorm';
import { readRows } from '../../common/database/bulk.js';
import { NotFound } from '../../common/errors/domain-error.js';
import type { CaseInvoice } from './case-dossier.js';
import { DunningCase } from './dunning-case.entity.js';
import type { CaseState, DunningStage } from './dunning-vocabulary.js';

export interface CaseFilter {
  readonly customerId?: string | undefined;
  readonly stage?: DunningStage | undefined;
  readonly state?: CaseState | undefined;
  /** The last case of the page before. */
  readonly after: string | null;
  readonly limit: number;
}

/** A case with its invoices, the oldest first. */
export interface CaseOverview {
  readonly case: DunningCase;
  readonly invoices: readonly CaseInvoice[];
}

/** One thing that happened in a case. */
export interface TimelineEntry {
  readonly at: Date;
  readonly kind: string;
  readonly actorKind: string;
  readonly actorName: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** An attempt to charge an invoice of a case. */
export interface CaseAttempt {
  readonly id: string;
  readonly paymentId: string;
  readonly invoiceId: string;
  readonly cause: string;
  readonly vendor: string;
  readonly brand: string | null;
  readonly last4: string | null;
  readonly state: string;
  readonly declineBucket: string | null;
  readonly startedAt: Date;
}

export interface CaseRecord extends CaseOverview {
  readonly timeline: readonly TimelineEntry[];
  readonly attempts: readonly CaseAttempt[];
}

const ATTEMPTS = `SELECT a.id, a.payment_id, p.invoice_id, coalesce(c.cause, 'first_or_by_hand') AS cause, a.vendor, a.brand, a.last4,
    CASE a.state WHEN 'started' THEN 'pending' ELSE a.state END AS state, a.decline_bucket, a.started_at
  FROM dunning_case_invoices ci JOIN payments p ON p.invoice_id = ci.invoice_id JOIN payment_attempts a ON a.payment_id = p.id
  LEFT JOIN dunning_charges c ON c.case_id = ci.case_id
    AND (c.attempt_id = a.id OR (c.payment_id = a.payment_id AND a.attempt_no = 1))
  WHERE ci.case_id = $1 ORDER BY a.started_at, a.id`;

/** Cases for whoever reads them. */
@Injectable()
export class DunningCases {
  constructor(private readonly db: DataSource) {}

  /** Newest first; one more than `limit` when there are more. */
  async list({ customerId, stage, state, after, limit }: CaseFilter): Promise<CaseOverview[]> {
    const query = this.db
      .createQueryBuilder(DunningCase, 'c')
      .orderBy('c.id', 'DESC')
      .limit(limit + 1);
    if (customerId !== undefined) query.andWhere('c.customerId = :customerId', { customerId });
    if (stage !== undefined) query.andWhere('c.stage = :stage', { stage });
    if (state !== undefined) query.andWhere('c.state = :state', { state });
    if (after !== null) query.andWhere('c.id < :after', { after });
    return this.withInvoices(await query.getMany());
  }

  /** Throws 404 for an unknown case. */
  async get(id: string): Promise<CaseRecord> {
    const [found] = await this.withInvoices(await this.db.manager.findBy(DunningCase, { id: In([id]) }));
    if (!found) throw new NotFound('dunning case');
    const timeline = await readRows<TimelineEntry>(
      this.db,
      'SELECT at, kind, actor_kind, actor_name, details FROM dunning_timeline WHERE case_id = $1 ORDER BY id',
      [id],
    );
    return { ...found, timeline, attempts: await readRows<CaseAttempt>(this.db, ATTEMPTS, [id]) };
  }

  private async withInvoices(cases: readonly DunningCase[]): Promise<CaseOverview[]> {
    const invoices = await readRows<CaseInvoice & { readonly caseId: string }>(
      this.db,
      `SELECT ci.case_id, i.id, i.number, i.state, i.total_amount, i.currency, i.due_on
       FROM dunning_case_invoices ci JOIN invoices i ON i.id = ci.invoice_id WHERE ci.case_id = ANY ($1) ORDER BY i.due_on, i.id`,
      [cases.map(({ id }) => id)],
    );
    return cases.map((each) => ({
      case: each,
      invoices: invoices.filter(({ caseId }) => caseId === each.id),
    }));
  }
}
