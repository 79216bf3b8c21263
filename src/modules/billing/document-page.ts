import { escapeHtml as safe } from '../../common/html.js';
import type { Locale } from '../../common/i18n/locale.js';
import type { Money } from '../../common/money.js';

/** Whose paper it is. */
export interface DocumentBusiness {
  readonly name: string;
  readonly logo: string | null;
  readonly taxId: string | null;
  readonly supportEmail: string | null;
  readonly supportPhone: string | null;
}

/** How the page is set. */
export interface DocumentSetting {
  readonly locale: Locale;
  readonly money: (money: Money) => string;
  readonly day: (day: string) => string;
  readonly number: (value: number | `${number}`) => string;
  /** The text of the style sheet and the nonce that lets it apply. */
  readonly style: string;
  readonly nonce: string;
}

/** What is different from one paper to another. */
export interface DocumentParts {
  readonly business: DocumentBusiness;
  readonly title: string;
  readonly stamp: { readonly name: string; readonly text: string } | null;
  /** How a tax id is called. */
  readonly taxId: string;
  /** Written as HTML. */
  readonly sections: readonly string[];
}

/** A page to read and to print, on the business' own paper. */
export function documentPage(parts: DocumentParts, setting: DocumentSetting): string {
  const { locale, style, nonce } = setting;
  return `<!doctype html>
<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${safe(`${parts.title} · ${parts.business.name}`)}</title>
<link rel="stylesheet" href="/assets/fonts/fonts.css">
<style nonce="${safe(nonce)}">${style}</style>
</head>
<body>
<main>
${head(parts)}
${parts.sections.join('\n')}
${foot(parts)}
</main>
</body>
</html>
`;
}

function head({ business, stamp }: DocumentParts): string {
  const name = safe(business.name);
  const mark =
    business.logo === null
      ? `<p class="business">${name}</p>`
      : `<img class="logo" src="${safe(business.logo)}" alt="${name}">`;
  return `<header>
${mark}
${stamp === null ? '' : `<p class="stamp ${stamp.name}">${stamp.text}</p>`}
</header>`;
}

function foot({ business, taxId: label }: DocumentParts): string {
  const { name, taxId, supportEmail, supportPhone } = business;
  const parts = [
    safe(name),
    ...(taxId === null ? [] : [`${label} <bdi>${safe(taxId)}</bdi>`]),
    ...[supportEmail, supportPhone].flatMap((text) => (text === null ? [] : [`<bdi>${safe(text)}</bdi>`])),
  ];
  return `<footer>${parts.map((part) => `<span>${part}</span>`).join('')}</footer>`;
}
