import { MAIL_EVENTS } from './mail-event-calls.js';
import type { SandboxMail } from './mailbox.js';

const SHOWN = 200;

const STYLE = `
  :root { --ink: #0f172a; --soft: #64748b; --line: #e2e8f0; --page: #f4f6fa; --sheet: #fff; --accent: #2257d6; }
  * { box-sizing: border-box; }
  body { margin: 0; font: 15px/1.5 'IBM Plex Sans', 'IBM Plex Sans Arabic', 'Segoe UI', system-ui, Tahoma, sans-serif; color: var(--ink); background: var(--page); }
  header { display: flex; flex-wrap: wrap; gap: 12px 20px; align-items: center; padding: 18px 28px; background: var(--sheet); border-bottom: 1px solid var(--line); }
  h1 { margin: 0; font-size: 18px; } h1 a { color: inherit; text-decoration: none; } h1 a::before { content: '‹ '; color: var(--soft); } h1 small { font-weight: 400; color: var(--soft); margin-inline-start: 8px; font-size: 14px; }
  form { margin-inline-start: auto; } input { font: inherit; padding: 8px 12px; width: 260px; max-width: 60vw; border: 1px solid #cbd5e1; border-radius: 8px; }
  input:focus-visible, a:focus-visible, button:focus-visible { outline: 3px solid #9dbcff; outline-offset: 1px; }
  main { max-width: 980px; margin: 24px auto; padding: 0 20px; }
  ol { list-style: none; margin: 0; padding: 0; background: var(--sheet); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; }
  li + li { border-top: 1px solid var(--line); }
  li a { display: grid; grid-template-columns: minmax(0, 15rem) minmax(0, 1fr) auto; gap: 4px 18px; padding: 13px 20px; color: inherit; text-decoration: none; }
  li a:hover { background: #f0f5ff; }
  .who, .what { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .who { font-weight: 600; } time { color: var(--soft); font-variant-numeric: tabular-nums; }
  .none { padding: 60px 20px; text-align: center; color: var(--soft); background: var(--sheet); border: 1px dashed #cbd5e1; border-radius: 12px; }
  dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 4px 18px; margin: 0 0 18px; } dt { color: var(--soft); } dd { margin: 0; overflow-wrap: anywhere; }
  .tools { display: flex; gap: 8px; margin: 0 0 14px; } .tools a { padding: 6px 14px; border-radius: 8px; border: 1px solid #cbd5e1; background: var(--sheet); color: inherit; text-decoration: none; }
  .events { margin-top: 20px; } .events button { font: inherit; padding: 6px 14px; border-radius: 8px; border: 1px solid #cbd5e1; background: var(--sheet); cursor: pointer; }
  .tools a[aria-current] { background: var(--accent); border-color: var(--accent); color: #fff; }
  iframe { display: block; width: 100%; height: 900px; margin: 0 auto; border: 1px solid var(--line); border-radius: 12px; background: #fff; } iframe.phone { width: 375px; max-width: 100%; }
  pre { padding: 20px; border: 1px solid var(--line); border-radius: 12px; background: var(--sheet); white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.7 ui-monospace, 'DejaVu Sans Mono', monospace; }
  @media (max-width: 640px) { li a { grid-template-columns: minmax(0, 1fr) auto; } .what { grid-column: 1 / -1; grid-row: 2; } header { padding: 14px 20px; } form { margin: 0; } }
`;

/** The list of mails, newest first; `q` narrows it to addresses and subjects that hold it. */
export function listPage(mails: readonly SandboxMail[], q: string): string {
  const wanted = q.trim().toLowerCase();
  const matching = wanted === '' ? mails : mails.filter((mail) => holds(mail, wanted));
  const newest = matching.slice(-SHOWN).reverse();
  const rows = newest.map(
    (
      mail,
    ) => `<li><a href="/mailbox/${mail.uuid}"><span class="who" dir="auto">${escaped(mail.to.name || mail.to.email)}</span>
      <span class="what" dir="auto">${escaped(titleOf(mail))}</span><time datetime="${escaped(mail.acceptedAt)}">${clockTime(mail)}</time></a></li>`,
  );
  const more = matching.length > SHOWN ? ` · the newest ${String(SHOWN)} are shown` : '';
  const list =
    rows.length > 0
      ? `<ol>${rows.join('')}</ol>`
      : '<p class="none">No mail here yet. It appears as soon as one is sent.</p>';
  return page(
    'Sandbox mailbox',
    `<header><h1>Sandbox mailbox<small id="count">${String(matching.length)} ${matching.length === 1 ? 'mail' : 'mails'}${more}</small></h1>
      <form method="get"><input type="search" name="q" value="${escaped(q)}" placeholder="Address or subject" aria-label="Address or subject"></form></header>
    <main>${list}</main>
    <script>
      const known = ${String(mails.length)};
      setInterval(async () => {
        const answer = await fetch('/mailbox/count').catch(() => null);
        if (answer?.ok && Number(await answer.text()) !== known && document.activeElement?.name !== 'q') location.reload();
      }, 2000);
    </script>`,
  );
}

/** How a mail is looked at. */
export type MailView = 'desktop' | 'phone' | 'text';

/** One mail with its head; the mail itself stands in a frame without scripts. */
export function mailPage(mail: SandboxMail, view: MailView): string {
  const tab = (name: MailView, label: string): string =>
    `<a href="?view=${name}"${name === view ? ' aria-current="page"' : ''}>${label}</a>`;
  return page(
    titleOf(mail),
    `<header><h1><a href="/mailbox">Sandbox mailbox</a></h1></header>
    <main><dl>
      <dt>Subject</dt><dd><strong><bdi>${escaped(titleOf(mail))}</bdi></strong></dd>
      <dt>To</dt><dd>${person(mail.to)}</dd><dt>From</dt><dd>${person(mail.from)}</dd>
      <dt>Sent</dt><dd><time>${escaped(mail.acceptedAt)}</time></dd><dt>CustomID</dt><dd>${escaped(mail.customId)}</dd>
    </dl>
    <p class="tools">${tab('desktop', 'Desktop')}${tab('phone', 'Phone')}${tab('text', 'Plain text')}</p>
    ${bodyOf(mail, view)}
    <form method="post" class="tools events" aria-label="What happened to this mail">${MAIL_EVENTS.map(
      (kind) => `<button formaction="/mailbox/${mail.uuid}/${kind}">${kind.replace('_', ' ')}</button>`,
    ).join('')}</form></main>`,
  );
}

function bodyOf(mail: SandboxMail, view: MailView): string {
  if (mail.templateId !== null) {
    const variables = escaped(JSON.stringify(mail.variables, null, 2));
    return `<p>Made from Mailjet's template ${String(mail.templateId)} with these variables:</p><pre dir="ltr">${variables}</pre>`;
  }
  if (mail.html === null && mail.text === null)
    return '<p class="none">This mail is too old to be kept whole.</p>';
  if (view === 'text' || mail.html === null) return `<pre dir="auto">${escaped(mail.text ?? '')}</pre>`;
  const html = mail.html.replace('<head>', '<head><base target="_blank">');
  return `<iframe class="${view}" title="The mail" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${escaped(html)}"></iframe>`;
}

function holds({ to, subject }: SandboxMail, wanted: string): boolean {
  return [to.email, to.name, subject].some((text) => text.toLowerCase().includes(wanted));
}

function titleOf(mail: SandboxMail): string {
  return mail.subject || (mail.templateId === null ? '(no subject)' : `Template ${String(mail.templateId)}`);
}

function clockTime(mail: SandboxMail): string {
  return mail.acceptedAt.slice(11, 19);
}

function person({ email, name }: SandboxMail['to']): string {
  return `<bdi>${escaped(name)}</bdi> &lt;${escaped(email)}&gt;`;
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
    <link rel="icon" href="data:,"><title>${escaped(title)}</title><style>${STYLE}</style></head><body>${body}</body></html>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
