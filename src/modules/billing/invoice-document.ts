import { localDay } from '../../common/calendar.js';
import { escapeHtml as safe } from '../../common/html.js';
import { documentPage, type DocumentBusiness, type DocumentSetting } from './document-page.js';
import type { InvoiceDetail } from './invoice-draft.js';
import { DOCUMENT_WORDS, type DocumentWords } from './invoice-document-words.js';
import { invoiceNumber } from './invoice-number.js';
import type { InvoiceLine } from './invoice-line.entity.js';

/** Everything that stands on the page. */
export interface DocumentFacts extends InvoiceDetail {
  readonly business: DocumentBusiness;
  readonly customer: { readonly name: string; readonly email: string | null; readonly timeZone: string };
}

/** The invoice as a page to read and to print. */
export function invoiceDocument(facts: DocumentFacts, setting: DocumentSetting): string {
  const words = DOCUMENT_WORDS[setting.locale];
  const number = facts.invoice.number === null ? '' : invoiceNumber(facts.invoice.number);
  const stamp = words.stamps[facts.invoice.state];
  return documentPage(
    {
      business: facts.business,
      title: `${words.invoice} ${number}`,
      stamp: stamp === undefined ? null : { name: facts.invoice.state, text: stamp },
      taxId: words.taxId,
      sections: [terms(facts, words, setting), table(facts, words, setting), totals(facts, words, setting)],
    },
    setting,
  );
}

function terms({ invoice, customer }: DocumentFacts, words: DocumentWords, { day }: DocumentSetting): string {
  const dayOf = (at: Date): string => day(localDay(at, customer.timeZone));
  const { number, issuedAt, dueOn, periodFrom, periodTo, paidAt } = invoice;
  const rows: [string, string | null][] = [
    [words.issuedOn, issuedAt && dayOf(issuedAt)],
    [words.dueOn, day(dueOn)],
    [words.period, periodFrom && periodTo && `${day(periodFrom)} – ${day(periodTo)}`],
    [words.paidOn, paidAt && dayOf(paidAt)],
  ];
  const shown = rows.flatMap(([name, value]) =>
    value === null ? [] : [`<div><dt>${name}</dt><dd>${safe(value)}</dd></div>`],
  );
  return `<section class="terms">
<div>
<h1>${words.invoice} <bdi>${number === null ? '' : invoiceNumber(number)}</bdi></h1>
<p class="label">${words.billedTo}</p>
<p class="customer"><bdi>${safe(customer.name)}</bdi></p>
${customer.email === null ? '' : `<p class="email"><bdi>${safe(customer.email)}</bdi></p>`}
</div>
<dl>
${shown.join('\n')}
</dl>
</section>`;
}

function table({ invoice, lines }: DocumentFacts, words: DocumentWords, setting: DocumentSetting): string {
  const { currency } = invoice;
  const hasTax = lines.some(({ taxAmount, taxRate }) => taxAmount > 0 || Number(taxRate) > 0);
  const row = ({ description, quantity, amount, taxRate, taxAmount }: InvoiceLine): string => {
    const rate = `<bdi>${setting.number(taxRate as `${number}`)}%</bdi>`;
    const tax = hasTax
      ? `<td>${setting.money({ amount: taxAmount, currency })} <span>${rate}</span></td>`
      : '';
    return `<tr><th scope="row"><bdi>${safe(description)}</bdi></th><td>${setting.number(quantity)}</td>${tax}<td>${setting.money({ amount, currency })}</td></tr>`;
  };
  return `<table>
<thead><tr><th scope="col">${words.description}</th><th scope="col">${words.quantity}</th>${hasTax ? `<th scope="col">${words.includedTax}</th>` : ''}<th scope="col">${words.amount}</th></tr></thead>
<tbody>
${lines.map(row).join('\n')}
</tbody>
</table>`;
}

function totals({ invoice }: DocumentFacts, words: DocumentWords, { money }: DocumentSetting): string {
  const { currency, totalAmount, taxAmount, state } = invoice;
  const owed = state === 'open' || state === 'uncollectible' ? totalAmount : 0;
  const shown = (name: string, amount: number, kind = ''): string =>
    `<div${kind}><dt>${name}</dt><dd>${money({ amount, currency })}</dd></div>`;
  return `<dl class="totals">
${taxAmount > 0 ? `${shown(words.beforeTax, totalAmount - taxAmount)}\n${shown(words.tax, taxAmount)}` : ''}
${shown(words.total, totalAmount, ' class="total"')}
${shown(words.owed, owed, ' class="owed"')}
</dl>`;
}
