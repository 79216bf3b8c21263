import { escapeHtml } from '../src/common/html.js';
import { scriptLiteral } from './http/html.js';
import type { PanelAssets } from './assets.js';
import { ROOT, type PanelBoot } from './settings.js';

export interface DocumentParts {
  readonly assets: PanelAssets;
  readonly boot: PanelBoot;
  readonly nonce: string;
  /** AdminJS' Redux state. */
  readonly state: unknown;
  /** AdminJS' styled-components theme. */
  readonly theme: unknown;
}

const SCRIPTS = ['global.bundle.js', 'design-system.bundle.js', 'app.bundle.js', 'components.bundle.js'];

/**
 * The page that AdminJS' browser code runs in. AdminJS' own one names a font host, cannot be right-to-left and puts the state into a
 * script unescaped; its globals are the same here.
 */
export function panelDocument({ assets, boot, nonce, state, theme }: DocumentParts): string {
  const globals = {
    __webpack_nonce__: nonce,
    REDUX_STATE: state,
    THEME: theme,
    THEME_COMPONENTS: {},
    AdminJS: { Components: {} },
    OMNICRM: boot,
  };
  return `${documentHead(boot.locale, 'OmniCRM Payments', assets, 'panel.css')}
<script nonce="${nonce}">Object.assign(window, ${scriptLiteral(globals)});</script>
${SCRIPTS.map((name) => `<script defer src="${assets.url(name)}"></script>`).join('\n')}
</head>
<body>
<div id="app"><div class="oc-splash"><div class="oc-splash-side"></div><div class="oc-splash-main"></div></div></div>
</body>
</html>
`;
}

/** Everything up to the end of the styles, with the fonts of the language asked for early. */
export function documentHead(
  locale: 'ar' | 'en',
  title: string,
  assets: PanelAssets,
  stylesheet: string,
): string {
  const fonts = locale === 'ar' ? ['arabic-400', 'arabic-600', 'latin-400'] : ['latin-400', 'latin-600'];
  return `<!doctype html>
<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(title)}</title>
<link rel="icon" type="image/svg+xml" href="${assets.url('favicon.svg')}">
${fonts.map((key) => `<link rel="preload" as="font" type="font/woff2" crossorigin href="${assets.font(key)}">`).join('\n')}
<link rel="stylesheet" href="${assets.fontsCss}">
<link rel="stylesheet" href="${assets.url(stylesheet)}">`;
}

/** Mark and name; images cannot use our font, so the name is text. */
export function brand(assets: PanelAssets, mark: 'mark.svg' | 'mark-light.svg'): string {
  return `<p class="brand" dir="ltr"><img src="${assets.url(mark)}" alt="" width="38" height="38"><span><strong>OmniCRM</strong> Payments</span></p>`;
}

/** A small page for what is not there or not allowed outside the app. */
export function plainPage(
  locale: 'ar' | 'en',
  assets: PanelAssets,
  title: string,
  text: string,
  back: string,
): string {
  return `${documentHead(locale, title, assets, 'sign-in.css')}
</head>
<body class="plain">
<main>
${brand(assets, 'mark.svg')}
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(text)}</p>
<p><a href="${ROOT}">${escapeHtml(back)}</a></p>
</main>
</body>
</html>
`;
}
