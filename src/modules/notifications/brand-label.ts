const LABELS: Readonly<Record<string, string>> = {
  amex: 'American Express',
  cartes_bancaires: 'Cartes Bancaires',
  diners: 'Diners Club',
  eftpos_au: 'eftpos',
  jcb: 'JCB',
  mada: 'mada',
  unionpay: 'UnionPay',
};

/** How a card's brand is written for people: `visa` is Visa, `amex` is American Express. */
export function brandLabel(brand: string): string {
  const known = LABELS[brand];
  if (known !== undefined) return known;
  return brand
    .split('_')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}
