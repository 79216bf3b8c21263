import { brandLabel } from './brand-label.js';
import { escapeHtml, toHtml, toPlain, type MailText } from './mail-text.js';
import type { MailContent, MailTexts } from './mail-texts.js';
import type { MailVariables } from './mail-variables.schemas.js';
import type { Slots } from './mail-template.js';

/** Who the mails come from, as far as a reader sees it. */
export interface MailBusiness {
  readonly name: string;
  /** Web address of an image, or null for the name in letters. */
  readonly logo: string | null;
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

function cardSlots(variables: MailVariables, texts: MailTexts): Slots {
  if (!('brand' in variables)) return {};
  const { brand, last4, exp_month: month, exp_year: year } = variables;
  const badge = badgeOf(variables, texts);
  if (brand === null || last4 === null) {
    const account = 'account_email_masked' in variables ? (variables.account_email_masked ?? '') : '';
    return { card_title: 'PayPal', card_badge: badge, card_number: escapeHtml(account) };
  }
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

function badgeOf(variables: MailVariables, texts: MailTexts): string {
  if ('days_left' in variables) return variables.days_left < 0 ? escapeHtml(texts.badges.expired) : '';
  if ('automatic_payment_off' in variables) return escapeHtml(texts.badges.removed);
  if ('is_default' in variables && !variables.is_default) return '';
  return escapeHtml(texts.badges.default);
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
