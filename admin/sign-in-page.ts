import type { PanelAssets } from './assets.js';
import { brand, documentHead } from './document.js';
import { escapeHtml } from '../src/common/html.js';
import { translator } from './locale/translate.js';
import type { PanelLocale } from './panel-services.js';
import { ROOT, type PanelSettings } from './settings.js';

/** Why the last try did not work. */
export interface SignInTrouble {
  readonly code: string;
  readonly retryAfterSeconds: number | null;
}

interface SignInParts {
  readonly assets: PanelAssets;
  readonly settings: PanelSettings;
  readonly locale: PanelLocale;
  readonly email: string;
  readonly to: string;
  readonly trouble: SignInTrouble | null;
}

type Translate = ReturnType<typeof translator>;

/** The page that asks for e-mail and password; no script runs on it. */
export function signInPage({ assets, settings, locale, email, to, trouble }: SignInParts): string {
  const t = translator(locale);
  const other = locale === 'ar' ? 'en' : 'ar';
  const wrong = trouble?.code === 'sign_in_refused' ? ' aria-invalid="true"' : '';
  const [atEmail, atPassword] = email ? ['', ' autofocus'] : [' autofocus', ''];
  const text = (key: Parameters<Translate>[0]): string => escapeHtml(t(key));
  return `${documentHead(locale, `${t('signIn.title')} · OmniCRM Payments`, assets, 'sign-in.css')}
</head>
<body>
<div class="story" aria-hidden="true">
${brand(assets, 'mark-light.svg')}
<p class="claim">${text('signIn.claim')}</p>
<ul>
<li>${text('signIn.pointExpiry')}</li>
<li>${text('signIn.pointMethods')}</li>
<li>${text('signIn.pointSafe')}</li>
</ul>
<img class="ring" src="${assets.url('ring.svg')}" alt="">
</div>
<main>
<form class="language" method="post" action="${ROOT}/locale">
<input type="hidden" name="to" value="${ROOT}/login${to === ROOT ? '' : `?to=${escapeHtml(encodeURIComponent(to))}`}">
<button name="locale" value="${other}" lang="${other}">${other === 'ar' ? 'العربية' : 'English'}</button>
</form>
<div class="card">
${brand(assets, 'mark.svg')}
<h1>${text('signIn.title')}</h1>
<p class="lead">${escapeHtml(t('signIn.lead', { business: settings.businessName }))}</p>
${trouble ? `<p class="trouble" role="alert">${escapeHtml(troubleText(t, trouble))}</p>` : ''}
<form method="post" action="${ROOT}/login">
<input type="hidden" name="to" value="${escapeHtml(to)}">
<label for="email">${text('signIn.email')}</label>
<input id="email" name="email" type="email" dir="ltr" autocomplete="username" required${atEmail} maxlength="320" value="${escapeHtml(email)}"${wrong}>
<label for="password">${text('signIn.password')}</label>
<input id="password" name="password" type="password" dir="ltr" autocomplete="current-password" required${atPassword} maxlength="400"${wrong}>
<button type="submit">${text('signIn.submit')}</button>
</form>
<p class="help">${text(settings.mode === 'sandbox' ? 'signIn.helpSandbox' : 'signIn.help')}</p>
</div>
${modeNote(t, settings.mode)}
</main>
</body>
</html>
`;
}

function modeNote(t: Translate, mode: PanelSettings['mode']): string {
  if (mode === 'live') return '';
  const name = t(mode === 'sandbox' ? 'shell.sandboxName' : 'shell.testName');
  return `<p class="mode"><strong>${escapeHtml(name)}</strong> ${escapeHtml(t(mode === 'sandbox' ? 'shell.sandbox' : 'shell.test'))}</p>`;
}

function troubleText(t: Translate, trouble: SignInTrouble): string {
  const minutes = Math.max(1, Math.ceil((trouble.retryAfterSeconds ?? 60) / 60));
  switch (trouble.code) {
    case 'sign_in_refused':
      return t('signIn.wrong');
    case 'sign_in_locked':
      return t('signIn.tooMany', { count: minutes });
    default:
      return t('signIn.failed');
  }
}
