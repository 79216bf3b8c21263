import type { Look } from './vendor-form.js';

/** Reads the colours that the page gave the form, for the vendor's own fields. */
export function lookOf(host: HTMLElement): Look {
  const fontCss = host.getAttribute('font-css');
  const computed = getComputedStyle(host);
  const read = (name: string): string => computed.getPropertyValue(name).trim();
  return {
    primary: read('--_primary'),
    text: read('--_text'),
    muted: read('--_muted'),
    surface: read('--_surface'),
    danger: read('--_danger'),
    radius: read('--_radius'),
    font: computed.fontFamily,
    fontCss: fontCss === null ? null : new URL(fontCss, location.href).href,
  };
}
