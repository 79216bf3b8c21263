import { BYTE_ORDER_MARK, csvLine as line } from '../../common/csv.js';
import type { ExpiringRowView } from './expiring-cards.schemas.js';

const HEADS = {
  en: [
    'Customer',
    'Customer id',
    'Type',
    'E-mail',
    'Vendor',
    'Card',
    'Expiry',
    'Last valid day',
    'Days left',
    'Days since expiry',
    'Status',
    'Default',
    'Last reminder',
    'Acted since',
  ],
  ar: [
    'العميل',
    'رقم العميل',
    'النوع',
    'البريد الإلكتروني',
    'مزود الدفع',
    'البطاقة',
    'انتهاء الصلاحية',
    'آخر يوم صالح',
    'الأيام المتبقية',
    'أيام منذ الانتهاء',
    'الحالة',
    'افتراضية',
    'آخر تذكير',
    'تصرّف بعده',
  ],
} as const;

/** The first line in the reader's language, after the mark that makes spreadsheets read UTF-8. */
export function csvHead(locale: 'ar' | 'en'): string {
  return BYTE_ORDER_MARK + line(HEADS[locale]);
}

/** One card as a line. */
export function csvLine(row: ExpiringRowView): string {
  const { customer, payment_method: method } = row;
  return line([
    customer.name,
    customer.external_id,
    customer.type,
    customer.email,
    method.vendor,
    [method.brand, method.last4].filter(Boolean).join(' '),
    `${String(method.exp_month).padStart(2, '0')}/${String(method.exp_year)}`,
    row.expires_on,
    ...daysOf(row),
    row.status,
    yesNo(method.is_default),
    ...reminderOf(row),
  ]);
}

function daysOf({ days_left: days }: ExpiringRowView): readonly [string, string] {
  return days < 0 ? ['', String(-days)] : [String(days), ''];
}

function reminderOf({ last_reminder: last, acted_since: acted }: ExpiringRowView): readonly [string, string] {
  return last ? [last.sent_at, yesNo(acted)] : ['', ''];
}

function yesNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
