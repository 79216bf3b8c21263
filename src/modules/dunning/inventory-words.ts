import type { InventoryKind } from '../customers/index.js';

const WORDS: Readonly<Record<'ar' | 'en', Readonly<Record<InventoryKind, string>>>> = {
  en: { sim: 'SIM card', equipment: 'equipment' },
  ar: { sim: 'شريحة الاتصال', equipment: 'الأجهزة' },
};

/** What is lent with a service, as a mail names it; never by its serial number. */
export function inventoryWord(kind: InventoryKind, locale: 'ar' | 'en'): string {
  return WORDS[locale][kind];
}
