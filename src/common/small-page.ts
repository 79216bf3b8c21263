import { escapeHtml } from './html.js';
import type { Locale } from './i18n/locale.js';

/** What stands on a small page. */
export interface SmallPage {
  /** As text. */
  readonly title: string;
  /** HTML. */
  readonly main: string;
  /** Further lines of HTML in its head. */
  readonly head?: readonly string[];
  /** Attributes of the document that its script reads, each as `name="escaped value"`. */
  readonly attributes?: readonly string[];
  readonly mainClass?: 'card';
}

/** The fonts of the product, for a page that has them in its policy. */
export const PAGE_FONTS = '<link rel="stylesheet" href="/assets/fonts/fonts.css">';

/** A page of a few sentences beside the portal, in its looks, that works without a script and is found by no search engine. */
export function smallPage(locale: Locale, page: SmallPage): string {
  const { title, main, head = [], attributes = [], mainClass } = page;
  const data = attributes.map((attribute) => ` ${attribute}`).join('');
  return `<!doctype html>
<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}"${data}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
${['<link rel="stylesheet" href="/assets/portal/return.css">', ...head].join('\n')}
</head>
<body>
<main${mainClass === undefined ? '' : ` class="${mainClass}"`}>
${main}
</main>
</body>
</html>
`;
}
