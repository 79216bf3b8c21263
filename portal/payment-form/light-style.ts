const sheets = new Map<string, CSSStyleSheet>();

/** Styles for what stands in the light DOM beside vendors' fields; adopted once by whatever tree the form stands in. */
export function adoptLightStyle(place: HTMLElement, css: string): void {
  const root = place.getRootNode();
  if (!(root instanceof Document || root instanceof ShadowRoot)) return;
  const sheet = sheets.get(css) ?? new CSSStyleSheet();
  if (!sheets.has(css)) sheet.replaceSync(css);
  sheets.set(css, sheet);
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}
