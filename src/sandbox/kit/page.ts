import { type Answer } from './answers.js';

/** Text as it may stand in HTML, in an attribute's double quotes too. */
export function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

/** A hosted page: no script of its own unless `policy` says so. */
export interface Page {
  readonly status?: number;
  readonly lang: 'en' | 'ar';
  readonly title: string;
  /** HTML, escaped already. */
  readonly body: string;
  /** Added to the content security policy, such as `script-src 'self'`. */
  readonly policy?: string;
  /** HTML of the head, such as a script's tag. */
  readonly head?: string;
}

const STYLE = `body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:2rem auto;padding:0 1rem;color:#1d2433}
fieldset{border:1px solid #c5ccd8;border-radius:8px;margin:1rem 0;padding:.75rem 1rem}
label{display:block;margin:.5rem 0}input[type=text],input[inputmode]{font:inherit;width:100%;box-sizing:border-box;padding:.5rem}
button{font:inherit;padding:.6rem 1.2rem;margin:.25rem;border-radius:8px;border:1px solid #1f5eff;background:#1f5eff;color:#fff}
button.quiet{background:#fff;color:#1d2433;border-color:#c5ccd8}.note{color:#5a6474;font-size:.875rem}[role=alert]{color:#b3261e}`;

/** A page in Arabic (right to left) or English, never cached. */
export function htmlPage({ status = 200, lang, title, body, policy, head = '' }: Page): Answer {
  const rules = ["default-src 'none'", "style-src 'unsafe-inline'", "img-src 'self' data:", policy];
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': rules.filter((rule) => rule !== undefined).join('; '),
    },
    body: `<!doctype html>
<html lang="${lang}" dir="${lang === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>${escaped(title)}</title><style>${STYLE}</style>${head}</head>
<body>${body}</body></html>`,
  };
}

/** Sends the browser on with a GET. */
export function redirect(location: string): Answer {
  return { status: 303, headers: { location }, body: '' };
}

/** Arabic when the first language asked for is Arabic; a locale such as `ar-SA` or a header `Accept-Language`. */
export function pageLanguage(asked: string | null | undefined): 'en' | 'ar' {
  return /^\s*ar\b/i.test(asked ?? '') ? 'ar' : 'en';
}
