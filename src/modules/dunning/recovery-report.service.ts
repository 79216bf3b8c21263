import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { Sql } from '../../common/database/sql.js';
import { Invalid } from '../../common/errors/domain-error.js';
import type { Money } from '../../common/money.js';
import { reportPeriod, type PeriodWish, type ReportPeriod } from '../billing/index.js';
import { type DunningStage, rankOf } from './dunning-vocabulary.js';
import { recoveryCsv } from './recovery-csv.js';
import { OPEN_BY_STAGE, recoveryQuery, type RecoveryGroup } from './recovery-queries.js';
import type { CurrencyRecovery, RecoveryFigures, RecoveryReportView } from './recovery-report.schemas.js';

export interface RecoveryWish extends PeriodWish {
  readonly group_by: RecoveryGroup;
}

interface Figures {
  readonly cases: number;
  readonly amount: number;
  readonly open: number;
  readonly recovered: number;
  readonly recovered_amount: number;
  readonly written_off: number;
  readonly closed: number;
  readonly mean_days: number | null;
  readonly median_days: number | null;
}

interface ReportRow extends Figures {
  readonly currency: string;
  readonly is_total: boolean;
  readonly key: string;
}

interface OpenRow {
  readonly currency: string;
  readonly stage: DunningStage;
  readonly cases: number;
  readonly amount: number;
}

const NOTHING: Figures = {
  cases: 0,
  amount: 0,
  open: 0,
  recovered: 0,
  recovered_amount: 0,
  written_off: 0,
  closed: 0,
  mean_days: null,
  median_days: null,
};

/** How much of what failed came in after all, and how fast; per currency. */
@Injectable()
export class RecoveryReport {
  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws 422 for a period that is back to front or longer than 366 days. */
  async report(wish: RecoveryWish): Promise<RecoveryReportView> {
    const { from, to } = this.period(wish);
    const zone = wish.group_by === 'month' ? [this.config.business.timeZone] : [];
    const rows = await this.sql.rows<ReportRow & Record<string, unknown>>(recoveryQuery(wish.group_by), [
      from,
      to,
      ...zone,
    ]);
    const open = await this.sql.rows<OpenRow & Record<string, unknown>>(OPEN_BY_STAGE, []);
    const currencies = new Set([...rows, ...open].map(({ currency }) => currency));
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      group_by: wish.group_by,
      data: [...currencies].sort().map((currency) => ({
        ...ofCurrency(currency, rows, wish.group_by),
        open_by_stage: open
          .filter((row) => row.currency === currency)
          .sort((one, other) => rankOf(one.stage) - rankOf(other.stage))
          .map(({ stage, cases, amount }) => ({ stage, cases, money: { amount, currency } })),
      })),
    };
  }

  /** The same as CSV in pieces; refuses before the first of them. */
  async csv(wish: RecoveryWish, locale: 'ar' | 'en'): Promise<Iterable<string>> {
    const { data } = await this.report(wish);
    return recoveryCsv(data, wish.group_by, locale);
  }

  private period(wish: PeriodWish): ReportPeriod {
    const period = reportPeriod(wish, this.clock.now(), this.config.business.timeZone);
    if ('field' in period) throw new Invalid(period.field, period.message);
    return period;
  }
}

function ofCurrency(
  currency: string,
  rows: readonly ReportRow[],
  group: RecoveryGroup,
): Omit<CurrencyRecovery, 'open_by_stage'> {
  const own = rows.filter((row) => row.currency === currency);
  const total = own.find((row) => row.is_total) ?? NOTHING;
  const groups = own.filter((row) => !row.is_total);
  if (group === 'month') groups.sort((one, other) => (one.key < other.key ? -1 : 1));
  if (group === 'stage')
    groups.sort((one, other) => rankOf(one.key as DunningStage) - rankOf(other.key as DunningStage));
  return {
    currency,
    total: figuresOf(total, currency),
    groups: groups.map((row) => ({ key: row.key, ...figuresOf(row, currency) })),
  };
}

function figuresOf(row: Figures, currency: string): RecoveryFigures {
  const money = (amount: number): Money => ({ amount, currency });
  return {
    cases: row.cases,
    money: money(row.amount),
    open: row.open,
    written_off: row.written_off,
    closed: row.closed,
    recovered: {
      cases: row.recovered,
      money: money(row.recovered_amount),
      share: row.amount === 0 ? 0 : Math.round((row.recovered_amount / row.amount) * 10_000) / 10_000,
    },
    days_to_recovery:
      row.mean_days === null || row.median_days === null
        ? null
        : { mean: twoDigits(row.mean_days), median: twoDigits(row.median_days) },
  };
}

function twoDigits(value: number): number {
  return Math.round(value * 100) / 100;
}
