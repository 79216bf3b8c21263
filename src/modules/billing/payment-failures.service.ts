import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../common/clock/clock.js';
import { CONFIG, type Config } from '../../common/config/config.js';
import { Sql } from '../../common/database/sql.js';
import { Invalid } from '../../common/errors/domain-error.js';
import type { DeclineBucket, Vendor } from '../vendors/index.js';
import { failureCsv } from './failure-csv.js';
import { FAILED_ATTEMPTS, failureReportQuery, type FailureGroup } from './failure-queries.js';
import type {
  CurrencyFailures,
  FailedAttemptView,
  FailureFigures,
  FailureReportView,
} from './payment-failures.schemas.js';
import { reportPeriod, type PeriodWish, type ReportPeriod } from './report-period.js';

const MOST_DAYS_BY_DAY = 31;
const DAY_MS = 86_400_000;

export interface FailureReportWish extends PeriodWish {
  readonly group_by: FailureGroup;
}

export interface FailureFilter extends PeriodWish {
  readonly bucket?: DeclineBucket | undefined;
  readonly vendor?: Vendor | undefined;
  readonly brand?: string | undefined;
  readonly stage?: string | undefined;
  /** On a card that had expired, or not. */
  readonly expired?: boolean | undefined;
  readonly currency?: string | undefined;
}

/** The last failure of the page before. */
export interface FailurePosition {
  readonly failedAt: string;
  readonly id: string;
}

interface ReportRow {
  readonly currency: string;
  readonly is_total: boolean;
  readonly key: string;
  readonly failed_attempts: number;
  readonly payments: number;
  readonly amount: number;
  readonly expired_attempts: number;
  readonly expired_payments: number;
  readonly expired_amount: number;
  readonly recovered_payments: number;
  readonly recovered_amount: number;
}

type FailureRow = Omit<
  FailedAttemptView,
  'money' | 'failed_at' | 'bucket' | 'hint' | 'code' | 'expired_card'
> & {
  readonly settled_at: Date;
  readonly amount: number;
  readonly currency: string;
  readonly method_expired: boolean;
  readonly decline_bucket: DeclineBucket;
  readonly decline_hint: FailedAttemptView['hint'];
  readonly decline_code: string | null;
};

/** Failed payments as figures per currency, and one by one: a range over the attempts that ended in a decline. */
@Injectable()
export class PaymentFailures {
  constructor(
    private readonly sql: Sql,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws 422 for a period that is back to front or longer than 366 days. */
  async report(wish: FailureReportWish): Promise<FailureReportView> {
    const { from, to } = this.period(wish);
    const days = (to.getTime() - from.getTime()) / DAY_MS;
    const query = failureReportQuery(wish.group_by, days <= MOST_DAYS_BY_DAY + 0.5 ? 'day' : 'month');
    const zone = wish.group_by === 'period' ? [this.config.business.timeZone] : [];
    const rows = await this.sql.rows<ReportRow & Record<string, unknown>>(query, [from, to, ...zone]);
    return {
      from: from.toISOString(),
      to: to.toISOString(),
      group_by: wish.group_by,
      data: byCurrency(rows, wish.group_by),
    };
  }

  /** The same as CSV in pieces; refuses before the first of them. */
  async csv(wish: FailureReportWish, locale: 'ar' | 'en'): Promise<Iterable<string>> {
    const { data } = await this.report(wish);
    return failureCsv(data, wish.group_by, locale);
  }

  /** The failures themselves, newest first; one more than `limit` when there are more. */
  async list(
    filter: FailureFilter,
    after: FailurePosition | null,
    limit: number,
  ): Promise<FailedAttemptView[]> {
    const { from, to } = this.period(filter);
    const { bucket, vendor, brand, stage, expired, currency } = filter;
    const chosen = [bucket, vendor, brand, stage, expired, currency].map((value) => value ?? null);
    const position = [after?.failedAt ?? null, after?.id ?? null];
    const values = [from, to, ...chosen, ...position, limit + 1];
    const rows = await this.sql.rows<FailureRow & Record<string, unknown>>(FAILED_ATTEMPTS, values);
    return rows.map(toFailedAttempt);
  }

  private period(wish: PeriodWish): ReportPeriod {
    const period = reportPeriod(wish, this.clock.now(), this.config.business.timeZone);
    if ('field' in period) throw new Invalid(period.field, period.message);
    return period;
  }
}

function byCurrency(rows: readonly ReportRow[], group: FailureGroup): CurrencyFailures[] {
  return rows
    .filter((row) => row.is_total)
    .map((total) => {
      const groups = rows.filter((row) => !row.is_total && row.currency === total.currency);
      if (group === 'period') groups.sort((one, other) => (one.key < other.key ? -1 : 1));
      return {
        currency: total.currency,
        total: figuresOf(total),
        groups: groups.map((row) => ({ key: row.key, ...figuresOf(row) })),
      };
    });
}

function figuresOf(row: ReportRow): FailureFigures {
  const money = (amount: number): { amount: number; currency: string } => ({
    amount,
    currency: row.currency,
  });
  return {
    failed_attempts: row.failed_attempts,
    payments: row.payments,
    money: money(row.amount),
    expired_cards: {
      failed_attempts: row.expired_attempts,
      payments: row.expired_payments,
      money: money(row.expired_amount),
    },
    recovered: {
      payments: row.recovered_payments,
      money: money(row.recovered_amount),
      share: Math.round((row.recovered_amount / row.amount) * 10_000) / 10_000,
    },
  };
}

function toFailedAttempt(row: FailureRow): FailedAttemptView {
  return {
    id: row.id,
    failed_at: row.settled_at.toISOString(),
    payment_id: row.payment_id,
    customer_id: row.customer_id,
    customer_name: row.customer_name,
    money: { amount: row.amount, currency: row.currency },
    payment_state: row.payment_state,
    attempt_no: row.attempt_no,
    vendor: row.vendor,
    payment_type: row.payment_type,
    brand: row.brand,
    last4: row.last4,
    expired_card: row.method_expired,
    bucket: row.decline_bucket,
    hint: row.decline_hint,
    code: row.decline_code,
    recovered: row.recovered,
  };
}
