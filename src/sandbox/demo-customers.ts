import type { HandoverRecord } from '../modules/payment-methods/index.js';
import type { Vendor } from '../modules/vendors/index.js';

const COUNT = 320;

const ENGLISH = {
  first: [
    'Amelia',
    'Oliver',
    'Freya',
    'Theo',
    'Maya',
    'Arthur',
    'Isla',
    'Rowan',
    'Nadia',
    'Felix',
    'Clara',
    'Jonah',
    'Priya',
    'Hugo',
    'Elena',
    'Samuel',
  ],
  last: [
    'Hartley',
    'Brooks',
    'Okafor',
    'Lindqvist',
    'Marlowe',
    'Penrose',
    'Castell',
    'Whitby',
    'Novak',
    'Ferreira',
    'Sinclair',
    'Dunne',
  ],
  business: [
    'Harbour Lane Bakery',
    'Copperfield Print',
    'Northgate Dental',
    'Juniper Logistics',
    'Blue Heron Studio',
    'Millstone Joinery',
    'Fairway Cycles',
    'Larkspur Clinic',
  ],
} as const;

const ARABIC = {
  first: [
    'ليلى',
    'يوسف',
    'مريم',
    'عمر',
    'هدى',
    'خالد',
    'سلمى',
    'طارق',
    'رنا',
    'زياد',
    'دانة',
    'ماجد',
    'أمل',
    'فارس',
    'جود',
    'سامر',
  ],
  last: [
    'الحربي',
    'القحطاني',
    'الشامي',
    'المنصوري',
    'النجار',
    'الهاشمي',
    'الزهراني',
    'العلي',
    'البكري',
    'الصباح',
    'الراشد',
    'حداد',
  ],
  business: [
    'مخبز النخيل',
    'مؤسسة الأفق للتجارة',
    'عيادة الشفاء',
    'شركة الميناء للنقل',
    'استوديو الضوء',
    'ورشة السنديان',
    'دار المعرفة',
    'مكتبة الغدير',
  ],
} as const;

const PLACES = [
  { locale: 'en', zone: 'Europe/London', currency: 'GBP' },
  { locale: 'ar', zone: 'Asia/Riyadh', currency: 'SAR' },
  { locale: 'ar', zone: 'Africa/Cairo', currency: 'EGP' },
  { locale: 'en', zone: 'America/New_York', currency: 'USD' },
  { locale: 'ar', zone: 'Asia/Dubai', currency: 'AED' },
  { locale: 'en', zone: 'Australia/Sydney', currency: 'AUD' },
  { locale: 'ar', zone: 'Asia/Kuwait', currency: 'KWD' },
] as const;

const SERVICES = [
  ['mobile', 'Mobile 20 GB', 1_900],
  ['broadband', 'Fibre 300', 3_500],
  ['iptv', 'TV Family', 1_500],
  ['voip', 'Office Line', 2_400],
] as const;

const BRANDS = ['visa', 'mastercard', 'visa', 'amex', 'mastercard', 'visa', 'discover'] as const;
const NICKNAMES = { en: ['Work card', 'Family', ''], ar: ['بطاقة العمل', 'العائلة', ''] } as const;
/** Months from this one until a card's last: every stage of the reminders, and cards long good. */
const MONTHS_AHEAD = [0, 1, 2, 14, 26, -1, 0, 38, 3, 1, 19, -2, 2, 30, 1, 44] as const;

/** Customers that the demo begins with: as many in Arabic as in English, with cards at every stage counted from `today`. */
export function demoRecords(today: Date): HandoverRecord[] {
  return Array.from({ length: COUNT }, (_, index) => cardsOf(index, today)).flat();
}

/** The address of a demo customer. */
function demoEmail(index: number): string {
  return `customer${String(index + 1)}@example.com`;
}

function cardsOf(index: number, today: Date): HandoverRecord[] {
  const second = index % 3 === 0;
  return [record(index, 0, today), ...(second ? [record(index, 1, today)] : [])];
}

function record(index: number, card: number, today: Date): HandoverRecord {
  const place = pick(PLACES, index);
  const [serviceType, serviceName, price] = pick(SERVICES, index * 3 + Math.floor(index / 7));
  const isBusiness = index % 6 === 5;
  const name = nameOf(index, isBusiness);
  const cells: Record<string, string> = {
    customer_external_id: `DEMO-${String(1_001 + index)}`,
    customer_type: isBusiness ? 'business' : 'individual',
    customer_name: name,
    // Some customers have no address, so that the panel shows what becomes of them.
    email: index % 37 === 36 ? '' : demoEmail(index),
    locale: place.locale,
    time_zone: place.zone,
    currency: place.currency,
    service_type: serviceType,
    service_name: serviceName,
    billing_mode: index % 5 === 4 ? 'prepaid' : 'postpaid',
    auto_renew: 'true',
    price_minor: String(price * (place.currency === 'KWD' ? 10 : 1)),
    ...methodCells(index, card, today),
    nickname: pick(NICKNAMES[place.locale], index + card),
    is_default: card === 0 ? 'true' : 'false',
    added_on: dayBefore(today, 40 + ((index * 13) % 700)),
  };
  if (cells['payment_type'] === 'card') cells['holder_name'] = name;
  return { line: index * 2 + card + 2, cells };
}

const PREFIXES = { stripe: 'pm', paypal: 'pp', paytabs: 'pt' };
const EMPTY = { brand: '', last4: '', exp_month: '', exp_year: '', holder_name: '', funding: '' };

function methodCells(index: number, card: number, today: Date): Record<string, string> {
  const vendor = vendorOf(index, card);
  const token = `${PREFIXES[vendor]}_demo_${String(index + 1).padStart(4, '0')}_${String(card + 1)}`;
  const stored = { vendor, vendor_payment_method_id: token };
  if (vendor === 'paypal') return { ...stored, payment_type: 'paypal', ...EMPTY };
  const expiry = monthsFrom(today, pick(MONTHS_AHEAD, index + card * 5));
  return {
    ...stored,
    payment_type: 'card',
    brand: pick(BRANDS, index + card),
    last4: String(1_000 + ((index * 379 + card * 4_241) % 9_000)),
    exp_month: String(expiry.month),
    exp_year: String(expiry.year),
    funding: pick(['credit', 'debit', 'credit', 'prepaid'], index),
  };
}

// Most at Stripe; some cards at PayTabs and some PayPal accounts, as defaults and beside them.
function vendorOf(index: number, card: number): Vendor {
  const first = index % 14 === 11 ? 'paytabs' : index % 14 === 6 ? 'paypal' : 'stripe';
  if (card === 0) return first;
  return first === 'stripe' ? pick(['paypal', 'stripe', 'paytabs'], index / 3) : 'stripe';
}

function nameOf(index: number, isBusiness: boolean): string {
  const names = pick(PLACES, index).locale === 'ar' ? ARABIC : ENGLISH;
  if (isBusiness) {
    const number = Math.floor(index / 48);
    return number === 0
      ? pick(names.business, index)
      : `${pick(names.business, index)} ${String(number + 1)}`;
  }
  return `${pick(names.first, index * 5 + 3)} ${pick(names.last, index * 7 + Math.floor(index / 12))}`;
}

function monthsFrom(today: Date, months: number): { year: number; month: number } {
  const total = today.getUTCFullYear() * 12 + today.getUTCMonth() + months;
  return { year: Math.floor(total / 12), month: (total % 12) + 1 };
}

function dayBefore(today: Date, days: number): string {
  return new Date(today.getTime() - days * 86_400_000).toISOString().slice(0, 10);
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length] as T;
}
