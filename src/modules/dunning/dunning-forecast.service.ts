import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { CustomersService, type Customer } from '../customers/index.js';
import { CaseFactsReader } from './case-facts.service.js';
import { forecastOf, type ForecastEntry } from './case-forecast.js';
import { DunningCase } from './dunning-case.entity.js';
import { DunningPolicies } from './dunning-policies.service.js';
import { DUE_CASES, FAILED, OVERDUE } from './dunning-queries.js';

const BATCH = 200;
const LOOK_AHEAD_MS = 31 * 86_400_000;

/** What would be done to whom: about a case, or about an invoice that would get one. */
export interface CustomerForecast {
  readonly customer: Pick<Customer, 'id' | 'externalId' | 'name' | 'timeZone'>;
  readonly caseId: string | null;
  /** Of one without a case. */
  readonly invoiceId: string | null;
  readonly entries: readonly ForecastEntry[];
}

/** Says what dunning would do; reads alone, in transactions that cannot write. */
@Injectable()
export class DunningForecasts {
  constructor(
    private readonly db: DataSource,
    private readonly customers: CustomersService,
    private readonly policies: DunningPolicies,
    private readonly reader: CaseFactsReader,
  ) {}

  /** Everything from now until an instant, a case at a time. */
  async *until(now: Date, to: Date): AsyncGenerator<CustomerForecast> {
    yield* this.openings(now, to);
    const seen = new Set<string>();
    for (;;) {
      const found: { id: string }[] = await this.db.query(DUE_CASES, [to, seen.size + BATCH]);
      const fresh = found.filter(({ id }) => !seen.has(id));
      if (fresh.length === 0) return;
      for (const { id } of fresh) {
        seen.add(id);
        const forecast = await this.forecast(id, now, to);
        if (forecast && forecast.entries.length > 0) yield forecast;
      }
    }
  }

  private async *openings(now: Date, to: Date): AsyncGenerator<CustomerForecast> {
    const isPrepaidToo = await this.policies.coverPrepaid();
    const seen = new Set<string>();
    for (const [query, at] of [
      [FAILED, now],
      [OVERDUE, to],
    ] as const)
      for (;;) {
        const values = [at, isPrepaidToo, seen.size + BATCH];
        const found: { id: string; customer_id: string }[] = await this.db.query(query, values);
        const fresh = found.filter(({ id }) => !seen.has(id));
        if (fresh.length === 0) break;
        for (const { id, customer_id: customerId } of fresh) {
          seen.add(id);
          yield { customer: await this.customers.get(customerId), caseId: null, invoiceId: id, entries: [] };
        }
      }
  }

  /** When a charge for one of a customer's open cases is to be made next, if nothing changes but the time; null where none is. */
  async nextChargeOf(customerId: string, now: Date): Promise<Date | null> {
    const open: { id: string }[] = await this.db.query(
      'SELECT id FROM dunning_cases WHERE customer_id = $1 AND closed_at IS NULL ORDER BY id LIMIT 20',
      [customerId],
    );
    const to = new Date(now.getTime() + LOOK_AHEAD_MS);
    const forecasts = await Promise.all(open.map(({ id }) => this.forecast(id, now, to)));
    const charges = forecasts.flatMap(
      (found) => found?.entries.filter(({ does }) => does === 'charge') ?? [],
    );
    const [first] = charges.map(({ at }) => at).sort((a, b) => a.getTime() - b.getTime());
    return first ?? null;
  }

  private forecast(id: string, from: Date, to: Date): Promise<CustomerForecast | null> {
    return this.db.transaction('REPEATABLE READ', async (tx: EntityManager) => {
      await tx.query('SET TRANSACTION READ ONLY');
      const of = await tx.findOneBy(DunningCase, { id });
      if (!of) return null;
      const customer = await this.customers.get(of.customerId);
      const [dossier] = await this.reader.readMany(tx, [{ case: of, owner: customer }], from);
      if (!dossier) return null;
      const policy = await this.policies.of(tx, of);
      return {
        customer,
        caseId: id,
        invoiceId: null,
        entries: forecastOf(policy, dossier.facts, { from, to }),
      };
    });
  }
}
