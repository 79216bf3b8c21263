import { escapeHtml } from '../src/common/html.js';
import type { PanelAssets } from './assets.js';
import { brand, documentHead } from './document.js';
import { translator } from './locale/translate.js';
import type { PanelLocale } from './panel-services.js';
import { OWN_PASSWORD, ROOT } from './settings.js';

/** Why the last try did not work. */
export interface PasswordTrouble {
  readonly code: string;
  readonly retryAfterSeconds: number | null;
}

interface PageParts {
  readonly assets: PanelAssets;
  readonly locale: PanelLocale;
  readonly email: string;
  /** Somebody else chose the present one: there is no way back without another. */
  readonly isRequired: boolean;
  readonly to: string;
  readonly trouble: PasswordTrouble | null;
  readonly isDone: boolean;
}

type Translate = ReturnType<typeof translator>;
type Field = (typeof FIELDS)[number];

const WRONG_FIELD: Readonly<Record<string, Field>> = {
  wrong_password: 'present_password',
  validation_failed: 'password',
  password_unchanged: 'password',
  not_the_same: 'repeated_password',
};

// Twice what a password may have of signs, which may take two units each.
const LONGEST = 400;

/** The page on which somebody chooses a password of their own; no script runs on it. */
export function ownPasswordPage(parts: PageParts): string {
  const { assets, locale, isRequired, isDone, to } = parts;
  const t = translator(locale);
  const other = locale === 'ar' ? 'en' : 'ar';
  const title = t(isDone ? 'ownPassword.done' : isRequired ? 'ownPassword.required' : 'ownPassword.title');
  return `${documentHead(locale, `${title} · OmniCRM Payments`, assets, 'sign-in.css')}
</head>
<body class="alone">
<main>
<form class="language" method="post" action="${ROOT}/locale">
<input type="hidden" name="to" value="${escapeHtml(`${OWN_PASSWORD}?${isDone ? 'done=1&' : ''}to=${encodeURIComponent(to)}`)}">
<button name="locale" value="${other}" lang="${other}">${other === 'ar' ? 'العربية' : 'English'}</button>
</form>
<div class="card">
${brand(assets, 'mark.svg')}
<h1>${escapeHtml(title)}</h1>
${isDone ? donePart(t, to) : formPart(t, parts)}
</div>
</main>
</body>
</html>
`;
}

function donePart(t: Translate, to: string): string {
  return `<p class="lead" role="status">${escapeHtml(t('ownPassword.doneText'))}</p>
<a class="go" href="${escapeHtml(to)}" autofocus>${escapeHtml(t('ownPassword.goOn'))}</a>`;
}

function formPart(t: Translate, { email, isRequired, to, trouble }: PageParts): string {
  const lead = t(isRequired ? 'ownPassword.requiredText' : 'ownPassword.text', {
    email: `\u2068${email}\u2069`,
  });
  const wrong = WRONG_FIELD[trouble?.code ?? ''];
  return `<p class="lead">${escapeHtml(lead)}</p>
${trouble ? `<p class="trouble" id="trouble" role="alert">${escapeHtml(troubleText(t, trouble))}</p>` : ''}
<form method="post" action="${OWN_PASSWORD}">
<input type="hidden" name="to" value="${escapeHtml(to)}">
<input type="email" autocomplete="username" value="${escapeHtml(email)}" readonly hidden>
${FIELDS.map((name) => passwordField(t, name, wrong)).join('\n')}
<button type="submit">${escapeHtml(t('ownPassword.submit'))}</button>
</form>
${
  isRequired
    ? `<form class="way-out" method="post" action="${ROOT}/logout"><button>${escapeHtml(t('shell.signOut'))}</button></form>`
    : `<p class="way-out"><a href="${escapeHtml(to)}">${escapeHtml(t('ownPassword.back'))}</a></p>`
}`;
}

const FIELDS = ['present_password', 'password', 'repeated_password'] as const;

const LABELS = {
  present_password: 'ownPassword.present',
  password: 'ownPassword.next',
  repeated_password: 'ownPassword.repeated',
} as const satisfies Record<Field, string>;

function passwordField(t: Translate, name: Field, wrong: Field | undefined): string {
  const isNext = name === 'password';
  const kind = name === 'present_password' ? 'current-password' : 'new-password';
  const hint = isNext ? `<p class="hint" id="rules">${escapeHtml(t('ownPassword.rules'))}</p>\n` : '';
  const described = [...(isNext ? ['rules'] : []), ...(wrong === name ? ['trouble'] : [])].join(' ');
  return `<label for="${name}">${escapeHtml(t(LABELS[name]))}</label>
<input id="${name}" name="${name}" type="password" dir="ltr" autocomplete="${kind}" required maxlength="${String(LONGEST)}"${isNext ? ' minlength="12"' : ''}${described === '' ? '' : ` aria-describedby="${described}"`}${wrong === name ? ' aria-invalid="true"' : ''}${(wrong ?? 'present_password') === name ? ' autofocus' : ''}>
${hint}`;
}

function troubleText(t: Translate, { code, retryAfterSeconds }: PasswordTrouble): string {
  switch (code) {
    case 'wrong_password':
      return t('ownPassword.wrong');
    case 'validation_failed':
      return t('ownPassword.weak');
    case 'password_unchanged':
      return t('ownPassword.unchanged');
    case 'not_the_same':
      return t('ownPassword.notTheSame');
    case 'sign_in_locked':
      return t('signIn.tooMany', { count: Math.max(1, Math.ceil((retryAfterSeconds ?? 60) / 60)) });
    default:
      return t('ownPassword.failed');
  }
}
