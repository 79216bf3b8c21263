import type { RenderedMessage } from '../../src/modules/notifications/index.js';
import { escapeHtml } from '../../src/common/html.js';
import type { MessageDetail } from '../panel-messages.js';

type ShownMail = Pick<MessageDetail, 'subject' | 'text' | 'html'>;

/**
 * A mail as the panel can show it. One that Mailjet makes from a template of its own is shown by what that template is given; one that no
 * template is left for, by its type.
 */
export function shownMail(
  { type, locale }: Pick<RenderedMessage['message'], 'type' | 'locale'>,
  mail: RenderedMessage['mail'],
): ShownMail {
  if (mail === null) return { subject: type, text: '', html: page(locale, '') };
  if (mail.kind === 'rendered') return { subject: mail.subject, text: mail.text, html: mail.html };
  const lines = Object.entries(mail.variables).map(([name, value]) => [name, wordsOf(value)] as const);
  const title = `Mailjet template ${String(mail.templateId)}`;
  const rows = lines.map(
    ([name, value]) => `<tr><th>${escapeHtml(name)}</th><td>${escapeHtml(value)}</td></tr>`,
  );
  return {
    subject: mail.subject ?? title,
    text: [title, ...lines.map(([name, value]) => `${name}: ${value}`)].join('\n'),
    html: page(locale, `<h1 dir="ltr">${title}</h1><table>${rows.join('')}</table>`),
  };
}

/** Lists for a template's loops are shown as they are given. */
function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function page(locale: 'ar' | 'en', body: string): string {
  return `<!doctype html>
<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">
<head><meta charset="utf-8"><title>Mail</title>
<style>body{font:14px/1.5 sans-serif;margin:24px;color:#1d2433}h1{font-size:16px}th{text-align:start;padding-inline-end:16px;font-weight:600}</style>
</head>
<body>${body}</body>
</html>
`;
}
