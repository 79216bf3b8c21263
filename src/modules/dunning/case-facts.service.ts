import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { localDay } from '../../common/calendar.js';
import { readRows } from '../../common/database/bulk.js';
import type { Customer } from '../customers/index.js';
import {
  type AttemptRow,
  type CaseDossier,
  type CaseInvoice,
  type CaseOwner,
  type DecidedCharge,
  type MethodRow,
  toChargeable,
  toDossier,
} from './case-dossier.js';
import type { DunningCase } from './dunning-case.entity.js';
import type { ChargeableFact, DoneEffect, Pause } from './dunning-facts.js';
import { ATTEMPTS, CASE_INVOICES, CHARGES, METHOD, METHODS, PAUSES } from './dunning-queries.js';

/** A case and whose it is. */
export interface OwnedCase {
  readonly case: DunningCase;
  readonly owner: CaseOwner;
}

// The very queries that one case is read by, run for each of a page in one statement.
const CASES = 'unnest($1::uuid[], $2::uuid[]) AS k (case_id, customer_id)';
const each = (query: string): string =>
  `SELECT k.case_id AS of_case_id, q.* FROM ${CASES} CROSS JOIN LATERAL (${query
    .replaceAll('$1', 'k.case_id')
    .replaceAll('$2', 'k.customer_id')}) q`;
const METHODS_OF_EACH = `SELECT k.case_id AS of_case_id, q.*
  FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::date[]) AS k (case_id, customer_id, subscription_id, today)
  CROSS JOIN LATERAL (${METHODS.replaceAll('$1', 'k.customer_id').replaceAll('$2', 'k.subscription_id').replaceAll('$3::date', 'k.today')}) q`;
const DONE = 'SELECT key, done_at AS at FROM dunning_effects WHERE case_id = $1 ORDER BY done_at, key';

/** Reads a case with everything that its rules depend on, under the customer's lock. */
@Injectable()
export class CaseFactsReader {
  async read(tx: EntityManager, of: DunningCase, customer: Customer, now: Date): Promise<CaseDossier> {
    const { id, customerId, subscriptionId } = of;
    const today = localDay(now, customer.timeZone);
    return toDossier(of, customer, {
      invoices: await readRows<CaseInvoice>(tx, CASE_INVOICES, [id]),
      done: await tx.query<DoneEffect[]>(DONE, [id]),
      pauses: await tx.query<Pause[]>(PAUSES, [id, customerId]),
      charges: await readRows<DecidedCharge>(tx, CHARGES, [id]),
      attempts: await readRows<AttemptRow>(tx, ATTEMPTS, [id, customerId, now]),
      methods: await readRows<MethodRow>(tx, METHODS, [customerId, subscriptionId, today]),
    });
  }

  /** The same for a page of cases, to be looked at and not acted on; in their order. */
  async readMany(tx: EntityManager, owned: readonly OwnedCase[], now: Date): Promise<CaseDossier[]> {
    if (owned.length === 0) return [];
    const ids = owned.map(({ case: of }) => of.id);
    const keys = [ids, owned.map(({ case: of }) => of.customerId)];
    const methodKeys = [
      ...keys,
      owned.map(({ case: of }) => of.subscriptionId),
      owned.map(({ owner }) => localDay(now, owner.timeZone)),
    ];
    const rows = {
      invoices: await this.ofEach<CaseInvoice>(tx, each(CASE_INVOICES), keys),
      done: await this.ofEach<DoneEffect>(tx, each(DONE), keys),
      pauses: await this.ofEach<Pause>(tx, each(PAUSES), keys),
      charges: await this.ofEach<DecidedCharge>(tx, each(CHARGES), keys),
      attempts: await this.ofEach<AttemptRow>(tx, each(ATTEMPTS), [...keys, now]),
      methods: await this.ofEach<MethodRow>(tx, METHODS_OF_EACH, methodKeys),
    };
    return owned.map(({ case: of, owner }) =>
      toDossier(of, owner, {
        invoices: rows.invoices(of.id),
        done: rows.done(of.id),
        pauses: rows.pauses(of.id),
        charges: rows.charges(of.id),
        attempts: rows.attempts(of.id),
        methods: rows.methods(of.id),
      }),
    );
  }

  /** A method that a person chose, in a case or not; null when it is none of the customer's, or cannot be charged. */
  async method(tx: EntityManager, id: string, customerId: string): Promise<ChargeableFact | null> {
    const [row] = await readRows<MethodRow>(tx, METHOD, [id, customerId]);
    return row ? toChargeable(row) : null;
  }

  private async ofEach<T>(
    tx: EntityManager,
    query: string,
    params: readonly unknown[],
  ): Promise<(caseId: string) => readonly T[]> {
    const rows = await readRows<T & { readonly ofCaseId: string }>(tx, query, params);
    const byCase = new Map<string, T[]>();
    for (const row of rows) {
      const known = byCase.get(row.ofCaseId);
      if (known) known.push(row);
      else byCase.set(row.ofCaseId, [row]);
    }
    return (caseId) => byCase.get(caseId) ?? [];
  }
}
