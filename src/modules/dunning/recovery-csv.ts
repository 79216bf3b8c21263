import { BYTE_ORDER_MARK, csvLine } from '../../common/csv.js';
import { toDecimalString } from '../../common/money.js';
import type { RecoveryGroup } from './recovery-queries.js';
import type { CurrencyRecovery, RecoveryFigures } from './recovery-report.schemas.js';

const HEADS = {
  en: {
    groups: { bucket: 'Decline reason', vendor: 'Vendor', stage: 'Last stage', month: 'Month' },
    figures: [
      'Cases',
      'Amount',
      'Open',
      'Written off',
      'Closed otherwise',
      'Recovered',
      'Recovered amount',
      'Recovered share, %',
      'Days to recovery, mean',
      'Days to recovery, median',
    ],
    currency: 'Currency',
    total: 'All',
  },
  ar: {
    groups: { bucket: 'سبب الرفض', vendor: 'مزود الدفع', stage: 'آخر مرحلة', month: 'الشهر' },
    figures: [
      'الحالات',
      'المبلغ',
      'المفتوحة',
      'المشطوبة',
      'المغلقة لسبب آخر',
      'المستدركة',
      'المبلغ المستدرك',
      'نسبة الاستدراك، %',
      'أيام الاستدراك، المتوسط',
      'أيام الاستدراك، الوسيط',
    ],
    currency: 'العملة',
    total: 'الكل',
  },
} as const;

/** The report as CSV in pieces: a byte order mark and the head in the reader's language, then each currency with its total first. */
export function* recoveryCsv(
  data: readonly CurrencyRecovery[],
  group: RecoveryGroup,
  locale: 'ar' | 'en',
): Generator<string> {
  const head = HEADS[locale];
  yield BYTE_ORDER_MARK + csvLine([head.currency, head.groups[group], ...head.figures]);
  for (const { currency, total, groups } of data) {
    yield csvLine([currency, head.total, ...cellsOf(total)]);
    for (const { key, ...figures } of groups) yield csvLine([currency, key, ...cellsOf(figures)]);
  }
}

function cellsOf({ recovered, days_to_recovery: days, ...all }: RecoveryFigures): string[] {
  return [
    String(all.cases),
    toDecimalString(all.money),
    String(all.open),
    String(all.written_off),
    String(all.closed),
    String(recovered.cases),
    toDecimalString(recovered.money),
    (recovered.share * 100).toFixed(1),
    days?.mean.toFixed(2) ?? '',
    days?.median.toFixed(2) ?? '',
  ];
}
