import { BYTE_ORDER_MARK, csvLine } from '../../common/csv.js';
import { toDecimalString, type Money } from '../../common/money.js';
import type { FailureGroup } from './failure-queries.js';
import type { CurrencyFailures, FailureFigures } from './payment-failures.schemas.js';

const HEADS = {
  en: {
    groups: {
      bucket: 'Decline reason',
      vendor: 'Vendor',
      brand: 'Card brand',
      stage: 'Dunning stage',
      period: 'Period',
    },
    figures: [
      'Failed attempts',
      'Payments',
      'Amount',
      'Attempts on expired cards',
      'Payments on expired cards',
      'Amount on expired cards',
      'Recovered payments',
      'Recovered amount',
      'Recovered share, %',
    ],
    currency: 'Currency',
    total: 'All',
  },
  ar: {
    groups: {
      bucket: 'سبب الرفض',
      vendor: 'مزود الدفع',
      brand: 'نوع البطاقة',
      stage: 'مرحلة التحصيل',
      period: 'الفترة',
    },
    figures: [
      'المحاولات الفاشلة',
      'المدفوعات',
      'المبلغ',
      'محاولات على بطاقات منتهية',
      'مدفوعات على بطاقات منتهية',
      'المبلغ على بطاقات منتهية',
      'مدفوعات استُدركت',
      'المبلغ المستدرك',
      'نسبة الاستدراك، %',
    ],
    currency: 'العملة',
    total: 'الكل',
  },
} as const;

/** The report as CSV in pieces: a byte order mark and the head in the reader's language, then each currency with its total first. */
export function* failureCsv(
  data: readonly CurrencyFailures[],
  group: FailureGroup,
  locale: 'ar' | 'en',
): Generator<string> {
  const head = HEADS[locale];
  yield BYTE_ORDER_MARK + csvLine([head.currency, head.groups[group], ...head.figures]);
  for (const { currency, total, groups } of data) {
    yield csvLine([currency, head.total, ...cellsOf(total)]);
    for (const { key, ...figures } of groups) yield csvLine([currency, key, ...cellsOf(figures)]);
  }
}

function cellsOf({ expired_cards: expired, recovered, ...all }: FailureFigures): string[] {
  const plain = (money: Money): string => toDecimalString(money);
  return [
    String(all.failed_attempts),
    String(all.payments),
    plain(all.money),
    String(expired.failed_attempts),
    String(expired.payments),
    plain(expired.money),
    String(recovered.payments),
    plain(recovered.money),
    (recovered.share * 100).toFixed(1),
  ];
}
