import { brandLabel } from './brand-label.js';
import type { ArabicStyle } from './mail-format.js';
import type { MailMethod } from './mail-parts.schemas.js';
import { same, type MailRow } from './mail-rows.js';
import { escapeHtml, toHtml, toPlain, type MailText } from './mail-text.js';
import type { MailContent, MailSupport, MailTexts, MethodBadge } from './mail-texts.js';
import type { MailVariables } from './mail-variables.schemas.js';
import type { Slots } from './mail-template.js';

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

/** `12/2026`, from integers. */
export function expiryOf(month: number, year: number): string {
  return `${String(month).padStart(2, '0')}/${String(year)}`;
}

/** What a mail's template is filled with; `link` is null where the mail has no button. */
export function slotsOf(
  content: MailContent,
  variables: MailVariables,
  texts: MailTexts,
  business: MailBusiness,
  link: string | null,
): Slots {
  return {
    subject: escapeHtml(toPlain(content.subject, false)),
    preview: escapeHtml(toPlain(content.preview, false)),
    brand: brandOf(business),
    chip: content.chip === null ? '' : toHtml(content.chip),
    heading: toHtml(content.heading),
    lead: paragraphs(content.lead),
    rows: tableOf(content.rows ?? []),
    note: paragraphs(content.note),
    button: toHtml(content.button),
    link: link === null ? '' : escapeHtml(link),
    footer: toHtml(footerOf(variables, texts, business)),
    ...cardSlots(variables, texts),
  };
}

/** The plain-text part: the same words, the link on a line of its own. */
export function plainTextOf(
  content: MailContent,
  variables: MailVariables,
  texts: MailTexts,
  business: MailBusiness,
  link: string | null,
  bidi: boolean,
): string {
  const plain = (text: MailText): string => toPlain(text, bidi);
  return [
    business.name,
    plain(content.heading),
    ...content.lead.map(plain),
    ...plainRows(content.rows ?? [], plain),
    ...(link === null ? [] : [`${plain(content.button)}:\n${link}`]),
    '--',
    ...content.note.map(plain),
    plain(footerOf(variables, texts, business)),
  ].join('\n\n');
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

const ROW_INK = { item: '#0f172a', total: '#0f172a', fact: '#475569' } as const;

/** Cells of a table that takes direction and font from around it; a total has a line above. */
function tableOf(rows: readonly MailRow[]): string {
  return rows
    .map(({ kind, title, notes, value }, index) => {
      const line = index > 0 && kind !== 'fact' ? 'border-top:1px solid #e5e9f0;' : '';
      const pad = kind === 'fact' ? 'padding:5px 0;' : 'padding:12px 0;';
      const weight = kind === 'fact' ? '400' : kind === 'total' ? '700' : '600';
      const ink = `color:${ROW_INK[kind]};font-weight:${weight};`;
      const small = notes
        .map(
          (note) =>
            `<div class="note" style="font-size:13px;font-weight:400;color:#64748b">${toHtml(note)}</div>`,
        )
        .join('');
      return (
        `<tr><td class="row ${kind}" style="${line}${pad}${ink}vertical-align:top">${toHtml(title)}${small}</td>` +
        `<td class="row ${kind} value" style="${line}${pad}${ink}vertical-align:top">${toHtml(value)}</td></tr>`
      );
    })
    .join('');
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

/**
 * The variables for a template of Mailjet's: the same, flat, with the link and the expiry in words. None is missing, since Mailjet does not
 * deliver a mail whose template names a variable that it was not given.
 */
export function templateVariables(
  variables: Readonly<Record<string, unknown>>,
  frame: { readonly link: string | null; readonly businessName: string; readonly locale: string },
): Record<string, string | number> {
  const own = Object.entries(variables).filter(([name]) => name !== 'link');
  const flat = Object.fromEntries(own.map(([name, value]) => [name, flatValue(value)]));
  const { brand, exp_month: month, exp_year: year } = variables;
  return {
    ...flat,
    ...(typeof brand === 'string' ? { brand: brandLabel(brand) } : {}),
    ...(typeof month === 'number' && typeof year === 'number' ? { expiry: expiryOf(month, year) } : {}),
    portal_link: frame.link ?? '',
    business_name: frame.businessName,
    locale: frame.locale,
  };
}

function flatValue(value: unknown): string | number {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return Array.isArray(value) ? value.join('\n') : '';
}
