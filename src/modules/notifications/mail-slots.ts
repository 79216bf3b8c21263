import { escapeHtml } from '../../common/html.js';
import { brandLabel } from './brand-label.js';
import type { ArabicStyle } from './mail-format.js';
import type { MailMethod } from './mail-parts.schemas.js';
import { same, type MailRow } from './mail-rows.js';
import { toHtml, toPlain, type MailText } from './mail-text.js';
import type { MailContent, MailSupport, MailTexts, MethodBadge } from './mail-texts.js';
import type { MailVariables } from './mail-variables.schemas.js';
import type { Slots } from './mail-template.js';
import { expiryOf } from './template-variables.js';

/** Who the mails come from, as far as a reader sees it. */
export interface MailBusiness {
  readonly name: string;
  /** Web address of an image, or null for the name in letters. */
  readonly logo: string | null;
  /** Printed on receipts. */
  readonly taxId: string | null;
  readonly support: MailSupport;
  readonly arabic: ArabicStyle;
}

/** Where a mail leads: its button, and the way to end such mails; null where it has none. */
export interface MailLinks {
  readonly button: string | null;
  readonly unsubscribe: string | null;
}

/** What a mail's template is filled with. */
export function slotsOf(
  content: MailContent,
  variables: MailVariables,
  texts: MailTexts,
  business: MailBusiness,
  links: MailLinks,
): Slots {
  return {
    subject: escapeHtml(toPlain(content.subject, false)),
    preview: escapeHtml(toPlain(content.preview, false)),
    brand: brandOf(business),
    chip: content.chip === null ? '' : toHtml(content.chip),
    heading: toHtml(content.heading),
    lead: paragraphs(content.lead),
    ...tablesOf(content.rows ?? [], texts.end),
    note: paragraphs(content.note),
    button: toHtml(content.button),
    link: links.button === null ? '' : escapeHtml(links.button),
    footer: `${toHtml(footerOf(variables, texts, business))}${unsubscribeOf(links, texts)}`,
    ...cardSlots(variables, texts),
  };
}

/** The plain-text part: the same words, the link on a line of its own. */
export function plainTextOf(
  content: MailContent,
  variables: MailVariables,
  texts: MailTexts,
  business: MailBusiness,
  { button, unsubscribe }: MailLinks,
  bidi: boolean,
): string {
  const plain = (text: MailText): string => toPlain(text, bidi);
  return [
    business.name,
    plain(content.heading),
    ...content.lead.map(plain),
    ...plainRows(content.rows ?? [], plain),
    ...(button === null ? [] : [`${plain(content.button)}:\n${button}`]),
    '--',
    ...content.note.map(plain),
    plain(footerOf(variables, texts, business)),
    ...(unsubscribe === null ? [] : [`${plain(texts.unsubscribe)}:\n${unsubscribe}`]),
  ].join('\n\n');
}

function unsubscribeOf({ unsubscribe }: MailLinks, texts: MailTexts): string {
  if (unsubscribe === null) return '';
  return `<br><a href="${escapeHtml(unsubscribe)}" style="color:#64748b;text-decoration:underline">${toHtml(texts.unsubscribe)}</a>`;
}

function footerOf(variables: MailVariables, texts: MailTexts, business: MailBusiness): MailText {
  return 'customer_name' in variables ? texts.footer(business.name) : texts.staffFooter(business.name);
}

function paragraphs(texts: readonly MailText[]): string {
  return texts
    .map(
      (text, index) =>
        `<p style="margin:0${index === texts.length - 1 ? '' : ' 0 14px'}">${toHtml(text)}</p>`,
    )
    .join('');
}

function brandOf(business: MailBusiness): string {
  const name = escapeHtml(business.name);
  if (business.logo === null || !/^https?:\/\//.test(business.logo)) return `<bdi>${name}</bdi>`;
  return `<img src="${escapeHtml(business.logo)}" alt="${name}" height="32" style="display:inline-block;height:32px;border:0">`;
}

type Picture = Pick<MailMethod, 'brand' | 'last4' | 'exp_month' | 'exp_year' | 'account_email_masked'>;

/** The method whose picture a mail shows, and what is said of it there. */
function pictureOf(variables: MailVariables): { method: Picture; badge: MethodBadge | null } | null {
  if ('brand' in variables) {
    return { method: { account_email_masked: null, ...variables }, badge: badgeOf(variables) };
  }
  if (!('items' in variables)) return null;
  const methods = variables.items.map((item) => ('method' in item ? item.method : null));
  const method = same(methods) ?? null;
  return method === null ? null : { method, badge: 'declined' };
}

function badgeOf(variables: MailVariables): MethodBadge | null {
  if ('days_left' in variables) return variables.days_left < 0 ? 'expired' : null;
  if ('automatic_payment_off' in variables) return 'removed';
  return 'is_default' in variables && !variables.is_default ? null : 'default';
}

function cardSlots(variables: MailVariables, texts: MailTexts): Slots {
  const picture = pictureOf(variables);
  if (picture === null) return {};
  const { brand, last4, exp_month: month, exp_year: year, account_email_masked: account } = picture.method;
  const badge = picture.badge === null ? '' : escapeHtml(texts.badges[picture.badge]);
  if (brand === null || last4 === null)
    return { card_title: 'PayPal', card_badge: badge, card_number: escapeHtml(account ?? '') };
  return {
    card_title: escapeHtml(brandLabel(brand)),
    card_badge: badge,
    card_number: `•••• •••• •••• ${escapeHtml(last4)}`,
    card_expiry:
      month === null || year === null
        ? ''
        : `<bdi>${escapeHtml(texts.validThrough)}</bdi>&nbsp; <span style="color:#ffffff">${expiryOf(month, year)}</span>`,
  };
}

const ROW_STYLES: Readonly<Record<MailRow['kind'], string>> = {
  item: 'padding:13px 0;color:#0f172a;font-weight:600;',
  total: 'padding:13px 0;color:#0f172a;font-weight:700;',
  fact: 'padding:5px 0;color:#475569;',
};
const RULE = 'border-top:1px solid #dfe5ee;';
const NOTE = 'font-size:13px;line-height:1.5;font-weight:400;color:#64748b';

/** The cells of two tables that take direction and font from around them: what adds up, and the facts beside it. */
function tablesOf(rows: readonly MailRow[], end: 'left' | 'right'): Slots {
  return {
    rows: rows
      .filter(({ kind }) => kind !== 'fact')
      .map((row, index) => rowOf(row, index === 0 ? '' : RULE, end))
      .join(''),
    facts: rows
      .filter(({ kind }) => kind === 'fact')
      .map((row) => rowOf(row, '', end))
      .join(''),
  };
}

function rowOf({ kind, title, notes, value }: MailRow, rule: string, end: 'left' | 'right'): string {
  const style = `${rule}${ROW_STYLES[kind]}vertical-align:top`;
  const small = notes.map((note) => `<div class="note" style="${NOTE}">${toHtml(note)}</div>`).join('');
  // An amount never breaks; the name of a method may.
  const own = `;padding-${end === 'right' ? 'left' : 'right'}:16px${kind === 'fact' ? '' : ';white-space:nowrap'}`;
  return (
    `<tr><td class="row ${kind}" style="${style}">${toHtml(title)}${small}</td>` +
    `<td class="row ${kind}" align="${end}" style="${style}${own}">${toHtml(value)}</td></tr>`
  );
}

function plainRows(rows: readonly MailRow[], plain: (text: MailText) => string): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map(({ title, notes, value }) =>
    [
      [title, value]
        .map(plain)
        .filter((text) => text !== '')
        .join(': '),
      ...notes.map((note) => `  ${plain(note)}`),
    ].join('\n'),
  );
  return [lines.join('\n')];
}
